// Bringing single devices up and down after the boot. What runs is the device's init entry, the same
// as at boot.

import CBulkhead
import KernelCore

/// Why a device was not brought up or down.
public enum DeviceRefusal: Error {
  /// Its init function has run already, or not yet.
  case wrongState
  /// Its driver has no such function.
  case notSupported
  /// Something that it depends on is not up.
  case dependency
}

/// Runs a device's init function; gives what it returns.
///
/// Thread. Cost grows with the devices.
@unsafe
public func bringUp(_ device: UnsafePointer<device>) throws(DeviceRefusal) -> Int32 {
  if unsafe device.pointee.state.pointee.initialized { throw .wrongState }
  let table = InitEntries()
  guard let place = unsafe place(of: device) else { throw .notSupported }
  if place.obstacle(in: table) != nil { throw .dependency }
  let entry = table.row(place.row)
  entry.outcome.result = 0
  var isUp = false
  kernel.current.work(for: Owner(place: place.row)) { isUp = entry.start() }
  if isUp { kernel.boot.trail.add(entry) } else { entry.state = .failed }
  return entry.outcome.result
}

/// Runs a device's shutdown function and gives what it returns; if 0, the device is as before its init.
///
/// What that has left behind is taken back and reported; -EIO, if the device cannot be stopped.
///
/// Thread. Cost grows with the devices.
@unsafe
public func bringDown(_ device: UnsafePointer<device>) throws(DeviceRefusal) -> Int32 {
  guard unsafe device.pointee.state.pointee.initialized else { throw .wrongState }
  guard let place = unsafe place(of: device) else { throw .notSupported }
  let entry = InitEntry(place: place.row)
  guard unsafe entry.record.shutdown != nil else { throw .notSupported }
  if entry.state == .up { kernel.boot.trail.remove(place.row, in: InitEntries()) }
  _ = entry.takeDown()
  _ = entry.clearAway()
  return entry.outcome.result
}

/// The entry of a device, found from the first on.
@unsafe
func place(of device: UnsafePointer<device>) -> InitPlace? {
  let table = InitEntries()
  var place = InitPlace()
  while place.row < InitEntries.count {
    if unsafe table.row(place.row).record.device == device { return place }
    place.advance(in: table)
  }
  return nil
}
