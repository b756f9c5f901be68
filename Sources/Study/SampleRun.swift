import BoardTool
import ELF
import Simulator

/// A run of samples/compartments: what it prints, and what each frame that comes in costs.
struct SampleRun {
  /// The numbered lines.
  var lines: [String] = []
  /// From the parser's first instruction for one frame to its first for the next.
  var frames: [Counts] = []

  private static let parser = "bulkhead_export_parser_parser_weigh"
  private static let limit: UInt64 = 50_000_000

  /// Throws unless the run ends by itself, with status 0.
  init(_ image: Image, _ backend: StudyBackend, _ costs: CostTable) throws {
    let bytes = try image.elf.bytes()
    guard let entry = try ELFFile(bytes).symbols.first(where: { $0.name == Self.parser }) else {
      throw Failure("\(image.elf.relative) has no function \(Self.parser)")
    }
    var configuration = Machine.Configuration()
    configuration.hasCapabilities = backend.hasCapabilities
    configuration.costs = costs
    let machine = Machine(configuration)
    try machine.load(bytes)
    machine.setBreakpoint(UInt32(truncatingIfNeeded: entry.address), isSet: true)
    var console: [UInt8] = []
    machine.output = { console += $0 }
    var entries: [Counts] = []
    var end = machine.run(limit: Self.limit)
    while end == .breakpoint {
      entries.append(machine.totals())
      end = machine.run(limit: Self.limit)
    }
    let text = String(decoding: console, as: UTF8.self)
    guard end == .finished(status: 0), entries.count == 3 else {
      throw Failure("samples/compartments on \(backend.board) ended: \(end)\n\(text.suffix(2000))")
    }
    lines = text.split(whereSeparator: \.isNewline).map(String.init)
      .filter { $0.first?.isNumber == true }
    frames = zip(entries.dropFirst(), entries).map { $0.since($1) }
  }
}

extension Study {
  /// What the sample does and costs with each protection, and without.
  func sample() async throws -> Section {
    var output: [[Figures.Row]] = []
    var frames: [[Figures.Row]] = []
    for backend in StudyBackend.allCases {
      Progress.shared.say("study: samples/compartments, \(backend.rawValue)")
      let image = try await backend.image(of: project.root / "samples/compartments", in: project)
      let run = try SampleRun(image, backend, costs)
      output.append(
        run.lines.enumerated().map {
          Figures.Row("line \($0 + 1)", backend.rawValue, [.words($1)])
        })
      frames.append(
        zip(["a frame", "a frame that lies"], run.frames).map {
          Figures.Row($0, backend.rawValue, OperationCosts.numbers($1).map { .number(Int($0)) })
        })
    }
    return Section(
      "sample", "An application of four compartments",
      method: """
        samples/compartments: a parser of untrusted input, a logger, the owner of a serial device, and the application. \
        Three frames come in, of which the second says that it is longer than it is; counted is from the parser's \
        first instruction for one frame to its first for the next, so with all four, and with the report of the fault \
        where there is one. Without protection the parser reads what lies behind the frame.
        """,
      [
        Figures(
          "cost of a frame", of: "frame", OperationCosts.columns(costsName),
          drawn: ["instructions", "cycles"], rows: frames.interleaved),
        Figures(
          "what it prints", of: "line", [.init("text", .console)], rows: output.interleaved),
      ])
  }
}
