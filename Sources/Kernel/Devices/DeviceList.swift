// All devices of the image, by name.

import CBulkhead

/// The device with a name, if it came up.
///
/// Cost grows with the devices.
@unsafe
public func findDevice(named name: UnsafePointer<CChar>) -> UnsafePointer<device>? {
  for index in 0..<Int(bulkhead_device_count) {
    if let device = unsafe bulkhead_device_at(index), unsafe matches(device, name) {
      return unsafe device
    }
  }
  var device = unsafe bulkhead_defined_devices_start()
  let end = unsafe bulkhead_defined_devices_end()
  while unsafe device < end {
    if unsafe matches(device, name) { return unsafe device }
    unsafe device += 1
  }
  return nil
}

@unsafe
private func matches(_ device: UnsafePointer<device>, _ name: UnsafePointer<CChar>) -> Bool {
  let state = unsafe device.pointee.state
  guard unsafe state.pointee.initialized, unsafe state.pointee.init_res == 0 else { return false }
  let other = unsafe device.pointee.name
  var index = 0
  while unsafe name[index] == other[index] {
    if unsafe name[index] == 0 { return true }
    index &+= 1
  }
  return false
}
