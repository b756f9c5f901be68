import ELF

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
  let bounds: StackBounds
  private let callees: [String: [Callee]]
  private var ways: [UInt64: Way] = [:]
  /// Functions that call each other, by the address of each.
  private var circles: [UInt64: [UInt64]] = [:]

  /// Reads a linked ELF file.
  ///
  /// A pointer in memory outside the RAM is what it is for ever, so that a call through it is none
  /// to an unknown function. `cpu` is the processor as compilers call it. Throws if the file has no
  /// code that can be read, or none of a function that is named.
  convenience init(
    of elf: Path, cpu: String? = nil, ram: Range<UInt64>?, bounds: StackBounds,
    callees: [String: [Callee]] = [:]
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
    let disassembly = try await Disassembly.of(elf, cpu: cpu, note: reader.note, Toolchain())
    try self.init(
      FrameTable(disassembly, FunctionTable(file), reader: reader), bounds: bounds,
      callees: callees)
  }

  /// `callees` names whom the indirect calls in a function enter, where that is known; an Arm address
  /// may say "Thumb".
  init(_ frames: FrameTable, bounds: StackBounds, callees: [String: [Callee]] = [:]) throws {
    let functions = frames.functions
    func addresses<Value>(_ values: [String: Value]) throws -> [UInt64: Value] {
      let places = try values.flatMap { name, value in
        let found = functions.named(name)
        if found.isEmpty { throw Failure("the image has no function \(name)") }
        return found.map { ($0.range.lowerBound, value) }
      }
      return Dictionary(places, uniquingKeysWith: { first, _ in first })
    }
    self.bounds = bounds
    self.callees = callees
    let entered = callees.mapValues { $0.map { $0.masked(functions.addressMask) } }
    graph = CallGraph(
      frames, callees: try addresses(entered), declared: try addresses(bounds.functions))
  }

  /// The same image, with what some functions take declared.
  func declaring(_ functions: [String: Int]) throws -> StackAnalysis {
    var bounds = bounds
    bounds.functions.merge(functions) { _, new in new }
    return try StackAnalysis(graph.frames, bounds: bounds, callees: callees)
  }

  private var functions: FunctionTable { graph.frames.functions }

  func hasFunction(_ name: String) -> Bool { !functions.named(name).isEmpty }

  /// What a function itself does to the stack; nil if there is none of that name.
  func frame(of function: String) -> Frame? {
    functions.named(function).first.flatMap { graph.frame(at: $0.range.lowerBound) }
  }

  /// The depth of a function by its symbol.
  ///
  /// Throws if the image has no function of that name, or several.
  public func depth(of function: String) throws -> StackDepth {
    let found = functions.named(function)
    guard let first = found.first else {
      // Nobody writes Swift's names by hand.
      throw Failure.unknown(
        "function", function, among: functions.names.filter { !$0.hasPrefix("$") })
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
    let entry = address & functions.addressMask
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

  /// The addresses of all that a function calls, by whatever way.
  func reached(from function: String) -> Set<UInt64> {
    let roots = functions.named(function).map(\.range.lowerBound)
    return Set(roots.flatMap { graph.reached(from: $0) }.map(\.entry))
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
    let own = StackDepth.Step(function: functions.name(of: frame.entry), bytes: bytes)
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
      .init(function: functions.name(of: frame.entry), address: address, reason: reason)
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
          let name = functions.name(of: callee)
          problems.append(
            place(call.address, in: frame, "\(name) returns with the stack pointer moved"))
        }
      }
      if let circle = circles[frame.entry], !seen.contains(circle) { seen.append(circle) }
    }
    return StackDepth(
      bytes: bytes, path: path, indirectCalls: indirect,
      circles: seen.map { $0.map(functions.name) }, problems: problems)
  }
}

extension Callee {
  fileprivate func masked(_ mask: UInt64) -> Callee {
    if case .function(let address) = self { .function(address & mask) } else { self }
  }
}
