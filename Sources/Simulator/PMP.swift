// Physical memory protection: 16 entries, grain 0.
// Source: The RISC-V Instruction Set Manual, Volume II, "Physical Memory Protection".

/// The registers, and what they allow.
struct PMP {
  static let count = 16

  /// R, W and X in bits 0 to 2, A in bits 3 and 4, L in bit 7.
  private(set) var configurations = [UInt8](repeating: 0, count: count)
  private(set) var addresses = [UInt32](repeating: 0, count: count)
  /// The entries that match anything, in their order, as first and last byte of 34 bits.
  private var regions: [Region] = []

  private struct Region {
    var first: UInt64
    var last: UInt64
    var configuration: UInt8
  }

  enum Access: UInt8 {
    case read = 1
    case write = 2
    case execute = 4
  }

  func configurationWord(_ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(configurations[4 * place + $1]) << (8 * UInt32($1)) }
  }

  mutating func writeConfigurationWord(_ place: Int, _ value: UInt32) {
    for byte in 0..<4 where configurations[4 * place + byte] & 0x80 == 0 {
      var new = UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte))) & 0x9f
      // To write without reading is reserved: W is taken away.
      if new & 3 == 2 { new &= ~2 }
      configurations[4 * place + byte] = new
    }
    findRegions()
  }

  mutating func writeAddress(_ place: Int, _ value: UInt32) {
    let isLocked = configurations[place] & 0x80 != 0
    // A locked range from the address below locks that, too.
    let next = place + 1 < Self.count ? configurations[place + 1] : 0
    if isLocked || next & 0x98 == 0x88 { return }
    addresses[place] = value
    findRegions()
  }

  private mutating func findRegions() {
    regions = []
    for place in 0..<Self.count {
      let configuration = configurations[place]
      let address = UInt64(addresses[place])
      switch configuration >> 3 & 3 {
      case 1:
        let first = place == 0 ? 0 : UInt64(addresses[place - 1]) << 2
        if first < address << 2 {
          regions.append(.init(first: first, last: address << 2 - 1, configuration: configuration))
        }
      case 2:
        let first = address << 2
        regions.append(.init(first: first, last: first + 3, configuration: configuration))
      case 3:
        // The trailing ones say the size: none for 8 bytes.
        let ones = UInt64(min((~addresses[place]).trailingZeroBitCount, 32))
        let size = UInt64(8) << ones
        let first = (address << 2) & ~(size - 1)
        regions.append(.init(first: first, last: first + size - 1, configuration: configuration))
      default: break
      }
    }
  }

  /// Whether an access of so many bytes is allowed; one across the edge of an entry is not.
  func allows(_ access: Access, _ address: UInt32, _ bytes: UInt32, isMachine: Bool) -> Bool {
    let first = UInt64(address)
    let last = first + UInt64(bytes) - 1
    for region in regions where region.first <= last && first <= region.last {
      if first < region.first || last > region.last { return false }
      if isMachine, region.configuration & 0x80 == 0 { return true }
      return region.configuration & access.rawValue != 0
    }
    return isMachine
  }

  /// The addresses around one for which the same entry answers.
  func extent(around address: UInt32) -> ClosedRange<UInt32> {
    let place = UInt64(address)
    var first: UInt64 = 0
    var last: UInt64 = 0xffff_ffff
    for region in regions {
      if region.first <= place, place <= region.last {
        first = max(first, region.first)
        last = min(last, region.last)
        break
      }
      if region.last < place { first = max(first, region.last + 1) }
      if region.first > place { last = min(last, region.first - 1) }
    }
    return UInt32(first)...UInt32(last)
  }
}
