// The core-local interruptor: software interrupt and timer of hart 0.
// Source: SiFive FU540-C000 Manual, chapter 10; QEMU's virt machine has the same.

/// The registers; time itself is the machine's.
struct CLINT {
  private(set) var isSoftwarePending = false
  /// The timer's interrupt is pending from this time on.
  ///
  /// Nothing sets it at reset in hardware.
  private(set) var compare = UInt64.max
  /// What the image has added to the time by writing it.
  private(set) var timeWritten: (word: UInt32, isHigh: Bool)?

  func read(_ offset: UInt32, time: UInt64) -> UInt32 {
    switch offset {
    case 0: isSoftwarePending ? 1 : 0
    case 0x4000: UInt32(truncatingIfNeeded: compare)
    case 0x4004: UInt32(truncatingIfNeeded: compare >> 32)
    case 0xbff8: UInt32(truncatingIfNeeded: time)
    case 0xbffc: UInt32(truncatingIfNeeded: time >> 32)
    default: 0
    }
  }

  mutating func write(_ offset: UInt32, _ value: UInt32) {
    switch offset {
    case 0: isSoftwarePending = value & 1 != 0
    case 0x4000: compare = compare & ~0xffff_ffff | UInt64(value)
    case 0x4004: compare = compare & 0xffff_ffff | UInt64(value) << 32
    case 0xbff8: timeWritten = (value, false)
    case 0xbffc: timeWritten = (value, true)
    default: break
    }
  }

  /// The write of mtime that the machine has not heard of yet.
  mutating func takeTimeWritten() -> (word: UInt32, isHigh: Bool)? {
    defer { timeWritten = nil }
    return timeWritten
  }
}
