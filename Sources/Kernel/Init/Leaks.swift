// What a device left behind that went down: its interrupt lines, compared with the controller. A line
// that is still enabled is reported and masked, what is pending is forgotten, and a line that its
// device holds pending is reported, too.

import CBulkhead
import KernelCore

extension InitEntry {
  /// Silences a device that is down, and its lines; says how much its driver had left behind.
  ///
  /// Of an entry that was ended on its way up only the lines, and nothing is a leak.
  /// Lines that it shares with a device that is up are that one's affair. Cost grows with the devices.
  func silence(isLeak: Bool = true) -> Int {
    guard let own = unsafe record.device, unsafe isDescribed(own) else { return 0 }
    let config = unsafe bulkhead_config_of(own).pointee
    var leaks = isLeak ? unsafe stopHardware(of: own) : 0
    for index in unsafe 0..<Int(config.interrupt_count) {
      let line = unsafe UInt32(config.interrupts.unsafelyUnwrapped[index].line)
      if unsafe hasOtherOwner(line, than: own) { continue }
      if port_interrupt_is_enabled(line) {
        leaks &+= 1
        if isLeak { report(BULKHEAD_LEAK_ENABLED, UInt(line)) }
        port_interrupt_disable(line)
      }
      port_interrupt_forget(line)
      if isLeak, port_interrupt_is_pending(line) {
        leaks &+= 1
        report(BULKHEAD_LEAK_PENDING, UInt(line))
      }
    }
    return leaks
  }

  /// Says what its shutdown function has left behind.
  func report(_ leak: bulkhead_leak, _ what: UInt) {
    unsafe bulkhead_image.reports?.pointee.leak(Int32(place), leak, what)
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
  unsafe hasDevice(line) { unsafe $0 != own && $0.pointee.state.pointee.refusal == 0 }
}

/// Whether the description gives a line to a device, or to one that agrees.
@unsafe
func hasDevice(
  _ line: UInt32, where agrees: (UnsafePointer<device>) -> Bool = { _ in true }
) -> Bool {
  for index in 0..<Int(bulkhead_device_count) {
    guard let device = unsafe bulkhead_device_at(index), unsafe agrees(device) else { continue }
    let config = unsafe bulkhead_config_of(device).pointee
    for index in unsafe 0..<Int(config.interrupt_count) {
      if unsafe UInt32(config.interrupts.unsafelyUnwrapped[index].line) == line { return true }
    }
  }
  return false
}

/// What an image says of something that a shutdown function has left behind; a place before the first is
/// nobody's.
@c @implementation
public func bulkhead_print_leak(_ place: Int32, _ leak: bulkhead_leak, _ what: UInt) {
  if place < 0 {
    Console.write("interrupt line ")
    Console.write(decimal: Int(bitPattern: what))
    Console.write(" is enabled past irq_enable, and no init entry is known for it\n")
    return
  }
  Console.write("shutdown of ")
  unsafe Console.write(cString: InitEntry(place: Int(place)).record.name)
  Console.write(" left ")
  let (name, state): (StaticString, StaticString) =
    switch leak {
    case BULKHEAD_LEAK_ENABLED: ("interrupt line ", " enabled")
    case BULKHEAD_LEAK_PENDING: ("interrupt line ", " pending")
    case BULKHEAD_LEAK_CALLBACK: ("callback ", " registered")
    case BULKHEAD_LEAK_WORK: ("work ", " submitted")
    case BULKHEAD_LEAK_THREAD: ("thread ", " running")
    case BULKHEAD_LEAK_TIMER: ("timer ", " running")
    default: ("memory at ", " allocated")
    }
  Console.write(name)
  if leak == BULKHEAD_LEAK_ENABLED || leak == BULKHEAD_LEAK_PENDING {
    Console.write(decimal: Int(bitPattern: what))
  } else {
    Console.write(address: what)
  }
  Console.write(state)
  Console.write("\n")
}
