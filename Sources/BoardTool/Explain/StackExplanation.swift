/// How deep the init entries and `main` of an image make their stack, up and down again, and what
/// of it is declared.
public struct StackExplanation: Sendable {
  /// A function that is called on the main thread's stack.
  struct Root: Sendable {
    var name: String
    var depth: StackDepth
  }

  let image: String
  /// Init functions, each with the shutdown function of its entry behind it.
  let entries: [Root]
  let others: [Root]
  /// What an interrupt takes of any thread's stack; each figure has it.
  let exceptionBytes: Int
  let bounds: StackBounds
  private let names: [String: String]

  /// Reads the entries from the image's table; `function` asks for one more function.
  ///
  /// Throws for the host, whose stacks are not computed.
  public init(of image: Image, function: String? = nil) async throws {
    let model = image.model
    self.image = "\(image.application.name) on \(model.board.name)"
    bounds = StackBounds(model.configuration)
    let analysis = try await StackAnalysis(of: image)
    exceptionBytes = try analysis.exceptionBytes(of: model)
    let steps = try InitExplanation(of: image).stages.flatMap(\.steps)
    entries = try zip(steps, InitTable.functions(of: image)).flatMap { step, entry in
      try [(step.name, entry.up), (step.name + " down", entry.down)].compactMap { name, function in
        try function.map { Root(name: name, depth: try analysis.depth(at: $0)) }
      }
    }
    var others: [Root] = []
    if analysis.hasFunction("main") {
      others.append(Root(name: "main", depth: try analysis.depth(of: "main")))
    }
    if let function {
      others.append(Root(name: function, depth: try analysis.depth(of: function)))
    }
    self.others = others
    names = await Self.readable(entries + others)
  }

  /// A figure for each root, the way to the deepest entry's and to the others', and what is
  /// declared or unknown on any of them.
  public var text: String {
    let roots = entries + others
    let deepest = entries.max { $0.depth.bytes < $1.depth.bytes }
    let rows = roots.map { [$0.name, "\($0.depth.bytes + exceptionBytes)"] }
    var lines = ["stack depths of \(image), in bytes, \(exceptionBytes) for an interrupt included"]
    lines += Table.text(rows).split(separator: "\n").map { "  " + $0 }
    for root in [deepest].compactMap({ $0 }) + others { lines += way(of: root) }
    lines += list(
      "calls through a register: \(bounds.indirectCall) bytes each, "
        + "CONFIG_\(StackBounds.indirectCallSymbol)", roots.flatMap(\.depth.indirectCalls))
    let circles = unique(roots.flatMap(\.depth.circles))
    if !circles.isEmpty {
      lines.append(
        "functions that call each other: each once, and \(bounds.recursion) bytes, "
          + "CONFIG_\(StackBounds.recursionSymbol)")
      lines += circles.map { "  " + $0.map(readable).joined(separator: ", ") }
    }
    lines += list(
      "not understood, so that figures may be too small", roots.flatMap(\.depth.problems))
    return lines.joined(separator: "\n")
  }

  private func way(of root: Root) -> [String] {
    let rows =
      root.depth.path.map { [readable($0.function), "\($0.bytes)"] }
      + [["an interrupt", "\(exceptionBytes)"]]
    return ["the deepest way of \(root.name)"]
      + Table.text(rows).split(separator: "\n").map { "  " + $0 }
  }

  private func list(_ title: String, _ places: [StackDepth.Place]) -> [String] {
    let all = unique(places)
    if all.isEmpty { return [] }
    return [title]
      + all.map { "  \(readable($0.function)) at \(hex($0.address)): \($0.reason)" }
  }

  private func unique<Element: Equatable>(_ elements: [Element]) -> [Element] {
    elements.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  // MARK: Names

  private func readable(_ symbol: String) -> String { names[symbol] ?? symbol }

  /// Swift's names as one reads them in the source.
  private static func readable(_ roots: [Root]) async -> [String: String] {
    let symbols = Set(roots.flatMap(\.depth.functions)).filter { $0.hasPrefix("$") }.sorted()
    guard let names = try? await Toolchain().demangle(symbols) else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(symbols, names))
  }
}

extension StackBounds {
  static let indirectCallSymbol = "INIT_STACK_INDIRECT_CALL_BYTES"
  static let recursionSymbol = "INIT_STACK_RECURSION_BYTES"

  /// What an image's configuration declares.
  public init(_ configuration: Configuration) {
    self.init(
      indirectCall: configuration.number(Self.indirectCallSymbol, or: 0),
      recursion: configuration.number(Self.recursionSymbol, or: 0))
  }
}

extension StackAnalysis {
  /// Reads an image with what its configuration declares.
  ///
  /// Throws for the host, whose stacks are not computed.
  public convenience init(of image: Image, callees: [String: [UInt64]] = [:]) async throws {
    let model = image.model
    guard model.processor.exception != nil else {
      throw Failure(
        "the stacks of \(model.board.name) are not computed: what the C library takes of them is "
          + "not in the image", remedy: "choose a board; on the host CONFIG_…_STACK_SIZE decides",
        status: 2)
    }
    try await self.init(
      of: image.elf, cpu: model.processor.cpu, ram: model.ram?.range,
      bounds: StackBounds(model.configuration), callees: callees)
  }

  /// What an interrupt or a switch takes of the stack of a thread of this image.
  public func exceptionBytes(of model: ImageModel) throws -> Int {
    guard let exception = model.processor.exception else { return 0 }
    let hasFPU = model.configuration.isOn("FPU")
    let frame = hasFPU ? exception.frameWithFPU ?? exception.frame : exception.frame
    let functions = try (exception.functions ?? []).map { try depth(of: $0).bytes }
    return frame + (functions.max() ?? 0)
  }
}

extension InitTable {
  /// The init and the shutdown function of each entry, in the table's order; nil for one that has
  /// none.
  static func functions(of image: Image) throws -> [(up: UInt64?, down: UInt64?)] {
    let file = try ELFFile(image.elf.bytes())
    func pointer(_ address: UInt64) -> UInt64? {
      let function = file.constantWord(at: address, ram: image.model.ram?.range)
      return function == 0 ? nil : function
    }
    // The first members of struct bulkhead_init_entry, on a board of 32 bits.
    return try InitTable(file).stages.flatMap(\.symbols).map { symbol in
      (up: pointer(symbol.address), down: pointer(symbol.address + 4))
    }
  }
}
