import BoardTool
import Simulator

/// What operations of compartments cost: Tests/Study/costs, on each backend.
struct StudyCosts: Sendable {
  /// The operations of Tests/Study/costs/src/study.h, in its order.
  enum Operation: UInt32, CaseIterable, Sendable {
    case nothing = 1
    case call, pass16, pass256, pass4096, contextSwitch

    var name: String {
      switch self {
      case .nothing: "nothing"
      case .call: "gate call and return"
      case .pass16: "passing 16 bytes"
      case .pass256: "passing 256 bytes"
      case .pass4096: "passing 4096 bytes"
      case .contextSwitch: "context switch"
      }
    }
  }

  struct Row: Sendable {
    var operation: Operation
    var backend: StudyBackend
    /// By instructions.
    var least: Counts
    var most: Counts
    var shots: Int
  }

  private(set) var rows: [Row] = []

  /// The first shots find what later ones do not: memory that was never touched.
  private static let dropped = 4

  /// Adds what a run has; throws if something is missing, or the measurement measures itself.
  mutating func add(_ run: MarkedRun, _ backend: StudyBackend) throws {
    for operation in Operation.allCases {
      let shots = run.shots(of: operation.rawValue).dropFirst(Self.dropped)
        .sorted { $0.instructions < $1.instructions }
      guard let least = shots.first, let most = shots.last else {
        throw Failure("the study's image on \(backend.board) did not do: \(operation.name)")
      }
      if operation == .nothing, most.instructions != 0 {
        throw Failure(
          "nothing takes \(most.instructions) instructions on \(backend.board): the marks are wrong"
        )
      }
      rows.append(
        Row(
          operation: operation, backend: backend, least: least, most: most, shots: shots.count))
    }
  }

  private static let titles = [
    "instructions", "cycles", "loads", "stores", "traps", "PMP writes",
    "capability register writes",
  ]

  private static func numbers(_ counts: Counts) -> [UInt64] {
    [
      counts.instructions, counts.cycles, counts.loads, counts.stores, counts.traps,
      counts.pmpWrites, counts.capabilityRegisterWrites,
    ]
  }

  var text: String {
    let body = Operation.allCases.dropFirst().flatMap { operation in
      rows.filter { $0.operation == operation }.map { row in
        let pairs = zip(Self.numbers(row.least), Self.numbers(row.most))
        return ["\(operation.name), \(row.backend.rawValue)"]
          + pairs.map { $0 == $1 ? "\($0)" : "\($0)-\($1)" }
      }
    }
    return Table.text([["counted by the simulator"] + Self.titles] + body)
  }

  var csv: String {
    let head = ["operation", "backend", "which", "shots"] + Self.titles
    let body = rows.flatMap { row in
      [("least", row.least), ("most", row.most)].map { which, counts in
        [row.operation.name, row.backend.rawValue, which, "\(row.shots)"]
          + Self.numbers(counts).map { "\($0)" }
      }
    }
    return ([head] + body).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}
