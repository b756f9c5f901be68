// The platform-level interrupt controller, for machine mode of hart 0 (context 0).
// Source: RISC-V Platform-Level Interrupt Controller Specification 1.0.0.

/// Sources 1 to 95, with priorities 0 to 7.
struct PLIC {
  private static let sources = 96
  private var priorities = [UInt32](repeating: 0, count: sources)
  private var enabled = [UInt32](repeating: 0, count: sources / 32)
  private var lines = [Bool](repeating: false, count: sources)
  private var pending = [Bool](repeating: false, count: sources)
  private var claimed = [Bool](repeating: false, count: sources)
  private var threshold: UInt32 = 0

  mutating func setLine(_ source: Int, _ isHigh: Bool) {
    lines[source] = isHigh
    // The gateway passes a request on only when the one before is complete.
    pending[source] = isHigh && !claimed[source]
  }

  private func isEnabled(_ source: Int) -> Bool {
    enabled[source / 32] >> UInt32(source % 32) & 1 != 0
  }

  /// The pending source of the highest priority above the threshold, the lowest number of equals; or 0.
  private var best: Int {
    var best = 0
    var priority = threshold
    for source in 1..<Self.sources
    where pending[source] && isEnabled(source) && priorities[source] > priority {
      best = source
      priority = priorities[source]
    }
    return best
  }

  /// Whether the hart is to be interrupted.
  var isInterrupting: Bool { pending.contains(true) && best != 0 }

  mutating func read(_ offset: UInt32) -> UInt32 {
    switch offset {
    case 0..<UInt32(4 * Self.sources): return priorities[Int(offset / 4)]
    case 0x1000..<UInt32(0x1000 + Self.sources / 8):
      let word = Int(offset - 0x1000) / 4
      return (0..<32).reduce(0) { $0 | (pending[32 * word + $1] ? 1 << UInt32($1) : 0) }
    case 0x2000..<UInt32(0x2000 + Self.sources / 8): return enabled[Int(offset - 0x2000) / 4]
    case 0x20_0000: return threshold
    case 0x20_0004:
      let source = best
      if source != 0 {
        pending[source] = false
        claimed[source] = true
      }
      return UInt32(source)
    default: return 0
    }
  }

  mutating func write(_ offset: UInt32, _ value: UInt32) {
    switch offset {
    case 4..<UInt32(4 * Self.sources): priorities[Int(offset / 4)] = value & 7
    case 0x2000..<UInt32(0x2000 + Self.sources / 8): enabled[Int(offset - 0x2000) / 4] = value
    case 0x20_0000: threshold = value & 7
    case 0x20_0004:
      // Completion of a source that is not enabled is ignored.
      guard let source = Int(exactly: value), source > 0, source < Self.sources,
        isEnabled(source)
      else { return }
      claimed[source] = false
      pending[source] = lines[source]
    default: break
    }
  }
}
