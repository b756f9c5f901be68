import Foundation

/// `bulkhead bench`: runs Tests/Benchmarks/<board> or else Tests/Benchmarks/kernel and, where threads can be
/// without privileges, Tests/Benchmarks/isolated, with instructions counted exactly, and sets their figures
/// beside the peers'.
public struct Benchmark: Sendable {
  /// A line `ROW <operation> <min> <max> <exceptions> <mpu_writes>` of the benchmark.
  ///
  /// `isolated` behind it says that threads without privileges did it; their exceptions and MPU writes are
  /// question marks, and counted in the emulator's trace.
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
      isolated = words.count > 6 && words[6] == "isolated"
      let isUncounted = isolated && words[4...5] == ["?", "?"]
      let numbers = words[2..<(isUncounted ? 4 : 6)].compactMap { Int($0) }
      guard numbers.count == (isUncounted ? 2 : 4) else { return nil }
      operation = String(words[1])
      instructions = Instructions(min: numbers[0], max: numbers[1])
      exceptions = isUncounted ? 0 : numbers[2]
      mpuWrites = isUncounted ? 0 : numbers[3]
    }
  }

  public struct Report: Codable, Sendable {
    public var board: String
    public var rows: [Row]
  }

  public struct Result: Sendable {
    public var report: Report
    public var processor: Processor
    /// What the benchmark printed besides rows.
    public var remarks: [String]
    /// Why there are no rows with isolation.
    public var missing: String?
  }

  /// Rows that measure the measurement, and what they must read.
  private static let brackets = ["empty": 0, "ten-nops": 10]

  public var project: Project
  public var board: Board
  /// Seconds a run may take.
  public var limit: Double = 300

  public init(project: Project, board: Board) {
    self.project = project
    self.board = board
  }

  public func run() async throws -> Result {
    // A board may have a benchmark of its own: the host counts nanoseconds, not instructions.
    let own = project.benchmarks / board.name
    let image = try await build(own.isDirectory ? own : project.benchmarks / "kernel")
    let lines = try await run(image)
    var rows = try figures(in: lines)
    var missing: String?
    if image.model.hasUserThreads, image.model.emulator?.isSimulator == false {
      rows += try await isolatedRows() + isolatedRows(of: "gates")
      if image.model.configuration.isOn("CPU_HAS_FPU") { rows += try await isolatedRowsWithFPU() }
    } else {
      let name = board.name
      missing =
        "no rows with isolation: nothing counts exceptions of threads without privileges on \(name)"
    }
    return Result(
      report: Report(board: board.name, rows: rows), processor: image.model.processor,
      remarks: lines.filter { Row(line: $0) == nil && !$0.isEmpty && !$0.hasPrefix("*** ") },
      missing: missing)
  }

  /// What the names of rows with CONFIG_FPU end with.
  static let withFPU = "-fpu"

  /// The same of an image in which each thread has floating-point registers.
  private func isolatedRowsWithFPU() async throws -> [Row] {
    let settings = ["CONFIG_FPU=y"]
    let rows =
      try await isolatedRows(settings: settings)
      + isolatedRows(of: "gates", settings: settings)
    return rows.map { row in
      var row = row
      row.operation += Self.withFPU
      return row
    }
  }

  /// The rows of threads without privileges, from one of the folders in Tests/Benchmarks.
  public func isolatedRows(
    of folder: String = "isolated", settings: [String] = []
  ) async throws -> [Row] {
    let image = try await build(project.benchmarks / folder, settings)
    let file = image.elf.parent / "trace-\(UUID().uuidString)"
    defer { try? file.remove() }
    guard let arguments = BracketTrace.arguments(for: image.model.processor, into: file) else {
      throw Failure("the emulator of \(board.name) traces nothing that could be counted")
    }
    let lines = try await run(image, arguments)
    let trace = try BracketTrace(lines: try file.text().split(separator: "\n"))
    return try figures(in: lines, trace)
  }

  private func build(_ folder: Path, _ settings: [String] = []) async throws -> Image {
    let application = try Application(folder: folder.string, in: project)
    var builder = ImageBuilder(project: project, board: board, application: application)
    builder.extraSettings = settings
    return try await builder.build()
  }

  /// What an image prints.
  private func run(_ image: Image, _ arguments: [String] = []) async throws -> [String] {
    var runner = ImageRunner(image: image)
    runner.pace = .counting
    runner.arguments = arguments
    runner.timeout = .seconds(limit)
    let progress: @Sendable (String) -> Void = { Progress.shared.say($0) }
    let console = ConsoleStream(symbolizer: nil, echoes: false, keeps: true, onLine: progress)
    let end = try await runner.run { await console.take($0) }
    await console.end()
    Progress.shared.clear()
    let lines = await console.lines
    guard end == .exited(0) else {
      for line in lines { printError(line) }
      throw Failure("the benchmark on \(board.name) did not end well (status \(end.status))")
    }
    return lines
  }

  /// The rows in a console's lines, once those that measure the measurement are right.
  private func figures(in lines: [String], _ trace: BracketTrace? = nil) throws -> [Row] {
    var rows = lines.compactMap(Row.init(line:))
    if let trace {
      for (place, counts) in try trace.counts(of: rows.count).enumerated() {
        rows[place].exceptions = counts.exceptions
        rows[place].mpuWrites = counts.protectionWrites
      }
    }
    for row in rows {
      guard let wanted = Self.brackets[row.operation] else { continue }
      if row.instructions != .init(min: wanted, max: wanted) {
        throw Failure(
          "the bracket '\(row.operation)' reads \(row.instructions.min) to \(row.instructions.max) "
            + "instead of \(wanted): no figure of this run counts")
      }
      if row.exceptions != 0 || row.mpuWrites != 0 {
        throw Failure("the bracket '\(row.operation)' has exceptions: no figure of this run counts")
      }
    }
    return rows.filter { Self.brackets[$0.operation] == nil }
  }
}
