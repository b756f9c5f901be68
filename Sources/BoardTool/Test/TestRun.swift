import Foundation

/// Builds and runs one image of tests, and reads what came of it.
public struct TestRun: Sendable {
  public var builder: ImageBuilder
  /// Seconds the image may take.
  public var limit: Double = 120
  /// Seconds its build may take; on a fresh checkout it compiles the kernel, beside other builds.
  static let buildLimit = 600
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
    let started = ContinuousClock.now
    guard
      let image = try await limited(to: .seconds(Self.buildLimit), { try await builder.build() })
    else { throw Failure("the build did not end within \(Self.buildLimit) seconds") }
    var runner = ImageRunner(image: image)
    runner.timeout = .seconds(limit)
    runner.mergesErrors = true
    runner.pace = .deterministic
    runner.environment = time.environment
    let symbolizer = Symbolizer(program: try Toolchain().symbolizer, elf: image.elf)
    let console = ConsoleStream(symbolizer: symbolizer, echoes: echoes, keeps: true)
    let end = try await runner.run { await console.take($0) }
    await console.end()
    var reader = CmockaReader()
    let lines = await console.lines
    for line in lines { reader.take(line) }
    reader.finish(end, limit: limit)
    var report = SuiteReport(name: "\(builder.testName) on \(image.board.name)")
    report.cases = reader.cases
    report.seconds = (ContinuousClock.now - started).seconds
    return Result(report: report, lines: lines)
  }
}

extension ImageBuilder {
  /// What a report calls the image: its folder, or how many share it.
  var testName: String {
    guard let first = sharedBy.first else { return application.name }
    return "\(sharedBy.count) \(first.application.hasSwiftTests ? "Swift " : "")suites"
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
