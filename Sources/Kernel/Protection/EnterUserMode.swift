// A thread that had privileges gives them up, for good.

import CBulkhead
import KernelCore

extension Thread {
  /// The running thread goes on with another function, without privileges and with nothing on its stack.
  ///
  /// Does not return. Its stack has to be all of one that a region covers. Thread.
  @unsafe
  public static func enterUserMode(
    _ entry: k_thread_entry_t,
    _ parameters: (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)
  ) -> Never {
    requireThread(.waitInInterrupt)
    let thread = kernel.current
    unsafe thread.fields.entry = entry
    unsafe thread.fields.parameters = parameters
    let user = thread.adopted(unprivileged: false)
    guard
      let stack = PageWords.stack(
        at: unsafe UInt(bitPattern: thread.fields.stack), size: thread.fields.stack_size),
      user.reach(stack, [.read, .write], as: 0)
    else { fatal(.userStack, about: thread) }
    thread.admitToDomain(user)
    thread.fields.options &= ~UInt8(ThreadOption.essential)
    // Nothing comes back to main.
    if thread == Image.mainThread { kernel.mainStatus = 0 }
    unsafe bulkhead_set_unprivileged(user.record, true)
    user.loadIfRunning()
    unsafe port_enter_user_mode(thread.record, user.record, thread.stackEnd)
    fatal(.switchFailed, about: thread)
  }

  /// Lets it reach what is in its domain.
  ///
  /// Only images that give a domain a partition have the code.
  func admitToDomain(_ user: User) {
    let domain = unsafe fields.domain ?? bulkhead_default_domain()
    unsafe domain.pointee.admit?(domain, user.record)
  }
}
