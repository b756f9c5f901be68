import Foundation

/// `bulkhead bench`: runs Tests/Benchmarks/<board> or else Tests/Benchmarks/kernel, with instructions counted exactly, and sets its
/// figures beside the peers'.
public struct Benchmark: Sendable {
  /// A line `ROW <operation> <min> <max> <exceptions> <mpu_writes>` of the benchmark.
  public struct Row: Codable, Sendable, Equatable {
    public struct Instructions: Codable, Sendable, Equatable {
      public var min: Int
      public var max: Int
    }

    public var operation: String
    public var isolated: Bool
    public var instructions: Instructions
    public var exceptions: Int
    public var mpuWrites: Int

    enum CodingKeys: String, CodingKey {
      case operation
      case isolated
      case instructions
      case exceptions
      case mpuWrites = "mpu_writes"
    }

    /// Nil if the line is not a row.
    init?(line: String) {
      let words = line.split(separator: " ")
      guard words.count >= 6, words[0] == "ROW" else { return nil }
      let numbers = words[2...5].compactMap { Int($0) }
      guard numbers.count == 4 else { return nil }
      operation = String(words[1])
      isolated = words.count > 6 && words[6] == "isolated"
      instructions = Instructions(min: numbers[0], max: numbers[1])
      exceptions = numbers[2]
      mpuWrites = numbers[3]
    }
  }

  public struct Report: Codable, Sendable {
    public var board: String
    public var rows: [Row]
  }

  public struct Result: Sendable {
    public var report: Report
    public var image: Image
    /// What the benchmark printed besides rows.
    public var remarks: [String]
  }

  /// Rows that measure the measurement, and what they must read.
  private static let brackets = ["empty": 0, "ten-nops": 10]

  public var project: Project
  public var board: Board
  /// Seconds the run may take.
  public var limit: Double = 300

  public init(project: Project, board: Board) {
    self.project = project
    self.board = board
  }

  public func run() async throws -> Result {
    // A board may have a benchmark of its own: the host counts nanoseconds, not instructions.
    let own = project.benchmarks / board.name
    let folder = own.isDirectory ? own : project.benchmarks / "kernel"
    let application = try Application(folder: folder.string, in: project)
    let image = try await ImageBuilder(project: project, board: board, application: application)
      .build()
    var runner = ImageRunner(image: image)
    runner.pace = .counting
    runner.timeout = .seconds(limit)
    let progress: @Sendable (String) -> Void = { Progress.shared.say($0) }
    let console = ConsoleStream(symbolizer: nil, echoes: false, keeps: true, onLine: progress)
    let end = try await runner.run { await console.take($0) }
    await console.end()
    Progress.shared.clear()
    let lines = await console.lines
    let rows = lines.compactMap(Row.init(line:))
    guard end == .exited(0) else {
      for line in lines { printError(line) }
      throw Failure("the benchmark on \(board.name) did not end well (status \(end.status))")
    }
    for row in rows {
      guard let wanted = Self.brackets[row.operation] else { continue }
      if row.instructions != .init(min: wanted, max: wanted) {
        throw Failure(
          "the bracket '\(row.operation)' reads \(row.instructions.min) to \(row.instructions.max) "
            + "instead of \(wanted): no figure of this run counts")
      }
    }
    return Result(
      report: Report(
        board: board.name, rows: rows.filter { Self.brackets[$0.operation] == nil }),
      image: image,
      remarks: lines.filter { Row(line: $0) == nil && !$0.isEmpty && !$0.hasPrefix("*** ") })
  }
}

extension Benchmark.Report {
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The rows with the peers' figures beside them.
  public func table(_ peers: Peers, for processor: Processor) -> String {
    let columns = peers.columns(for: processor)
    var lines = [["instructions", "Bulkhead", "exceptions", "MPU writes"] + columns]
    for row in rows {
      let operation = peers.operations.first { $0.name == row.operation }
      let range = row.instructions
      let ours = range.min == range.max ? "\(range.min)" : "\(range.min)-\(range.max)"
      let theirs = columns.map { column in operation?.peers[column].map { "\($0)" } ?? "-" }
      let title = operation.map { "\(row.operation) (\($0.title))" } ?? row.operation
      lines.append(
        [title + (row.isolated ? ", isolated" : ""), ours, "\(row.exceptions)", "\(row.mpuWrites)"]
          + theirs)
    }
    let above = rows.filter { row in
      let best = columns.compactMap { column in
        peers.operations.first { $0.name == row.operation }?.peers[column]
      }.min()
      return best.map { row.instructions.max > $0 } ?? false
    }
    let verdict =
      above.isEmpty
      ? "" : "\nabove the best peer: " + above.map(\.operation).joined(separator: ", ")
    return Table.text(lines) + verdict
  }
}
