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
  guard let place = unsafe place(of: device) else { throw .notSupported }
  let table = InitEntries()
  let entry = table.row(place.row)
  var key = Port.lock()
  let isFree = unsafe !entry.isUnderWay && !device.pointee.state.pointee.initialized
  let canStart = isFree && place.obstacle(in: table) == nil
  if canStart { entry.state = .running }
  Port.unlock(key)
  if !isFree { throw .wrongState }
  if !canStart { throw .dependency }
  entry.outcome.result = 0
  if belongings.haveLines { settleLines() }
  var result: Int32 = 0
  kernel.current.work(for: Owner(place: place.row)) { result = entry.callInit() }
  key = Port.lock()
  if entry.finish(result) { kernel.boot.trail.add(entry) } else { entry.state = .failed }
  Port.unlock(key)
  if belongings.haveLines { adoptLines(for: Owner(place: place.row)) }
  return result
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
  if belongings.haveLines { settleLines() }
  let key = Port.lock()
  let isFree = !entry.isUnderWay
  if isFree, entry.isUp { kernel.boot.trail.remove(place.row, in: InitEntries()) }
  Port.unlock(key)
  if !isFree { throw .wrongState }
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
