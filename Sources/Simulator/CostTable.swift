// Cycles by kinds of instructions: a table that its user sees and may change. It is a model of no
// certain core, so cycles are to be compared with cycles of the same table and with nothing else.

/// What the table of costs tells apart.
public enum CostClass: String, CaseIterable, Sendable {
  case integer, multiply, divide, load, store, atomic
  /// A branch that is not taken; a taken one costs `branch-taken` more.
  case branch
  case branchTaken = "branch-taken"
  case jump, csr, fence
  /// Into the handler, beside the instruction that trapped, if one did.
  case trap
  case trapReturn = "trap-return"
  /// A write of a PMP register, beside `csr`.
  case pmpWrite = "pmp-write"
  case capability
  case setBounds = "set-bounds"
  case capabilityLoad = "capability-load"
  case capabilityStore = "capability-store"
  case capabilityJump = "capability-jump"
  case specialCapability = "special-capability"
}

/// Cycles of each class.
public struct CostTable: Sendable, Equatable {
  private var cycles: [CostClass: UInt32]

  /// A small core in order, with memory that answers in the next cycle and a bus of 32 bits.
  public static let `default` = CostTable(cycles: [
    .integer: 1, .multiply: 2, .divide: 33, .load: 2, .store: 1, .atomic: 4, .branch: 1,
    .branchTaken: 2, .jump: 3, .csr: 1, .fence: 1, .trap: 4, .trapReturn: 4, .pmpWrite: 0,
    .capability: 1, .setBounds: 2, .capabilityLoad: 3, .capabilityStore: 2, .capabilityJump: 3,
    .specialCapability: 1,
  ])

  private init(cycles: [CostClass: UInt32]) { self.cycles = cycles }

  public subscript(_ kind: CostClass) -> UInt32 { cycles[kind] ?? 1 }

  /// The default with what lines of `class cycles` say; `#` begins a comment.
  ///
  /// Throws `SimulatorError` with the number of a line that is none.
  public init(reading text: String) throws {
    self = .default
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let words = line.prefix { $0 != "#" }.split { " \t\r:".contains($0) }
      if words.isEmpty { continue }
      guard words.count == 2, let kind = CostClass(rawValue: String(words[0])) else {
        let known = CostClass.allCases.map(\.rawValue).joined(separator: ", ")
        throw SimulatorError(
          "line \(index + 1): expected a class and its cycles; the classes are \(known)")
      }
      guard let number = UInt32(words[1]), number <= 10_000 else {
        throw SimulatorError("line \(index + 1): '\(words[1])' is no number of cycles up to 10000")
      }
      cycles[kind] = number
    }
  }

  /// In the form that `init(reading:)` reads.
  public var text: String {
    CostClass.allCases.map { "\($0.rawValue) \(self[$0])" }.joined(separator: "\n")
  }
}

/// What keeps the simulator from doing what was asked.
public struct SimulatorError: Error, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}
