// bulkhead/capability_request.h.

import CBulkhead
import Kernel

@c @implementation
public func bulkhead_capability_request(_ request: UnsafePointer<CapabilityRequest>) -> Int32 {
  unsafe fulfil(request.pointee, claim: nil)
}

@c @implementation
public func bulkhead_make_hardware_key(_ to: UInt) -> Int32 {
  guard port_make_key(to, bulkhead_next_type()) else { return Errno.noSpace }
  bulkhead_take_type()
  return 0
}
