/// `bulkhead run`: build, say what was chosen, run, pass on the console and the end.
public struct RunSession: Sendable {
  public var builder: ImageBuilder
  public var time = HostTime()
  public var timeout: Double?
  public var arguments: [String] = []
  /// Runs the image in place of the board's.
  public var emulator: Path?
  /// What is to go wrong.
  public var injections: [InitInjection] = []
  /// Whether the run ends before main.
  public var isBootOnly = false

  public init(builder: ImageBuilder) {
    self.builder = builder
  }

  /// Gives the status to exit with.
  public func run() async throws -> Int32 {
    var builder = builder
    let changes = !injections.isEmpty || isBootOnly
    if changes { builder.extraSettings.append("CONFIG_\(InitInjection.symbol)=y") }
    var image = try await builder.build()
    if changes {
      let copy = Path(image.elf.string + ".injected")
      image = try image.copied(to: copy, with: injections, isBootOnly: isBootOnly)
    }
    printError(
      "bulkhead: \(image.application.name) on \(image.board.name), Zephyr API "
        + "\(image.version.number) (\(image.version.reason))")
    if let slot = image.applicationSlot {
      printError("bulkhead: it hands over to \(slot.name) at \(hex(slot.address))")
    }
    var runner = ImageRunner(image: image)
    runner.arguments = arguments
    runner.emulator = emulator
    runner.timeout = timeout.map { .seconds($0) }
    runner.takesInput = true
    runner.environment = time.environment
    let symbolizer = Symbolizer(toolchain: try Toolchain(), image: image)
    let console = ConsoleStream(symbolizer: symbolizer, echoes: true, keeps: false)
    let end = try await runner.run { await console.take($0) }
    await console.end()
    switch end {
    case .timedOut: printError("bulkhead: ended after \(timeout ?? 0) seconds")
    case .exited(0): break
    case .exited: printError("bulkhead: \(end)")
    }
    return end.status
  }
}
