/// Builds and runs one image of tests, and reads what came of it.
public struct TestRun: Sendable {
  public var builder: ImageBuilder
  /// Seconds the image may take.
  public var limit: Double = 120
  /// Runs the image in place of the board's.
  public var emulator: Path?
  /// How the host port treats time.
  public var time = HostTime()
  /// Whether the image's console goes to this command's output.
  public var echoes = true

  public init(builder: ImageBuilder) {
    self.builder = builder
    self.builder.isTest = true
  }

  public struct Result: Sendable {
    public var report: SuiteReport
    /// The image's console, line by line.
    public var lines: [String]
  }

  /// Runs; an image that cannot be built is a failed test.
  public func report() async -> SuiteReport {
    do {
      return try await run().report
    } catch {
      var report = SuiteReport(name: "\(builder.testName) on \(builder.board.name)")
      report.cases = [.init(name: "(build)", outcome: .failed("\(error)"))]
      return report
    }
  }

  public func run() async throws -> Result {
    let run = CapturedRun(
      builder: builder, limit: limit, emulator: emulator, time: time, echoes: echoes)
    let result = try await run.run()
    var reader = CmockaReader()
    for line in result.lines { reader.take(line) }
    reader.finish(result.end, limit: limit)
    var report = SuiteReport(name: "\(builder.testName) on \(builder.board.name)")
    report.cases = reader.cases
    report.seconds = result.seconds
    return Result(report: report, lines: result.lines)
  }
}

extension ImageBuilder {
  /// What a report calls the image: its folder, or how many share it.
  var testName: String {
    guard let first = sharedBy.first else { return application.name }
    if sharedBy.count == 1 { return first.application.name }
    return "\(sharedBy.count) \(first.application.hasSwiftTests ? "Swift " : "")suites"
  }
}
