// K_USER of zephyr/kernel/thread.h. Apart, so that only images with such threads have it.

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func bulkhead_create_user_thread(
  _ thread: UnsafeMutablePointer<ThreadRecord>,
  _ stack: UnsafeMutablePointer<k_thread_stack_element>, _ size: Int,
  _ entry:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> Void,
  _ p1: UnsafeMutableRawPointer?, _ p2: UnsafeMutableRawPointer?, _ p3: UnsafeMutableRawPointer?,
  _ priority: Int32, _ options: UInt32, _ delay: k_timeout_t
) -> UnsafeMutablePointer<ThreadRecord> {
  let plan = unsafe ThreadPlan(
    stack: stack, stackSize: size, entry: entry, parameters: (p1, p2, p3), priority: priority,
    options: options)
  unsafe Thread(thread).createUser(plan, delay: Timeout(delay))
  return unsafe thread
}

@c @implementation
public func k_thread_user_mode_enter(
  _ entry:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> Void,
  _ p1: UnsafeMutableRawPointer?, _ p2: UnsafeMutableRawPointer?, _ p3: UnsafeMutableRawPointer?
) -> Never {
  unsafe Thread.enterUserMode(entry, (p1, p2, p3))
}

@c @implementation
public func bulkhead_create_static_user_thread(_ plan: UnsafePointer<bulkhead_static_thread>) {
  let description = unsafe plan.pointee
  let thread = unsafe Thread(description.thread)
  let made = unsafe description.threadPlan
  if made.options & UInt32(BULKHEAD_THREAD_USER_OPTION) != 0 {
    unsafe thread.createUser(made, delay: description.delay)
  } else {
    unsafe thread.create(made, delay: description.delay)
  }
  unsafe thread.setName(cString: description.name)
  unsafe grantDeclaredObjects(to: description.thread)
}
