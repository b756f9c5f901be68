// bulkhead/asked_calls.h: what threads without privileges ask of zephyr/kernel/thread.h. What each may ask is said in
// Kernel/Protection/AskedThreads.swift.

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func bulkhead_asked_k_thread_start(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  unsafe granted(thread).start()
}

@c @implementation
public func bulkhead_asked_k_thread_abort(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  unsafe granted(thread).abortAsAsked()
}

@c @implementation
public func bulkhead_end_self(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  unsafe Thread(thread).abort()
}

@c @implementation
public func bulkhead_asked_k_thread_join(
  _ thread: UnsafeMutablePointer<ThreadRecord>, _ timeout: k_timeout_t
) -> Int32 {
  unsafe granted(thread).join(Timeout(timeout)).errno()
}

@c @implementation
public func bulkhead_asked_k_thread_suspend(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  unsafe granted(thread).suspend()
}

@c @implementation
public func bulkhead_asked_k_thread_resume(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  unsafe granted(thread).resume()
}

@c @implementation
public func bulkhead_asked_k_wakeup(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  unsafe granted(thread).wakeUp()
}

@c @implementation
public func bulkhead_asked_k_thread_priority_get(
  _ thread: UnsafeMutablePointer<ThreadRecord>
) -> Int32 {
  unsafe granted(thread).priority
}

@c @implementation
public func bulkhead_asked_k_thread_priority_set(
  _ thread: UnsafeMutablePointer<ThreadRecord>, _ priority: Int32
) {
  unsafe granted(thread).setPriorityAsAsked(priority)
}

@c @implementation
public func bulkhead_asked_k_thread_name_set(
  _ thread: UnsafeMutablePointer<ThreadRecord>?, _ name: UnsafePointer<CChar>?
) -> Int32 {
  let thread = unsafe thread.map { unsafe granted($0) } ?? currentThread
  guard let name = unsafe name else { return Errno.invalid }
  guard unsafe thread.nameOrNil != nil else { return Errno.noSystem }
  return unsafe thread.setNameAsAsked(name) ? 0 : -BULKHEAD_EFAULT
}

@c @implementation
public func bulkhead_asked_k_thread_name_copy(
  _ thread: UnsafeMutablePointer<ThreadRecord>, _ buffer: UnsafeMutablePointer<CChar>, _ size: Int
) -> Int32 {
  let thread = unsafe granted(thread)
  requireWritable(UInt(bitPattern: buffer), UInt(bitPattern: size))
  guard size >= 0 else { return Errno.noSpace }
  return unsafe k_thread_name_copy(thread.pointer, buffer, size)
}

@c @implementation
public func bulkhead_asked_k_thread_stack_space_get(
  _ thread: UnsafePointer<ThreadRecord>, _ unused: UnsafeMutablePointer<Int>
) -> Int32 {
  let thread = unsafe granted(thread)
  requireWritable(UInt(bitPattern: unused), UInt(MemoryLayout<Int>.size))
  return unsafe k_thread_stack_space_get(thread.pointer, unused)
}

@c @implementation
public func bulkhead_asked_k_thread_timeout_expires_ticks(
  _ thread: UnsafePointer<ThreadRecord>
) -> Int64 {
  unsafe k_thread_timeout_expires_ticks(granted(thread).pointer)
}

@c @implementation
public func bulkhead_asked_k_thread_timeout_remaining_ticks(
  _ thread: UnsafePointer<ThreadRecord>
) -> Int64 {
  unsafe k_thread_timeout_remaining_ticks(granted(thread).pointer)
}

@c @implementation
public func bulkhead_asked_bulkhead_create_wished_thread(_ wish: UnsafePointer<ThreadWish>) {
  unsafe createWishedThread(wish)
}

@c @implementation
public func bulkhead_create_wished_thread(_ wish: UnsafePointer<ThreadWish>) {
  let wish = unsafe wish.pointee
  // Safety: only who has no privileges may say anything, and that one does not come here.
  unsafe bulkhead_create_user_thread(
    wish.thread.unsafelyUnwrapped, wish.stack.unsafelyUnwrapped, wish.size,
    wish.entry.unsafelyUnwrapped, wish.parameters.0, wish.parameters.1, wish.parameters.2,
    wish.priority, wish.options, wish.delay)
}

@c @implementation
public func bulkhead_asked_k_object_access_grant(
  _ object: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>
) {
  unsafe changeRightsAsAsked(UInt(bitPattern: object), granted(thread), isGranted: true)
}

@c @implementation
public func bulkhead_asked_k_object_access_revoke(
  _ object: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>
) {
  unsafe changeRightsAsAsked(UInt(bitPattern: object), granted(thread), isGranted: false)
}

@c @implementation
public func bulkhead_asked_bulkhead_change_stack_right(
  _ stack: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>, _ isGranted: Bool
) {
  unsafe changeStackRightAsAsked(stack, granted(thread), isGranted: isGranted)
}

@c @implementation
public func bulkhead_change_stack_right(
  _ stack: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>, _ isGranted: Bool
) {
  unsafe changeStackRight(stack, Thread(thread), isGranted: isGranted)
}
