// A 16550 UART that sends at once and has a FIFO of received bytes.
// Source: PC16550D data sheet (National Semiconductor, 1995), section 8.

/// The registers, one byte apart.
struct UART {
  /// Its source at the PLIC.
  static let line = 10
  static let fifo = 16

  /// What was sent and nobody has taken yet.
  var sent: [UInt8] = []
  private var received: [UInt8] = []
  private var interruptEnable: UInt8 = 0
  private var lineControl: UInt8 = 0
  private var modemControl: UInt8 = 0
  private var scratch: UInt8 = 0
  private var divisor: UInt16 = 0
  private var areFIFOsOn = false
  /// The transmitter is empty and nobody was told.
  private var hasEmptied = false

  var canReceive: Bool { received.count < (areFIFOsOn ? Self.fifo : 1) }

  mutating func receive(_ byte: UInt8) { received.append(byte) }

  private var isDivisorSelected: Bool { lineControl & 0x80 != 0 }

  var wantsInterrupt: Bool {
    interruptEnable & 1 != 0 && !received.isEmpty || interruptEnable & 2 != 0 && hasEmptied
  }

  mutating func read(_ register: UInt32) -> UInt8 {
    switch register {
    case 0:
      if isDivisorSelected { return UInt8(truncatingIfNeeded: divisor) }
      return received.isEmpty ? 0 : received.removeFirst()
    case 1:
      return isDivisorSelected ? UInt8(truncatingIfNeeded: divisor >> 8) : interruptEnable
    case 2:
      let fifos: UInt8 = areFIFOsOn ? 0xc0 : 0
      if interruptEnable & 1 != 0, !received.isEmpty { return fifos | 4 }
      if interruptEnable & 2 != 0, hasEmptied {
        hasEmptied = false
        return fifos | 2
      }
      return fifos | 1
    case 3: return lineControl
    case 4: return modemControl
    case 5: return 0x60 | (received.isEmpty ? 0 : 1)
    case 6: return 0xb0
    case 7: return scratch
    default: return 0
    }
  }

  mutating func write(_ register: UInt32, _ value: UInt8) {
    switch register {
    case 0:
      if isDivisorSelected {
        divisor = divisor & 0xff00 | UInt16(value)
      } else {
        sent.append(value)
        hasEmptied = true
      }
    case 1:
      if isDivisorSelected {
        divisor = divisor & 0x00ff | UInt16(value) << 8
      } else {
        if value & ~interruptEnable & 2 != 0 { hasEmptied = true }
        interruptEnable = value & 15
      }
    case 2:
      areFIFOsOn = value & 1 != 0
      if value & 2 != 0 { received = [] }
    case 3: lineControl = value
    case 4: modemControl = value
    case 7: scratch = value
    default: break
    }
  }
}
