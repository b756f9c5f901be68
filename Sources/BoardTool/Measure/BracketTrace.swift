/// What the emulator's trace says of each bracket of a benchmark: exceptions that the processor took and
/// writes to the registers of the memory protection.
///
/// The trace has them in the order in which they happened, between the loads that begin and end a bracket,
/// so they are those of just the instructions that were counted.
struct BracketTrace: Equatable {
  struct Counts: Equatable {
    var exceptions = 0
    var protectionWrites = 0
  }

  /// The brackets of each operation.
  private(set) var operations: [[Counts]] = []

  /// As Tests/Benchmarks/kernel/src/bracket.h has them.
  static let shots = 64
  static let dropped = 8

  /// Nil if a processor's emulator is not known to trace what is needed.
  static func arguments(for processor: Processor, into file: Path) -> [String]? {
    guard let events = events(for: processor) else { return nil }
    return events.flatMap { ["-trace", $0] } + ["-D", file.string]
  }

  private static func events(for processor: Processor) -> [String]? {
    guard let triple = processor.triple else { return nil }
    if triple.hasPrefix("riscv") {
      return [
        "goldfish_rtc_read", "goldfish_rtc_write", "riscv_trap", "pmpcfg_csr_write",
        "pmpaddr_csr_write",
      ]
    }
    return [
      "cmsdk_apb_timer_read", "cmsdk_apb_timer_write", "nvic_acknowledge_irq", "nvic_sysreg_write",
    ]
  }

  init(lines: some Sequence<Substring>) throws {
    var open: Counts?
    for line in lines {
      switch Event(line) {
      case .operation:
        if open != nil { throw Self.unpaired }
        operations.append([])
      case .mark:
        guard !operations.isEmpty else { continue }
        if let counts = open {
          operations[operations.count - 1].append(counts)
          open = nil
        } else {
          open = Counts()
        }
      case .exception: open?.exceptions += 1
      case .protectionWrite: open?.protectionWrites += 1
      case nil: continue
      }
    }
    if open != nil { throw Self.unpaired }
  }

  private static let unpaired = Failure("the emulator's trace has a bracket without an end")

  /// Of as many operations as there are rows: the most of each, without the first shots.
  func counts(of rows: Int) throws -> [Counts] {
    guard operations.count == rows, operations.allSatisfy({ $0.count == Self.shots }) else {
      throw Failure(
        "the emulator's trace has brackets \(operations.map(\.count)), and not \(Self.shots) for each "
          + "of \(rows) operations")
    }
    return operations.map { brackets in
      let kept = brackets.dropFirst(Self.dropped)
      return Counts(
        exceptions: kept.map(\.exceptions).max() ?? 0,
        protectionWrites: kept.map(\.protectionWrites).max() ?? 0)
    }
  }
}

extension BracketTrace {
  /// A line of the trace that matters.
  private enum Event {
    /// counter_setup of bracket.h.
    case operation
    /// START or END.
    case mark
    case exception
    case protectionWrite

    init?(_ line: Substring) {
      let words = line.split(separator: " ")
      switch words.first {
      case "cmsdk_apb_timer_write": self.init(.operation, if: words.has("offset", 0x0))
      case "cmsdk_apb_timer_read": self.init(.mark, if: words.has("offset", 0x4))
      case "nvic_acknowledge_irq": self = .exception
      // MPU_CTRL to MPU_MAIR1 (DDI 0403, B3.5.3; DDI 0553, D1.1.14).
      case "nvic_sysreg_write":
        self.init(.protectionWrite, if: (0xd94...0xdc4).contains { words.has("addr", $0) })
      case "goldfish_rtc_write": self.init(.operation, if: words.has("addr", 0x14))
      case "goldfish_rtc_read": self.init(.mark, if: words.has("addr", 0x0))
      case "riscv_trap": self = .exception
      case "pmpcfg_csr_write", "pmpaddr_csr_write": self = .protectionWrite
      default: return nil
      }
    }

    private init?(_ event: Event, if isSo: Bool) {
      guard isSo else { return nil }
      self = event
    }
  }
}

extension [Substring] {
  /// Whether the word after a name is a number.
  fileprivate func has(_ name: Substring, _ number: Int) -> Bool {
    guard let place = firstIndex(of: name), place + 1 < count else { return false }
    return Int(self[place + 1].drop { $0 == "0" || $0 == "x" }, radix: 16) ?? 0 == number
  }
}
