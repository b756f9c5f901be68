import BoardTool
import Simulator

/// What operations of compartments cost: Tests/Study/costs, with each backend.
struct OperationCosts {
  /// The operations of Tests/Study/costs/src/study.h, in its order.
  enum Operation: UInt32, CaseIterable {
    case nothing = 1
    case call, far16, far256, far4096, full16, full256, full4096, contextSwitch, ownFunction
    case give, read16, read256, read4096

    /// Of those that pass a buffer.
    var bytes: Int? {
      switch self {
      case .far16, .full16: 16
      case .far256, .full256: 256
      case .far4096, .full4096: 4096
      default: nil
      }
    }
  }

  /// How a buffer came to the callee, as the marks of study.h say it.
  enum Way: UInt32, CaseIterable {
    case delegation = 100
    case copy
  }

  private let run: MarkedRun
  private let backend: StudyBackend

  /// Throws if the measurement measures itself.
  init(_ run: MarkedRun, _ backend: StudyBackend) throws {
    self.run = run
    self.backend = backend
    let nothing = try counts(of: .nothing).most
    if nothing.instructions != 0 {
      throw Failure(
        "nothing takes \(nothing.instructions) instructions on \(backend.board): the marks are wrong"
      )
    }
  }

  /// The first shots find what later ones do not: memory that was never touched.
  static let dropped = 4

  /// The least and the most, by instructions, of all shots but the first.
  func counts(of operation: Operation) throws -> (least: Counts, most: Counts) {
    let shots = run.shots(of: operation.rawValue).dropFirst(Self.dropped)
      .sorted { $0.instructions < $1.instructions }
    guard let least = shots.first, let most = shots.last else {
      throw Failure("the study's image on \(backend.board) did not do \(operation)")
    }
    return (least, most)
  }

  /// Which way a buffer went; throws if the image does not say.
  func way(of operation: Operation) throws -> Way {
    guard let mark = run.mark(after: operation.rawValue), let way = Way(rawValue: mark) else {
      throw Failure("the study's image on \(backend.board) does not say how \(operation) passes")
    }
    return way
  }

  // MARK: Rows

  static func columns(_ costTable: String) -> [Figures.Column] {
    [
      .init("instructions", .instructions), .init("cycles", .cycles(costTable)),
      .init("loads", .events), .init("stores", .events), .init("traps", .events),
      .init("PMP writes", .events), .init("capability register writes", .events),
    ]
  }

  func rows() throws -> [Figures.Row] {
    var rows = [
      try row("call of an own function, and return", .ownFunction),
      try row("gate call and return", .call),
    ]
    for way in Way.allCases.reversed() {
      for bytes in [16, 256, 4096] {
        let subject = "passing \(bytes) bytes by \(way)"
        let operation = try Operation.allCases.first {
          try $0.bytes == bytes && self.way(of: $0) == way
        }
        rows.append(
          try operation.map { try row(subject, $0) }
            ?? Figures.Row(
              subject, backend.rawValue,
              Self.columns("").map { _ in .none(backend.reasonAgainst(way)) }))
      }
    }
    rows.append(try row("giving a capability to 4096 bytes", .give))
    for (bytes, operation) in [(16, Operation.read16), (256, .read256), (4096, .read4096)] {
      rows.append(try row("reading \(bytes) bytes by a capability", operation))
    }
    return rows + [try row("context switch", .contextSwitch)]
  }

  private func row(_ subject: String, _ operation: Operation) throws -> Figures.Row {
    let (least, most) = try counts(of: operation)
    let cells = zip(Self.numbers(least), Self.numbers(most)).map {
      // Of other events than instructions the shot with fewer of these may have more.
      Figures.Cell.number(least: Int(min($0, $1)), most: Int(max($0, $1)))
    }
    return Figures.Row(subject, backend.rawValue, cells)
  }

  static func numbers(_ counts: Counts) -> [UInt64] {
    [
      counts.instructions, counts.cycles, counts.loads, counts.stores, counts.traps,
      counts.pmpWrites, counts.capabilityRegisterWrites,
    ]
  }
}
