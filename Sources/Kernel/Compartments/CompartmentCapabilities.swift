// Whose capabilities the running thread's code makes.

import CBulkhead
import KernelCore

extension Compartment {
  /// Whose thread one is, in its own code.
  init?(ofThread thread: Thread) {
    var found: Compartment?
    Compartment.visit { one in
      if unsafe thread.fields.domain == one.domain.record { found = one }
    }
    guard let found else { return nil }
    self = found
  }
}

@c @implementation
public func bulkhead_quota_of_compartment() -> CapabilityQuota {
  let thread = kernel.current
  let compartment =
    thread.user?.activation.map { $0.compartment } ?? Compartment(ofThread: thread)
  guard let compartment else {
    return CapabilityQuota(first: 0, count: bulkhead_held_by_application)
  }
  return unsafe compartment.record.pointee.facts.pointee.capabilities
}
