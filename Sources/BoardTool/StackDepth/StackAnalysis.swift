/// Computes stack depths from an image's own instructions.
///
/// Each function's frame is read from the code; a function's depth is the largest sum, over its
/// calls, of its depth there and the callee's. What interrupts put on the stack comes on top. The
/// cost is linear in the code that is reached. What was computed once is kept; not for use by
/// several tasks.
public final class StackAnalysis {
  /// The deepest way from a function: some steps, and then perhaps another function's.
  private struct Way {
    var bytes: Int
    var steps: [StackDepth.Step]
    var next: UInt64?
  }

  private let graph: CallGraph
  private let bounds: StackBounds
  private var ways: [UInt64: Way] = [:]
  /// Functions that call each other, by the address of each.
  private var circles: [UInt64: [UInt64]] = [:]

  /// Reads a linked ELF file.
  ///
  /// A pointer in memory outside the RAM is what it is for ever, so that a call through it is none
  /// to an unknown function. `callees` names whom the indirect calls in a function enter, where
  /// that is known. `cpu` is the processor as compilers call it. Throws if the file has no code
  /// that can be read, or none of a function that `callees` names.
  public convenience init(
    of elf: Path, cpu: String? = nil, ram: Range<UInt64>?, bounds: StackBounds,
    callees: [String: [UInt64]] = [:]
  ) async throws {
    let file = try ELFFile(elf.bytes())
    let constants: ConstantMemory = { file.constantWord(at: $0, ram: ram) }
    let reader: any FrameReader
    switch file.machine {
    case .arm: reader = ThumbReader(constants: constants)
    case .riscv: reader = RISCVReader(constants: constants)
    case .x86_64: reader = X86Reader()
    case nil: throw Failure("\(elf.relative) is for a processor whose code is not read")
    }
    let table = FunctionTable(file)
    let disassembly = try await Disassembly.of(elf, cpu: cpu, note: reader.note, Toolchain())
    var known: [UInt64: [UInt64]] = [:]
    for (name, entries) in callees {
      guard !table.named(name).isEmpty else {
        throw Failure("the image has no function \(name), whose callees are known")
      }
      for caller in table.named(name) {
        known[caller.range.lowerBound] = entries.map { $0 & table.addressMask }
      }
    }
    self.init(CallGraph(disassembly, table, reader: reader, callees: known), bounds: bounds)
  }

  init(_ graph: CallGraph, bounds: StackBounds) {
    self.graph = graph
    self.bounds = bounds
  }

  func hasFunction(_ name: String) -> Bool { !graph.table.named(name).isEmpty }

  /// What a function itself does to the stack; nil if there is none of that name.
  func frame(of function: String) -> Frame? {
    graph.table.named(function).first.flatMap { graph.frame(at: $0.range.lowerBound) }
  }

  /// The depth of a function by its symbol.
  ///
  /// Throws if the image has no function of that name, or several.
  public func depth(of function: String) throws -> StackDepth {
    let found = graph.table.named(function)
    guard let first = found.first else {
      // Nobody writes Swift's names by hand.
      throw Failure.unknown(
        "function", function, among: graph.table.names.filter { !$0.hasPrefix("$") })
    }
    guard found.count == 1 else {
      let places = found.map { hex($0.range.lowerBound) }.joined(separator: ", ")
      throw Failure("\(found.count) functions are called '\(function)', at \(places)", status: 2)
    }
    return try depth(at: first.range.lowerBound)
  }

  /// The depth of the function that begins at an address; an Arm address may say "Thumb".
  ///
  /// Throws if no code begins there.
  public func depth(at address: UInt64) throws -> StackDepth {
    let entry = address & graph.table.addressMask
    guard graph.frame(at: entry) != nil else {
      throw Failure("there is no code at \(hex(entry))")
    }
    for component in graph.newComponents(from: entry) { add(component) }
    var path: [StackDepth.Step] = []
    var next: UInt64? = entry
    while let place = next, let way = ways[place] {
      path += way.steps
      next = way.next
    }
    return describe(ways[entry]?.bytes ?? 0, path, graph.reached(from: entry))
  }

  // MARK: Sums

  private func add(_ component: [Frame]) {
    let members = Set(component.map(\.entry))
    if component.count == 1, let frame = component.first,
      !frame.calls.contains(where: { $0.callee == .function(frame.entry) })
    {
      ways[frame.entry] = deepest(of: frame)
    } else {
      addCircle(component, members)
    }
  }

  private func deepest(of frame: Frame) -> Way {
    var best = way(frame, frame.bytes)
    for call in frame.calls {
      let way = way(frame, call.depth, call.callee)
      if way.bytes > best.bytes { best = way }
    }
    return best
  }

  /// A circle takes each of its functions once, the declared bytes, and the deepest way out.
  private func addCircle(_ component: [Frame], _ members: Set<UInt64>) {
    let first = component.reduce(0) { $0 + $1.bytes }
    var exit = Way(bytes: 0, steps: [], next: nil)
    for call in component.flatMap(\.calls) {
      if case .function(let callee) = call.callee, members.contains(callee) { continue }
      let way = way(of: call.callee)
      if way.bytes > exit.bytes { exit = way }
    }
    for frame in component {
      let rounds = StackDepth.Step(
        function: "its circle's other \(component.count - 1) functions and later rounds",
        bytes: first - frame.bytes + bounds.recursion)
      ways[frame.entry] = Way(
        bytes: first + bounds.recursion + exit.bytes,
        steps: way(frame, frame.bytes).steps + [rounds] + exit.steps, next: exit.next)
      circles[frame.entry] = members.sorted()
    }
  }

  private func way(_ frame: Frame, _ bytes: Int, _ callee: Callee? = nil) -> Way {
    let own = StackDepth.Step(function: graph.table.name(of: frame.entry), bytes: bytes)
    guard let callee else { return Way(bytes: bytes, steps: [own], next: nil) }
    let rest = way(of: callee)
    return Way(bytes: bytes + rest.bytes, steps: [own] + rest.steps, next: rest.next)
  }

  /// From the beginning of a callee.
  private func way(of callee: Callee) -> Way {
    if case .function(let address) = callee, let way = ways[address] {
      return Way(bytes: way.bytes, steps: [], next: address)
    }
    let unknown = StackDepth.Step(function: "an indirect call", bytes: bounds.indirectCall)
    return Way(bytes: unknown.bytes, steps: [unknown], next: nil)
  }

  // MARK: What is declared, and what is not known

  private func describe(
    _ bytes: Int, _ path: [StackDepth.Step], _ frames: [Frame]
  ) -> StackDepth {
    func place(_ address: UInt64, in frame: Frame, _ reason: String) -> StackDepth.Place {
      .init(function: graph.table.name(of: frame.entry), address: address, reason: reason)
    }
    var indirect: [StackDepth.Place] = []
    var problems: [StackDepth.Place] = []
    var seen: [[UInt64]] = []
    for frame in frames {
      problems += frame.problems.map { place($0.address, in: frame, $0.reason) }
      for call in frame.calls {
        guard case .function(let callee) = call.callee else {
          indirect.append(place(call.address, in: frame, "a call through a register"))
          continue
        }
        guard let target = graph.frame(at: callee) else {
          indirect.append(place(call.address, in: frame, "a call of \(hex(callee)): no code"))
          continue
        }
        if target.exit != 0, !call.isLast {
          let name = graph.table.name(of: callee)
          problems.append(
            place(call.address, in: frame, "\(name) returns with the stack pointer moved"))
        }
      }
      if let circle = circles[frame.entry], !seen.contains(circle) { seen.append(circle) }
    }
    return StackDepth(
      bytes: bytes, path: path, indirectCalls: indirect,
      circles: seen.map { $0.map(graph.table.name) }, problems: problems)
  }
}
