// bulkhead/capability_request.h, for threads without privileges.

import CBulkhead
import Kernel

@c @implementation
public func bulkhead_asked_bulkhead_capability_request(
  _ request: UnsafePointer<CapabilityRequest>
) -> Int32 {
  let address = UInt(bitPattern: request)
  guard callerReaches(address, UInt(MemoryLayout<CapabilityRequest>.size), writes: false) else {
    refuse("system call on memory that it may not use", at: address)
  }
  var copy = CapabilityRequest()
  unsafe bulkhead_copy_request(&copy, request)
  return fulfil(copy, claim: callerReaches(_:_:writes:))
}

@c @implementation
public func bulkhead_asked_bulkhead_make_hardware_key(_ to: UInt) -> Int32 {
  guard to % 8 == 0, callerReaches(to, 8, writes: true) else {
    refuse("system call on memory that it may not use", at: to)
  }
  return bulkhead_make_hardware_key(to)
}
