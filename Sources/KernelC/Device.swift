// zephyr/device.h

import CBulkhead
import Kernel

@c @implementation
public func device_is_ready(_ device: UnsafePointer<device>?) -> Bool {
  guard let device = unsafe device else { return false }
  return unsafe device.pointee.state.pointee.initialized
    && device.pointee.state.pointee.init_res == 0
}

@c @implementation
public func device_get_binding(_ name: UnsafePointer<CChar>?) -> UnsafePointer<device>? {
  guard let name = unsafe name else { return nil }
  return unsafe findDevice(named: name)
}
