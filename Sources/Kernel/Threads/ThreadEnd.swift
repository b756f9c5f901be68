// The end of a thread. Apart from those who call it, so that an image can put something behind it (--wrap).

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_end_thread(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  let thread = unsafe Thread(thread)
  kernel.clock.cancel(thread.timeout)
  if let queue = thread.waitingOn { queue.removeSlowly(thread) }
  thread.withdraw()
  kernel.set(.dead, of: thread)
  thread.state = .dead
  unsafe port_end_thread(thread.record)
  thread.leaveAlive()
  if thread.joiners.first != nil { _ = kernel.wakeAll(of: thread.joiners, with: .done) }
}
