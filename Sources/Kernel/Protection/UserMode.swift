// Threads without privileges begin: the memory protection comes on, and each gets what it may reach.

import CBulkhead
import KernelCore

/// What the protection is at rest: code and constants of the application, for everybody.
///
/// Ends the run where that is not possible: without it nothing would keep a thread within what is its.
@c @implementation
public func bulkhead_start_user_mode() {
  guard RegionWords.startProtection(with: userROM) else {
    fatal(.userROM, about: kernel.current)
  }
}

/// Lets others of the running thread's priority run first, and chooses, as `bulkhead_select_next` does.
///
/// The system call's handler; nothing comes between.
@c @implementation
public func bulkhead_yield_and_select() -> bulkhead_switch {
  let thread = kernel.current
  let level = thread.level
  let equal = kernel.ready.rotate(thread, at: level)
  // Who can be preempted runs only while nobody is more urgent.
  kernel.running = level >= Thread.firstPreemptible ? equal : kernel.first
  return unsafe bulkhead_make_switch(kernel.current.record, thread.record)
}

/// What every thread without privileges may read and execute.
var userROM: AddressRange {
  AddressRange(
    UInt32(truncatingIfNeeded: bulkhead_user_rom_start()),
    through: UInt32(truncatingIfNeeded: bulkhead_user_rom_end() &- 1))
}

extension Thread {
  /// What the kernel keeps of it, also while it has privileges: so that it may have been granted objects
  /// before it gives them up.
  @inline(never)
  func adopted(unprivileged: Bool) -> User {
    if let home { return home }
    let key = Port.mask()
    guard let user = User.free() else { fatal(.tooManyUsers, about: kernel.current) }
    unsafe user.fields.thread = record
    user.prepare(unprivileged: unprivileged)
    unsafe port_prepare_user_words(record, user.record)
    unsafe bulkhead_thread_adopts(record, user.record)
    let inherits = UInt32(fields.options) & UInt32(BULKHEAD_THREAD_INHERITS) != 0
    user.begin(withRightsOf: inherits ? kernel.current.home : nil)
    Port.unmask(key)
    return user
  }

  /// Creates a thread without privileges, as `create` does one that has them.
  ///
  /// Its stack has to be all of one that K_THREAD_STACK_DEFINE has made. Thread or boot.
  @unsafe
  public func createUser(_ plan: ThreadPlan, delay: Timeout) {
    guard
      let range = PageWords.stack(
        at: unsafe UInt(bitPattern: plan.stack),
        size: plan.stackSize &+ bulkhead_stack_reserved())
    else { fatal(.userStack, about: kernel.current) }
    unsafe prepare(plan, paints: Image.paintsStacks)
    unsafe fields.domain = kernel.current.fields.domain
    let user = adopted(unprivileged: true)
    if !user.reach(range, [.read, .write], as: 0) { fatal(.userStack, about: kernel.current) }
    admitToDomain(user)
    unsafe port_prepare_user_thread(record, stackEnd)
    self.begin(after: delay)
  }
}
