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

@c @implementation
public func device_init(_ device: UnsafePointer<device>) -> Int32 {
  do {
    return try unsafe bringUp(device)
  } catch {
    switch error {
    case .wrongState: return Errno.already
    case .notSupported: return Errno.notSupported
    case .dependency: return Errno.noDevice
    }
  }
}

@c @implementation
public func device_deinit(_ device: UnsafePointer<device>) -> Int32 {
  do {
    return try unsafe bringDown(device)
  } catch {
    return error == .wrongState ? Errno.permission : Errno.notSupported
  }
}
