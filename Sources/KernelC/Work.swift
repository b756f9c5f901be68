// zephyr/kernel/work.h

import CBulkhead
import Kernel
import KernelCore

extension Submission {
  /// The C API's result.
  @inline(__always)
  fileprivate var errno: Int32 { rawValue >= 0 ? rawValue : failure }

  @inline(never)
  private var failure: Int32 {
    switch self {
    case .refused: Errno.busy
    case .notStarted: Errno.noDevice
    default: Errno.invalid
    }
  }
}

// MARK: Queues

@c @implementation
public func k_work_queue_init(_ queue: UnsafeMutablePointer<WorkQueueRecord>) {
  unsafe WorkQueue(queue).prepare()
}

@c @implementation
public func k_work_queue_start(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>,
  _ stack: UnsafeMutablePointer<k_thread_stack_element>, _ size: Int, _ priority: Int32,
  _ configuration: UnsafePointer<k_work_queue_config>?
) {
  unsafe WorkQueue(queue).start(
    stack: stack, stackSize: size, priority: priority,
    neverYields: configuration?.pointee.no_yield ?? false,
    isEssential: configuration?.pointee.essential ?? false, name: configuration?.pointee.name)
}

@c @implementation
public func bulkhead_start_work_queue(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>,
  _ stack: UnsafeMutablePointer<k_thread_stack_element>, _ size: Int, _ priority: Int32,
  _ neverYields: Bool
) {
  unsafe WorkQueue(queue).start(
    stack: stack, stackSize: size, priority: priority, neverYields: neverYields,
    isEssential: true, isSystem: true, name: bulkhead_system_work_queue_name())
}

@c @implementation
public func k_work_queue_run(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>,
  _ configuration: UnsafePointer<k_work_queue_config>?
) {
  unsafe WorkQueue(queue).runHere(
    neverYields: configuration?.pointee.no_yield ?? false, name: configuration?.pointee.name)
}

@c @implementation
public func k_work_queue_drain(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>, _ plug: Bool
) -> Int32 {
  unsafe WorkQueue(queue).drain(plug: plug) ? 1 : 0
}

@c @implementation
public func k_work_queue_unplug(_ queue: UnsafeMutablePointer<WorkQueueRecord>) -> Int32 {
  unsafe WorkQueue(queue).unplug() ? 0 : Errno.already
}

@c @implementation
public func k_work_queue_stop(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>, _ timeout: k_timeout_t
) -> Int32 {
  switch unsafe WorkQueue(queue).stop(Timeout(timeout)) {
  case .done: 0
  case .busy: Errno.busy
  case .notOwner: Errno.notSupported
  case .timedOut: Errno.timedOut
  default: Errno.already
  }
}

// MARK: Work

@c @implementation
public func k_work_init(
  _ work: UnsafeMutablePointer<WorkRecord>, _ handler: k_work_handler_t
) {
  unsafe Work(work).prepare(handler)
}

@c @implementation
public func k_work_submit_to_queue(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>?, _ work: UnsafeMutablePointer<WorkRecord>
) -> Int32 {
  unsafe Work(work).submit(queue.map { unsafe WorkQueue($0) }).errno
}

@c @implementation
public func k_work_busy_get(_ work: UnsafePointer<WorkRecord>) -> Int32 {
  unsafe Int32(Work(UnsafeMutablePointer(mutating: work)).busyBits)
}

@c @implementation
public func k_work_flush(
  _ work: UnsafeMutablePointer<WorkRecord>, _ sync: UnsafeMutablePointer<WorkSyncRecord>
) -> Bool {
  unsafe Work(work).flush(sync)
}

@c @implementation
public func k_work_cancel(_ work: UnsafeMutablePointer<WorkRecord>) -> Int32 {
  unsafe Int32(Work(work).cancel())
}

@c @implementation
public func k_work_cancel_sync(
  _ work: UnsafeMutablePointer<WorkRecord>, _ sync: UnsafeMutablePointer<WorkSyncRecord>
) -> Bool {
  unsafe Work(work).cancelAndWait()
}

// MARK: Delayable work

@c @implementation
public func k_work_init_delayable(
  _ work: UnsafeMutablePointer<DelayableWorkRecord>, _ handler: k_work_handler_t
) {
  unsafe DelayableWork(work).prepare(handler)
}

@c @implementation
public func k_work_schedule_for_queue(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>, _ work: UnsafeMutablePointer<DelayableWorkRecord>,
  _ delay: k_timeout_t
) -> Int32 {
  unsafe DelayableWork(work).schedule(on: WorkQueue(queue), Timeout(delay)).errno
}

@c @implementation
public func k_work_reschedule_for_queue(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>, _ work: UnsafeMutablePointer<DelayableWorkRecord>,
  _ delay: k_timeout_t
) -> Int32 {
  unsafe DelayableWork(work).reschedule(on: WorkQueue(queue), Timeout(delay)).errno
}

@c @implementation
public func k_work_delayable_busy_get(_ work: UnsafePointer<DelayableWorkRecord>) -> Int32 {
  unsafe Int32(DelayableWork(UnsafeMutablePointer(mutating: work)).work.busyBits)
}

@c @implementation
public func k_work_flush_delayable(
  _ work: UnsafeMutablePointer<DelayableWorkRecord>, _ sync: UnsafeMutablePointer<WorkSyncRecord>
) -> Bool {
  unsafe DelayableWork(work).flush(sync)
}

@c @implementation
public func k_work_cancel_delayable(_ work: UnsafeMutablePointer<DelayableWorkRecord>) -> Int32 {
  unsafe Int32(DelayableWork(work).cancel())
}

@c @implementation
public func k_work_cancel_delayable_sync(
  _ work: UnsafeMutablePointer<DelayableWorkRecord>, _ sync: UnsafeMutablePointer<WorkSyncRecord>
) -> Bool {
  unsafe DelayableWork(work).cancelAndWait()
}

@c @implementation
public func k_work_delayable_expires_get(_ work: UnsafePointer<DelayableWorkRecord>) -> Int64 {
  let expiry = unsafe DelayableWork(UnsafeMutablePointer(mutating: work)).expiry
  return Int64(truncatingIfNeeded: expiry ?? uptimeTicks())
}

@c @implementation
public func k_work_delayable_remaining_get(_ work: UnsafePointer<DelayableWorkRecord>) -> Int64 {
  unsafe ticks(until: DelayableWork(UnsafeMutablePointer(mutating: work)).expiry)
}

// MARK: Polled work

@c @implementation
public func k_work_poll_init(
  _ work: UnsafeMutablePointer<PolledWorkRecord>, _ handler: k_work_handler_t
) {
  unsafe PolledWork(work).prepare(handler)
}

@c @implementation
public func k_work_poll_submit_to_queue(
  _ queue: UnsafeMutablePointer<WorkQueueRecord>, _ work: UnsafeMutablePointer<PolledWorkRecord>,
  _ events: UnsafeMutablePointer<PollEventRecord>, _ count: Int32, _ timeout: k_timeout_t
) -> Int32 {
  unsafe PolledWork(work).submit(
    to: WorkQueue(queue), events, count: count, Timeout(timeout), timedOutResult: Errno.again
  ).errno(busy: Errno.inUse)
}

@c @implementation
public func k_work_poll_cancel(_ work: UnsafeMutablePointer<PolledWorkRecord>?) -> Int32 {
  guard let work = unsafe work, unsafe PolledWork(work).cancel() else { return Errno.invalid }
  return 0
}
