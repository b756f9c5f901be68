// What is there beside memory, at the addresses of QEMU's virt machine.

/// The devices, and which of them wants an interrupt.
struct Devices {
  var clint = CLINT()
  var plic = PLIC()
  var uart = UART()
  /// What the image wrote to the finisher, which ends the run.
  var finished: Int32?

  private enum Place {
    static let finisher: Range<UInt32> = 0x10_0000..<0x10_1000
    static let clint: Range<UInt32> = 0x200_0000..<0x201_0000
    static let plic: Range<UInt32> = 0xc00_0000..<0xc60_0000
    static let uart: Range<UInt32> = 0x1000_0000..<0x1000_0100
  }

  /// Whether a device answers at an address.
  static func has(_ address: UInt32) -> Bool {
    Place.uart.contains(address) || Place.clint.contains(address) || Place.plic.contains(address)
      || Place.finisher.contains(address)
  }

  /// A load of 1, 2 or 4 bytes; nil if nothing answers.
  mutating func read(_ address: UInt32, _ bytes: UInt32, time: UInt64) -> UInt32? {
    switch address {
    case Place.uart:
      // Of a wider access the register at its address has the lowest byte, as with QEMU.
      defer { update() }
      return UInt32(uart.read(address - Place.uart.lowerBound))
    case Place.clint:
      let offset = address - Place.clint.lowerBound
      let word = clint.read(offset & ~3, time: time)
      return offset & 3 + bytes <= 4 ? word >> (8 * (offset & 3)) : nil
    case Place.plic:
      guard bytes == 4, address & 3 == 0 else { return nil }
      update()
      return plic.read(address - Place.plic.lowerBound)
    case Place.finisher: return 0
    default: return nil
    }
  }

  /// A store; false if nothing answers.
  mutating func write(_ address: UInt32, _ bytes: UInt32, _ value: UInt32) -> Bool {
    switch address {
    case Place.uart:
      uart.write(address - Place.uart.lowerBound, UInt8(truncatingIfNeeded: value))
    case Place.clint:
      guard bytes == 4, address & 3 == 0 else { return false }
      clint.write(address - Place.clint.lowerBound, value)
    case Place.plic:
      guard bytes == 4, address & 3 == 0 else { return false }
      plic.write(address - Place.plic.lowerBound, value)
    case Place.finisher:
      // SiFive's test device: 0x5555 passes, 0x3333 fails with a status above it, 0x7777 resets.
      switch value & 0xffff {
      case 0x5555: finished = 0
      case 0x3333: finished = Int32(value >> 16)
      case 0x7777: finished = 0
      default: break
      }
    default: return false
    }
    update()
    return true
  }

  /// Brings the PLIC's lines to what the devices want.
  mutating func update() { plic.setLine(UART.line, uart.wantsInterrupt) }
}
