import Devicetree

/// What the build says of the main thread's stack: that its size cannot be computed, or that main may
/// take more than it has.
struct MainStackMessages {
  /// What people call the image.
  let name: String
  let depth: MainThreadDepth
  let model: ImageModel
  let plan: InitPlan
  let symbolizer: Symbolizer

  /// Something that the code does not say.
  private struct Unknown {
    var function: String
    var address: UInt64
    var reason: String
    /// The option that declares it of all such places.
    var option: String?
  }

  private func findUnknown() async -> [Unknown] {
    let found = depth.untilMain
    let bounds = depth.analysis.bounds
    var all = found.problems.map {
      Unknown(function: $0.function, address: $0.address, reason: $0.reason)
    }
    for circle in bounds.recursion == 0 ? found.circles : [] {
      guard let frame = depth.analysis.frame(of: circle[0]) else { continue }
      let others = await symbolizer.toolchain.demangle(Array(circle.dropFirst()))
      let way = others.isEmpty ? "" : " by way of " + others.joined(separator: ", ")
      all.append(
        Unknown(
          function: circle[0], address: frame.entry,
          reason: "it calls itself\(way), and the code does not say how often",
          option: StackBounds.recursionSymbol))
    }
    if bounds.indirectCall == 0 {
      all += found.indirectCalls.map {
        Unknown(
          function: $0.function, address: $0.address, reason: $0.reason,
          option: StackBounds.indirectCallSymbol)
      }
    }
    return all
  }

  /// Throws if some of what boot and shutdown call takes nobody knows how much.
  func refuseUnknown() async throws {
    let all = await findUnknown()
    guard let first = all.first else { return }
    let names = await symbolizer.toolchain.demangle(all.map(\.function))
    var notes: [Failure.Note] = []
    for (name, other) in zip(names, all).dropFirst() {
      notes.append(
        .init("and in \(name): \(other.reason)", at: await symbolizer.location(of: other.address)))
    }
    for (step, entry) in zip(plan.table, depth.entries) {
      let depths = try [entry.up, entry.down].compactMap { try $0.map(depth.analysis.depth(at:)) }
      if depths.contains(where: { $0.functions.contains(first.function) }) {
        notes.append(.init("the init entry \(step.name) comes to it", at: step.location))
      }
    }
    let general = first.option.map { "; or of all such places, CONFIG_\($0)" } ?? ""
    throw Failure(
      "the main thread's stack cannot be sized, for what boot and shutdown take of it is not known: "
        + "in \(names[0]): \(first.reason)",
      at: await symbolizer.location(of: first.address), notes: notes,
      remedy: "declare what it takes with all that it calls: "
        + "CONFIG_\(DeclaredDepths.symbol)=\"\(names[0])=BYTES\"" + general)
  }

  /// What to print if main may take more than the stack has.
  func warning(_ stack: MainStack) async -> String? {
    let bytes = depth.all.bytes + depth.exceptionBytes
    if bytes <= stack.size { return nil }
    let names = await symbolizer.toolchain.demangle(depth.all.path.map(\.function))
    let way =
      zip(names, depth.all.path).map { "\($0) \($1.bytes)" }
      + ["an interrupt \(depth.exceptionBytes)"]
    return Failure(
      "main of \(name) may take \(bytes) bytes of its stack, which has \(stack.size)",
      at: model.configuration.assignments["MAIN_STACK_SIZE"],
      notes: [.init("the deepest way: " + way.joined(separator: ", "), at: nil)],
      remedy: "set CONFIG_MAIN_STACK_SIZE=\(MainStack.aligned(bytes)), or declare what a function "
        + "on that way takes in truth: CONFIG_\(DeclaredDepths.symbol)=\"NAME=BYTES\""
    ).text(as: "warning")
  }

  /// What boot and shutdown need, to be said where it does not fit.
  var note: Failure.Note {
    get async {
      let names = await symbolizer.toolchain.demangle(depth.untilMain.path.map(\.function))
      return .init(
        "bulkhead_stack_of_main is as large as boot and shutdown need: "
          + names.joined(separator: ", "), at: nil)
    }
  }
}
