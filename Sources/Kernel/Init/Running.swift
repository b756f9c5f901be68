// What the hardware of a device that is down still does: registers that its binding names, compared
// with what they read then. Only a register that the binding says how to stop is written.

import CBulkhead
import KernelCore

extension InitEntry {
  /// Compares a device's registers with what they read when it is down; says how many read otherwise.
  ///
  /// A device that nothing stops is not down. Cost grows with the registers of all devices.
  @unsafe
  func stopHardware(of own: UnsafePointer<device>) -> Int {
    var running = 0
    for index in 0..<Int(bulkhead_idle_register_count) {
      let register = unsafe IdleRegister(record: bulkhead_idle_register_at(index))
      guard unsafe register.fields.device == own else { continue }
      let found = register.reading
      if register.isIdle(found) { continue }
      running &+= 1
      register.stop()
      unsafe bulkhead_image.reports?.pointee.running?(Int32(place), register.record, found)
      if register.isIdle(register.reading) || state != .down { continue }
      state = .downFailed
      outcome.result = -BULKHEAD_EIO
    }
    return running
  }
}

/// A row of the table of what devices read when they are down.
///
/// Safety: the build made the table from the description, which says that the registers are there.
@safe
private struct IdleRegister {
  let record: UnsafePointer<bulkhead_idle_register>

  var fields: bulkhead_idle_register { unsafeAddress { unsafe record } }

  private var registers: Registers { unsafe Registers(base: fields.address) }
  private var isByte: Bool { unsafe fields.is_byte }

  /// The bits that count, as they are now.
  var reading: UInt32 {
    let value = isByte ? UInt32(registers[byte: 0]) : registers[0]
    return unsafe value & fields.mask
  }

  func isIdle(_ reading: UInt32) -> Bool { unsafe reading == fields.value }

  /// Writes what stops it, if anything does.
  func stop() {
    guard unsafe fields.is_written else { return }
    let value = unsafe fields.write
    if isByte {
      registers[byte: 0] = UInt8(truncatingIfNeeded: value)
    } else {
      registers[0] = value
    }
  }
}

/// What an image says of a device that its shutdown function has left running.
@c @implementation
public func bulkhead_print_running(
  _ place: Int32, _ idle: UnsafePointer<bulkhead_idle_register>, _ found: UInt32
) {
  let register = unsafe IdleRegister(record: idle)
  Console.write("shutdown of ")
  unsafe Console.write(cString: InitEntry(place: Int(place)).record.name)
  Console.write(" left it running: ")
  if let name = unsafe register.fields.name { unsafe Console.write(cString: name) }
  Console.write(" reads ")
  Console.write(address: UInt(found))
  Console.write(", not ")
  unsafe Console.write(address: UInt(register.fields.value))
  Console.write(register.isIdle(register.reading) ? "; it is stopped\n" : "; it goes on\n")
}
