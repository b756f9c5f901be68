// Calls into compartments where nothing keeps them apart: on the caller's stack, with all that it reaches. What does
// not depend on protection is as with it: who may come in, who waits, and how long.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_enter_unprotected(
  _ gate: UnsafePointer<GateRecord>, _ state: bulkhead_compartment_state,
  _ found: UnsafeMutablePointer<UnsafeMutablePointer<ActivationRecord>>
) -> Int32 {
  requireThread(.waitInInterrupt)
  let gate = unsafe Gate(gate)
  if let from = unsafe Compartment.optional(gate.fields.from), from.state == .gone {
    return -BULKHEAD_ESHUTDOWN
  }
  let wanted = CompartmentState(rawValue: UInt8(truncatingIfNeeded: state.rawValue)) ?? .gone
  switch gate.findPlace(for: kernel.current, in: wanted) {
  case .place(let place):
    unsafe place.fields.gate = gate.record
    unsafe found.pointee = place.record
    return 0
  case .refusal(let error): return error
  }
}

@c @implementation
public func bulkhead_leave_unprotected(_ place: UnsafeMutablePointer<ActivationRecord>) {
  let key = Port.mask()
  unsafe Activation(place).handBack()
  Port.unmask(key)
}

@c @implementation
public func bulkhead_leave_all_unprotected(_ record: UnsafeMutablePointer<ThreadRecord>) {
  let thread = unsafe Thread(record)
  Compartment.visit { compartment in
    if let heap = unsafe compartment.heapMutex { unsafe Mutex(heap).forsake(by: thread) }
    compartment.visitActivations { place in
      guard place.thread == thread else { return }
      compartment.cutShort()
      place.handBack()
    }
  }
}

@c @implementation
public func bulkhead_prepare_unprotected() {
  Compartment.visit { compartment in
    compartment.visitActivations { $0.lock.prepare() }
    if !compartment.comesUp { compartment.open() }
  }
}

@c @implementation
public func bulkhead_begin_start(_ compartment: UnsafeMutablePointer<CompartmentRecord>) {
  unsafe Compartment(compartment).beginStart()
}

@c @implementation
public func bulkhead_end_start(
  _ compartment: UnsafeMutablePointer<CompartmentRecord>, _ result: Int32
) -> Int32 {
  unsafe Compartment(compartment).endStart(result)
  return result
}

@c @implementation
public func bulkhead_begin_stop(_ compartment: UnsafeMutablePointer<CompartmentRecord>) {
  unsafe Compartment(compartment).close(.stopping)
}

@c @implementation
public func bulkhead_end_stop(
  _ compartment: UnsafeMutablePointer<CompartmentRecord>, _ result: Int32
) -> Int32 {
  unsafe Compartment(compartment).close(.gone)
  return result
}

@c @implementation
public func bulkhead_create_thread_unprotected(
  _ plan: UnsafePointer<bulkhead_static_thread>,
  _ compartment: UnsafeMutablePointer<CompartmentRecord>
) {
  // Who did not come up has no threads, either.
  guard unsafe Compartment(compartment).state == .up else { return }
  unsafe setCompartment(of: plan.pointee.thread, compartment)
  unsafe bulkhead_create_static_thread(plan)
}
