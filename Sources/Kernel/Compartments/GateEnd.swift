// How calls through gates end: by their function's return, by its fault, by the end of the thread.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_leave_gate(_ result: Int32) -> UInt64 {
  let thread = kernel.current
  guard let place = thread.user?.activation else {
    refuse("return from a compartment that it is not in", at: 0)
  }
  let refusal = place.giveBuffersBack()
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
  let shown = refusal == 0 ? result : refusal
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
      compartment.cutShort()
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
    user.fields.compartment = creator.fields.compartment
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

  /// The place is free, or the most urgent waiter's, and lets nobody reach anything.
  ///
  /// A stack that is dirty is cleared by whoever comes next, by the long way. Interrupts are masked.
  func release(isDirty: Bool = true) {
    takeRegionsBack()
    unsafe bulkhead_stack_ends(UInt(bitPattern: fields.stack), Int(fields.stack_size))
    unsafe port_rest(record)
    unsafe bulkhead_set_dirty(record, isDirty)
    handBack()
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
}
