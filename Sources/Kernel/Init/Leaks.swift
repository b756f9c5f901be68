// What a device left behind that went down: its interrupt lines, compared with the controller. A line
// that is still enabled is reported and masked, what is pending is forgotten, and a line that its
// device holds pending is reported, too.

import CBulkhead
import KernelCore

extension InitEntry {
  /// Silences a device that is down, and its lines; says how much its driver had left behind.
  ///
  /// Lines that it shares with a device that is up are that one's affair. Cost grows with the devices.
  func silence() -> Int {
    guard let own = unsafe record.device, unsafe isDescribed(own) else { return 0 }
    let config = unsafe bulkhead_config_of(own).pointee
    var leaks = unsafe stopHardware(of: own)
    for index in unsafe 0..<Int(config.interrupt_count) {
      let line = unsafe UInt32(config.interrupts.unsafelyUnwrapped[index].line)
      if unsafe hasOtherOwner(line, than: own) { continue }
      if port_interrupt_is_enabled(line) {
        leaks &+= 1
        unsafe bulkhead_image.reports?.pointee.leak(Int32(place), line)
        port_interrupt_disable(line)
      }
      port_interrupt_forget(line)
      if port_interrupt_is_pending(line) {
        leaks &+= 1
        unsafe bulkhead_image.reports?.pointee.leak(Int32(place), line)
      }
    }
    return leaks
  }
}

/// Whether a device is the description's; what code makes has a configuration of its own kind.
@unsafe
private func isDescribed(_ device: UnsafePointer<device>) -> Bool {
  for index in 0..<Int(bulkhead_device_count) {
    if unsafe bulkhead_device_at(index) == device { return true }
  }
  return false
}

@unsafe
private func hasOtherOwner(_ line: UInt32, than own: UnsafePointer<device>) -> Bool {
  for index in 0..<Int(bulkhead_device_count) {
    guard let other = unsafe bulkhead_device_at(index), unsafe other != own,
      unsafe other.pointee.state.pointee.refusal == 0
    else { continue }
    let config = unsafe bulkhead_config_of(other).pointee
    for index in unsafe 0..<Int(config.interrupt_count) {
      if unsafe UInt32(config.interrupts.unsafelyUnwrapped[index].line) == line { return true }
    }
  }
  return false
}

/// What an image says of a line that a shutdown function has left enabled, or else pending.
@c @implementation
public func bulkhead_print_leak(_ place: Int32, _ line: UInt32) {
  Console.write("shutdown of ")
  unsafe Console.write(cString: InitEntry(place: Int(place)).record.name)
  Console.write(" left interrupt line ")
  Console.write(decimal: Int(line))
  Console.write(port_interrupt_is_enabled(line) ? " enabled\n" : " pending\n")
}
