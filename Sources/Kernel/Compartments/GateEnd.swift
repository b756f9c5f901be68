// How calls through gates end: by their function's return, by its fault, by the end of the thread.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_leave_gate(_ result: Int32) -> UInt64 {
  let thread = kernel.current
  guard let place = thread.user?.activation else {
    refuse("return from a compartment that it is not in", at: 0)
  }
  let isWhole = place.giveBuffersBack()
  place.clearStack(wholly: false)
  let key = Port.mask()
  let caller = place.caller
  let isClaim = caller?.isUnprivileged ?? false
  let sp = isClaim ? 0 : unsafe UInt(bitPattern: place.fields.caller_sp)
  unsafe thread.fields.user = caller?.record
  if let caller, isClaim {
    unsafe port_leave_gate(place.record)
    unsafe port_begin_call(caller.record)
    caller.loadIfRunning()
  }
  place.release(isDirty: false)
  Port.unmask(key)
  let shown = isWhole ? result : -BULKHEAD_EFAULT
  return UInt64(UInt32(bitPattern: shown)) | UInt64(sp) << 32
}

/// The running thread has faulted: if that was in a call, the call fails, and the thread goes on.
///
/// Interrupts are masked.
@c @implementation
public func bulkhead_fail_call() -> Bool {
  let thread = kernel.current
  guard let place = thread.user?.activation, let end = unsafe place.user.fields.stack_end else {
    return false
  }
  place.compartment.leaveHeap(thread)
  unsafe port_begin_call(place.user.record)
  thread.forgetRun()
  unsafe port_fail_call(thread.record, end)
  Port.requestSwitch()
  return true
}

/// A thread ends, or drops what it does: it is in no compartment any more.
///
/// Interrupts are masked.
@c @implementation
public func bulkhead_leave_compartments(_ record: UnsafeMutablePointer<ThreadRecord>) {
  let thread = unsafe Thread(record)
  unsafe thread.fields.user = thread.home?.record
  Compartment.visit { compartment in
    compartment.leaveHeap(thread)
    compartment.visitActivations { place in
      guard place.thread == thread else { return }
      if compartment.state == .starting { compartment.state = .down }
      if compartment.state == .stopping { compartment.state = .gone }
      place.release()
    }
  }
}

/// A thread's own record is there from now on, also while it is in a compartment that it has called.
@c @implementation
public func bulkhead_adopt_in_compartment(
  _ record: UnsafeMutablePointer<ThreadRecord>, _ user: UnsafeMutablePointer<UserRecord>
) {
  let thread = unsafe Thread(record)
  let user = unsafe User(user)
  if user.isUnprivileged, let creator = kernel.current.user {
    thread.belong(to: creator, with: user)
  }
  guard var outer = thread.user?.activation else {
    unsafe thread.fields.user = user.record
    return
  }
  while let next = outer.caller?.activation { outer = next }
  unsafe outer.fields.caller = user.record
}

extension Thread {
  /// What a compartment's code has created is the compartment's, and not that of the thread which is in it.
  ///
  /// Interrupts are masked.
  fileprivate func belong(to creator: User, with user: User) {
    guard self != kernel.current, creator.isUnprivileged else { return }
    user.fields.bits |= creator.fields.bits & ~(1 << bulkhead_user_count &- 1)
    guard let place = creator.activation else { return }
    unsafe fields.domain = place.compartment.domain.record
    fields.options &= ~UInt8(BULKHEAD_THREAD_INHERITS)
  }
}

extension Activation {
  /// What a call has left on its stack is gone, where that is not out of reach anyway.
  ///
  /// Nobody is in it, and the place is somebody's. It takes as long as the stack is large: interrupts come.
  func clearStack(wholly: Bool) {
    guard CapabilityWords.areUsed else { return }
    // Safety: the build's, of this size.
    unsafe bulkhead_clear_stack(record, wholly)
  }

  /// The place is free, or the most urgent waiter's.
  ///
  /// A stack that is dirty is cleared by whoever comes next, by the long way. Interrupts are masked.
  func release(isDirty: Bool = true) {
    takeRegionsBack()
    unsafe port_rest(record)
    unsafe bulkhead_set_dirty(record, isDirty)
    fields.is_slow = 0
    unsafe fields.gate = nil
    caller = nil
    let leaving = thread
    thread = nil
    let compartment = compartment
    if compartment.state == .up {
      if let next = compartment.handOn(self, from: leaving) {
        thread = next
      } else if unsafe !bulkhead_is_dirty(record) {
        unsafe fields.next = compartment.fields.free
        unsafe compartment.fields.free = record
      }
      if compartment.firstActivation(where: { $0.lock.waiters.first != nil }) == nil {
        compartment.fields.is_slow = 0
      }
    }
  }
}

extension Compartment {
  /// Who is in the middle of changing the heap does not go on: nobody waits for that, and the heap stays as it is.
  ///
  /// Interrupts are masked.
  fileprivate func leaveHeap(_ thread: Thread) {
    guard let lock = unsafe heapLock else { return }
    _ = unsafe SharedMutex(lock).unlock(as: thread)
  }

  /// Wakes the most urgent of all who wait for a place, to have this one; nil if nobody waits.
  fileprivate func handOn(_ free: Activation, from leaving: Thread?) -> Thread? {
    var best: Activation?
    visitActivations { place in
      guard let waiter = place.lock.waiters.first else { return }
      if let level = best?.lock.waiters.first?.level, level <= waiter.level { return }
      best = place
    }
    guard let best, let next = best.lock.dismissFirst() else { return nil }
    // Who still waits for the place lends to its new owner.
    if free.lock.waiters.first != nil { free.lock.change(owner: next) }
    if let leaving { kernel.refreshLevel(of: leaving) }
    return next
  }
}

extension Mutex {
  /// Wakes the most urgent waiter, who does not become the owner.
  ///
  /// Interrupts are masked.
  func dismissFirst(with outcome: Outcome = .done) -> Thread? {
    guard let first = waiters.first else { return nil }
    unsafe first.fields.wanted = nil
    _ = kernel.wakeFirst(of: waiters, with: outcome)
    if let owner = unsafe Thread.optional(fields.owner) {
      if waiters.first == nil { owner.removeHeld(self) }
      kernel.refreshLevel(of: owner)
    }
    return first
  }

  /// Wakes all who wait, for nothing.
  ///
  /// Interrupts are masked.
  func dismissAll() {
    while dismissFirst(with: .invalid) != nil {}
  }
}
