// The long way through a gate: for callers with privileges, for buffers, and where no place is free. The short
// way is the port's, gate.S.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_call_gate(
  _ gate: UnsafePointer<GateRecord>, _ arguments: UnsafePointer<UInt>
) -> Int32 {
  requireThread(.waitInInterrupt)
  return unsafe Gate(admitted: gate).call(arguments)
}

extension Gate {
  /// The gate that a caller names; ends a caller without privileges if there is none.
  fileprivate init(admitted record: UnsafePointer<GateRecord>) {
    unsafe self.record = unsafe record
    guard let user = kernel.current.user, user.isUnprivileged else { return }
    let address = UInt(bitPattern: unsafe record)
    let offset = address &- bulkhead_gates_start()
    guard offset < bulkhead_gates_size(), offset % UInt(BULKHEAD_GATE_SIZE) == 0 else {
      refuse("call through what is no gate", at: address)
    }
  }

  func callWithoutArguments() -> Int32 {
    let zero: UInt = 0
    var none = (zero, zero, zero, zero)
    return unsafe withUnsafeMutablePointer(to: &none) { all in
      unsafe call(
        UnsafeRawPointer(all).assumingMemoryBound(to: UInt.self), by: compartment.state)
    }
  }

  /// Calls the function, or says why not.
  ///
  /// A call by a caller without privileges does not return here: the way back is `bulkhead_leave_gate`.
  /// `state` is in which state of the compartment it may be made.
  func call(_ arguments: UnsafePointer<UInt>, by state: CompartmentState = .up) -> Int32 {
    let thread = kernel.current
    let caller = thread.user
    let isClaim = caller?.isUnprivileged ?? false
    if let caller, isClaim, fields.importer != UInt32(caller.fields.compartment) {
      guard isFromOneThatIsGone(thread, caller) else {
        refuse("call through a gate that was not imported", at: unsafe UInt(bitPattern: record))
      }
      return -BULKHEAD_ESHUTDOWN
    }
    if !isClaim, !thread.hasRoomForCalls { return -BULKHEAD_ENOMEM }
    let place: Activation
    switch findPlace(for: thread, in: state) {
    case .place(let found): place = found
    case .refusal(let error): return error
    }
    if unsafe bulkhead_is_dirty(place.record) { place.clearStack(wholly: true) }
    // From here on a thread that ends gives the place back.
    place.caller = caller
    unsafe place.fields.gate = record
    var words = unsafe (arguments[0], arguments[1], arguments[2], arguments[3])
    let refusal = unsafe withUnsafeMutablePointer(to: &words) { all in
      unsafe place.takeBuffers(
        UnsafeMutableRawPointer(all).assumingMemoryBound(to: UInt.self), of: self)
    }
    if let refusal {
      let key = Port.mask()
      place.release()
      Port.unmask(key)
      return refusal
    }
    place.enter(thread)
    if isClaim { unsafe port_enter_gate(place.record) }
    return unsafe port_call_gate(place.record)
  }

  /// Whether the compartment that may make the call has gone down, and it is its thread that asks.
  private func isFromOneThatIsGone(_ thread: Thread, _ caller: User) -> Bool {
    guard let from = unsafe Compartment.optional(fields.from), from.state == .gone else {
      return false
    }
    if let place = caller.activation { return place.compartment == from }
    return unsafe thread.fields.domain == from.domain.record
  }
}

extension Activation {
  /// The thread goes on here at its next step: it is what a switch loads.
  fileprivate func enter(_ thread: Thread) {
    let key = Port.mask()
    fields.is_slow = 1
    let top = unsafe fields.top.unsafelyUnwrapped
    unsafe top.pointee.thread = thread.record
    unsafe top.pointee.errno_value = 0
    if let caller { unsafe user.fields.stack_end = caller.fields.stack_end }
    unsafe port_begin_call(user.record)
    unsafe thread.fields.user = user.record
    user.loadIfRunning()
    Port.unmask(key)
  }
}

extension Thread {
  /// Whether what it calls may make system calls on its stack, as a caller with privileges has no other.
  fileprivate var hasRoomForCalls: Bool {
    let room = unsafe port_stack_pointer() &- UInt(bitPattern: fields.stack)
    return room >= UInt(bulkhead_call_stack_size) &+ 128
  }
}
