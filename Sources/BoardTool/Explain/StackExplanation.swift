/// How deep the init entries and `main` of an image make their stack, up and down again, what of it is
/// declared, and what the main thread's stack is.
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
  /// The main thread up to its call of `main`, and with it.
  let untilMain: StackDepth
  let all: StackDepth
  let stack: MainStack
  private let names: [String: String]

  /// Reads the entries from the image's table; `function` asks for one more function.
  ///
  /// Throws for the host, whose stacks are not computed.
  public init(of image: Image, function: String? = nil) async throws {
    let model = image.model
    self.image = "\(image.application.name) on \(model.board.name)"
    let thread = try await MainThreadDepth(of: image.elf, model)
    let analysis = thread.analysis
    bounds = analysis.bounds
    exceptionBytes = thread.exceptionBytes
    untilMain = thread.untilMain
    all = thread.all
    stack = image.mainStack
    let steps = try InitExplanation(of: image).stages.flatMap(\.steps)
    entries = try zip(steps, thread.entries).flatMap { step, entry in
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
    names = await Self.readable((entries + others).map(\.depth) + [untilMain])
  }

  /// A figure for each root, the way to the deepest entry's and to the others', and what is
  /// declared or unknown on any of them.
  public var text: String {
    let roots = entries + others
    let deepest = entries.max { $0.depth.bytes < $1.depth.bytes }
    let rows = roots.map { [$0.name, "\($0.depth.bytes + exceptionBytes)"] }
    var lines = ["stack depths of \(image), in bytes, \(exceptionBytes) for an interrupt included"]
    lines += Table.text(rows).split(separator: "\n").map { "  " + $0 }
    lines += sizeText
    for root in [deepest].compactMap({ $0 }) + others { lines += way(of: root) }
    let depths = roots.map(\.depth) + [untilMain]
    lines += list(
      "calls through a register: \(bounds.indirectCall) bytes each, "
        + "CONFIG_\(StackBounds.indirectCallSymbol)", depths.flatMap(\.indirectCalls))
    let circles = unique(depths.flatMap(\.circles))
    if !circles.isEmpty {
      lines.append(
        "functions that call each other: each once, and \(bounds.recursion) bytes, "
          + "CONFIG_\(StackBounds.recursionSymbol)")
      lines += circles.map { "  " + $0.map(readable).joined(separator: ", ") }
    }
    lines += list(
      "not understood, so that figures may be too small", depths.flatMap(\.problems))
    return lines.joined(separator: "\n")
  }

  /// The main thread's stack, and who decided it.
  private var sizeText: [String] {
    let needed = untilMain.bytes + exceptionBytes
    let with = "with main it takes \(all.bytes + exceptionBytes)"
    let option = "CONFIG_MAIN_STACK_SIZE"
    let head =
      stack.isGrown
      ? "the main thread's stack: \(stack.size), for boot and shutdown take \(needed); \(option) says "
        + "\(stack.declared); \(with)"
      : "the main thread's stack: \(stack.size), as \(option) says; boot and shutdown take "
        + "\(needed), \(with)"
    return [head] + way(of: Root(name: "boot and shutdown", depth: untilMain))
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
  private static func readable(_ depths: [StackDepth]) async -> [String: String] {
    let symbols = Set(depths.flatMap(\.functions)).filter { $0.hasPrefix("$") }.sorted()
    guard let names = try? await Toolchain().demangle(symbols) else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(symbols, names))
  }
}
