// Bringing single devices up and down after the boot. What runs is the device's init entry, the same
// as at boot.

import CBulkhead

/// Why a device was not brought up or down.
public enum DeviceRefusal: Error {
  /// Its init function has run already, or not yet.
  case wrongState
  /// Its driver has no such function.
  case notSupported
}

/// Runs a device's init function; gives what it returns.
///
/// Thread. Cost grows with the devices.
@unsafe
public func bringUp(_ device: UnsafePointer<device>) throws(DeviceRefusal) -> Int32 {
  if unsafe device.pointee.state.pointee.initialized { throw .wrongState }
  guard let entry = unsafe initEntry(of: device) else { throw .notSupported }
  return unsafe bringUp(entry)
}

/// Runs a device's shutdown function; if it returns 0, the device is as before its init.
///
/// Thread. Cost grows with the devices.
@unsafe
public func bringDown(_ device: UnsafePointer<device>) throws(DeviceRefusal) -> Int32 {
  guard unsafe device.pointee.state.pointee.initialized else { throw .wrongState }
  guard let shutdown = unsafe initEntry(of: device)?.pointee.shutdown else { throw .notSupported }
  let result = unsafe shutdown(device)
  if result == 0 { unsafe device.pointee.state.pointee.initialized = false }
  return result
}

@unsafe
private func initEntry(of device: UnsafePointer<device>) -> UnsafePointer<bulkhead_init_entry>? {
  // Safety: generated bounds of a constant table.
  var entry = unsafe bulkhead_init_level_start(UInt32(InitLevel.early.rawValue))
  let end = unsafe bulkhead_init_entries_end()
  while unsafe entry < end {
    if unsafe entry.pointee.device == device { return unsafe entry }
    unsafe entry += 1
  }
  return nil
}
