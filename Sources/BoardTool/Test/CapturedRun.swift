import Foundation

/// Builds an image, runs it to its end and keeps its console.
struct CapturedRun: Sendable {
  var builder: ImageBuilder
  /// Seconds the image may take.
  var limit: Double
  /// Seconds its build may take; on a fresh checkout it compiles the kernel, beside other builds.
  static let buildLimit = 600
  /// Runs the image in place of the board's.
  var emulator: Path?
  /// How the host port treats time.
  var time = HostTime()
  /// Whether the image's console goes to this command's output.
  var echoes = true
  /// Whether what an emulator itself prints is left out.
  var dropsRemarks = false

  struct Result: Sendable {
    var image: Image
    /// The console, line by line.
    var lines: [String]
    var end: ImageRunner.End
    /// Of the build and the run.
    var seconds: Double
  }

  func run() async throws -> Result {
    let started = ContinuousClock.now
    guard
      let image = try await limited(to: .seconds(Self.buildLimit), { try await builder.build() })
    else { throw Failure("the build did not end within \(Self.buildLimit) seconds") }
    var runner = ImageRunner(image: image)
    runner.timeout = .seconds(limit)
    // An image has no error output but the host's; an emulator's remarks are not the image's.
    runner.mergesErrors = image.model.processor.isHost || !dropsRemarks
    runner.dropsErrors = !runner.mergesErrors
    runner.pace = .deterministic
    runner.emulator = emulator
    runner.environment = time.environment
    let symbolizer = Symbolizer(toolchain: try Toolchain(), image: image)
    let console = ConsoleStream(symbolizer: symbolizer, echoes: echoes, keeps: true)
    let end = try await runner.run { await console.take($0) }
    await console.end()
    return Result(
      image: image, lines: await console.lines, end: end,
      seconds: (ContinuousClock.now - started).seconds)
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
