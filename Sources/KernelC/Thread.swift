// zephyr/kernel/thread.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_thread_create(
  _ thread: UnsafeMutablePointer<ThreadRecord>,
  _ stack: UnsafeMutablePointer<k_thread_stack_element>!, _ size: Int,
  _ entry: k_thread_entry_t!,
  _ p1: UnsafeMutableRawPointer?, _ p2: UnsafeMutableRawPointer?, _ p3: UnsafeMutableRawPointer?,
  _ priority: Int32, _ options: UInt32, _ delay: k_timeout_t
) -> UnsafeMutablePointer<ThreadRecord> {
  let plan = unsafe ThreadPlan(
    stack: stack, stackSize: size, entry: entry, parameters: (p1, p2, p3), priority: priority,
    options: options)
  unsafe Thread(thread).create(plan, delay: Timeout(delay))
  return unsafe thread
}

@c @implementation
public func k_thread_start(_ thread: UnsafeMutablePointer<ThreadRecord>!) {
  unsafe Thread(thread).start()
}

@c @implementation
public func k_thread_abort(_ thread: UnsafeMutablePointer<ThreadRecord>!) {
  unsafe Thread(thread).abort()
}

@c @implementation
public func k_thread_join(
  _ thread: UnsafeMutablePointer<ThreadRecord>, _ timeout: k_timeout_t
) -> Int32 {
  unsafe Thread(thread).join(Timeout(timeout)).errno()
}

@c @implementation
public func k_thread_suspend(_ thread: UnsafeMutablePointer<ThreadRecord>!) {
  unsafe Thread(thread).suspend()
}

@c @implementation
public func k_thread_resume(_ thread: UnsafeMutablePointer<ThreadRecord>!) {
  unsafe Thread(thread).resume()
}

@c @implementation
public func k_sleep(_ timeout: k_timeout_t) -> Int32 {
  if timeout.ticks == -1 {
    _ = sleep(.forever)
    return -1
  }
  let left = sleep(Timeout(timeout))
  let rate = UInt64(Image.ticksPerSecond)
  return Int32(clamping: (left &* 1000 &+ rate &- 1) / rate)
}

@c @implementation
public func k_usleep(_ microseconds: Int32) -> Int32 {
  let rate = Int64(Image.ticksPerSecond)
  let ticks = (Int64(max(microseconds, 0)) &* rate &+ 999_999) / 1_000_000
  let left = sleep(Timeout(encoded: ticks))
  return Int32(clamping: (Int64(left) &* 1_000_000 &+ rate &- 1) / rate)
}

@c @implementation
public func k_wakeup(_ thread: UnsafeMutablePointer<ThreadRecord>!) {
  unsafe Thread(thread).wakeUp()
}

@c @implementation
public func k_yield() { yieldProcessor() }

@c @implementation
public func k_sched_current_thread_query() -> UnsafeMutablePointer<ThreadRecord>! {
  unsafe currentThread.pointer
}

@c @implementation
public func k_thread_priority_get(_ thread: UnsafeMutablePointer<ThreadRecord>!) -> Int32 {
  unsafe Thread(thread).priority
}

@c @implementation
public func k_thread_priority_set(
  _ thread: UnsafeMutablePointer<ThreadRecord>!, _ priority: Int32
) {
  unsafe Thread(thread).setPriority(priority)
}

@c @implementation
public func k_sched_lock() { lockScheduler() }

@c @implementation
public func k_sched_unlock() { unlockScheduler() }

@c @implementation
public func k_sched_time_slice_set(_ sliceMilliseconds: Int32, _ priority: Int32) {
  let rate = Int64(Image.ticksPerSecond)
  let ticks = (Int64(max(sliceMilliseconds, 0)) &* rate &+ 999) / 1000
  setTimeSlice(ticks: UInt32(truncatingIfNeeded: ticks), priority: priority)
}

@c @implementation
public func k_is_in_isr() -> Bool { isInInterrupt }

@c @implementation
public func k_is_preempt_thread() -> Int32 {
  !isInInterrupt && currentThread.isPreemptible ? 1 : 0
}

@c @implementation
public func k_is_pre_kernel() -> Bool { isPreKernel }

@c @implementation
public func k_can_yield() -> Bool { canYield }

@c @implementation
public func k_cpu_idle() {
  _ = port_mask()
  port_free_lines()
  port_idle()
}

@c @implementation
public func k_cpu_atomic_idle(_ key: UInt32) {
  k_cpu_idle()
  if port_is_locked(key) { _ = lockLines() }
}

@c @implementation
public func k_thread_name_set(
  _ thread: UnsafeMutablePointer<ThreadRecord>?, _ name: UnsafePointer<CChar>?
) -> Int32 {
  guard let name = unsafe name else { return Errno.invalid }
  let thread = unsafe thread.map { unsafe Thread($0) } ?? currentThread
  return unsafe thread.setName(cString: name) ? 0 : Errno.noSystem
}

@c @implementation
public func k_thread_name_get(
  _ thread: UnsafeMutablePointer<ThreadRecord>!
) -> UnsafePointer<CChar>? {
  unsafe Thread(thread).nameOrNil
}

@c @implementation
public func k_thread_name_copy(
  _ thread: UnsafeMutablePointer<ThreadRecord>!, _ buffer: UnsafeMutablePointer<CChar>, _ size: Int
) -> Int32 {
  guard let name = unsafe Thread(thread).nameOrNil else { return Errno.noSystem }
  var index = 0
  while index < size {
    unsafe buffer[index] = name[index]
    if unsafe name[index] == 0 { return 0 }
    index += 1
  }
  return Errno.noSpace
}

@c @implementation
public func k_thread_custom_data_set(_ value: UnsafeMutableRawPointer?) {
  unsafe currentThread.customData = value
}

@c @implementation
public func k_thread_custom_data_get() -> UnsafeMutableRawPointer? {
  unsafe currentThread.customData
}

@c @implementation
public func k_thread_stack_space_get(
  _ thread: UnsafePointer<ThreadRecord>, _ unused: UnsafeMutablePointer<Int>
) -> Int32 {
  guard let space = unsafe Thread(UnsafeMutablePointer(mutating: thread)).unusedStack else {
    return Errno.notSupported
  }
  unsafe unused.pointee = space
  return 0
}

@c @implementation
public func k_thread_timeout_expires_ticks(_ thread: UnsafePointer<ThreadRecord>) -> Int64 {
  unsafe Int64(truncatingIfNeeded: Thread(UnsafeMutablePointer(mutating: thread)).expiry ?? 0)
}

@c @implementation
public func k_thread_timeout_remaining_ticks(_ thread: UnsafePointer<ThreadRecord>) -> Int64 {
  guard let expiry = unsafe Thread(UnsafeMutablePointer(mutating: thread)).expiry else { return 0 }
  let now = uptimeTicks()
  return expiry > now ? Int64(expiry &- now) : 0
}

@c @implementation
public func k_thread_foreach(
  _ callback: k_thread_user_cb_t, _ data: UnsafeMutableRawPointer?
) {
  unsafe forEachThread(locked: true) { record in unsafe callback(record, data) }
}

@c @implementation
public func k_thread_foreach_unlocked(
  _ callback: k_thread_user_cb_t, _ data: UnsafeMutableRawPointer?
) {
  unsafe forEachThread(locked: false) { record in unsafe callback(record, data) }
}

@c @implementation
public func k_thread_state_str(
  _ thread: UnsafeMutablePointer<ThreadRecord>!, _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int
) -> UnsafePointer<CChar> {
  guard let buffer = unsafe buffer, size > 0 else { return unsafe bulkhead_empty_string() }
  unsafe Thread(thread).describeState(in: UnsafeMutableBufferPointer(start: buffer, count: size))
  return unsafe UnsafePointer(buffer)
}

@c @implementation
public func k_thread_heap_assign(
  _ thread: UnsafeMutablePointer<ThreadRecord>, _ heap: UnsafeMutablePointer<KernelHeapRecord>?
) {
  unsafe Thread(thread).assignHeap(heap)
}

@c @implementation
public func k_thread_system_pool_assign(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  unsafe Thread(thread).assignSystemHeap()
}
