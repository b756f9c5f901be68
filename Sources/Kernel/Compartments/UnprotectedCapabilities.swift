// Capabilities in calls into compartments that nothing keeps apart. Whose a thread's are is where, with protection, its
// memory domain is: there are none.

import CBulkhead
import KernelCore

extension Thread {
  fileprivate var compartment: UnsafeMutablePointer<CompartmentRecord>? {
    get {
      unsafe UnsafeMutableRawPointer(fields.domain)?.assumingMemoryBound(to: CompartmentRecord.self)
    }
    nonmutating set {
      unsafe fields.domain = UnsafeMutableRawPointer(newValue)?
        .assumingMemoryBound(to: DomainRecord.self)
    }
  }
}

/// Before its thread begins.
@unsafe
func setCompartment(
  of thread: UnsafeMutablePointer<ThreadRecord>,
  _ compartment: UnsafeMutablePointer<CompartmentRecord>
) {
  unsafe Thread(thread).compartment = unsafe compartment
}

@c @implementation
public func bulkhead_begin_quota(
  _ place: UnsafeMutablePointer<ActivationRecord>
) -> UnsafeMutablePointer<CompartmentRecord>? {
  let thread = kernel.current
  let from = unsafe thread.compartment
  unsafe thread.compartment = unsafe place.pointee.compartment
  return unsafe from
}

@c @implementation
public func bulkhead_end_quota(_ from: UnsafeMutablePointer<CompartmentRecord>?, _ frame: UInt) {
  let thread = kernel.current
  unsafe thread.compartment = unsafe from
  let bottom = unsafe UInt(bitPattern: thread.fields.stack)
  let key = Port.mask()
  bulkhead_stack_ends(bottom, Int(bitPattern: frame &- bottom))
  Port.unmask(key)
}

@c @implementation
public func bulkhead_quota_of_unprotected() -> CapabilityQuota {
  guard let compartment = unsafe kernel.current.compartment else {
    return CapabilityQuota(first: 0, count: bulkhead_held_by_application)
  }
  return unsafe compartment.pointee.facts.pointee.capabilities
}

@c @implementation
public func bulkhead_give_unprotected(
  _ to: UnsafeMutablePointer<bulkhead_capability>, _ from: UnsafePointer<bulkhead_capability>,
  _ how: UInt32, _ place: UnsafeMutablePointer<ActivationRecord>
) -> Int32 {
  let key = Port.mask()
  defer { Port.unmask(key) }
  return unsafe bulkhead_pass_capability(to, from, how, false, place.pointee.compartment)
}

@c @implementation
public func bulkhead_give_back_unprotected(
  _ to: UnsafeMutablePointer<bulkhead_capability>, _ from: UnsafePointer<bulkhead_capability>,
  _ how: UInt32, _ receiver: UnsafeMutablePointer<CompartmentRecord>?
) -> Int32 {
  let key = Port.mask()
  defer { Port.unmask(key) }
  return unsafe bulkhead_pass_capability(to, from, how, true, receiver)
}
