/// The frames of an image's functions; each is read when it is first asked for.
///
/// Not for use by several tasks.
final class FrameTable {
  let functions: FunctionTable
  private let disassembly: Disassembly
  private let reader: any FrameReader
  private var frames: [UInt64: Frame] = [:]

  init(_ disassembly: Disassembly, _ functions: FunctionTable, reader: any FrameReader) {
    self.disassembly = disassembly
    self.functions = functions
    self.reader = reader
  }

  /// The frame of what begins at an address; nil if there is no code.
  func frame(at entry: UInt64) -> Frame? {
    if let found = frames[entry] { return found.bytes < 0 ? nil : found }
    let range = functions.code(from: entry)
    let code = disassembly.instructions(in: range)
    guard code.first?.address == entry else { return nil }
    // Stands for "being read": a piece that leads to itself has no depth.
    frames[entry] = Frame(entry: entry, bytes: -1)
    let pieces = OutlinedPieces(
      contains: { [functions] in functions.name(of: $0).hasPrefix("OUTLINED_FUNCTION") },
      effect: { [self] in frame(at: $0).map { ($0.exit, $0.bytes) } })
    var walk = FrameWalk(code, in: range, reader: reader, pieces: pieces)
    let read = walk.run()
    frames[entry] = read
    return read
  }
}

/// Who calls whom, with what is known beside the code.
final class CallGraph {
  let frames: FrameTable
  /// Whom indirect calls enter, by the function that they are in.
  private let callees: [UInt64: [Callee]]
  /// What a function takes with all that it calls, where that is declared: nobody looks into it.
  private let declared: [UInt64: Int]
  private var order = StrongComponents()

  init(_ frames: FrameTable, callees: [UInt64: [Callee]] = [:], declared: [UInt64: Int] = [:]) {
    self.frames = frames
    self.callees = callees
    self.declared = declared
  }

  /// The frame of what begins at an address; nil if there is no code.
  func frame(at entry: UInt64) -> Frame? {
    if let bytes = declared[entry] { return Frame(entry: entry, bytes: bytes) }
    guard var frame = frames.frame(at: entry) else { return nil }
    if let callees = callees[entry] { frame.calls = frame.calls.flatMap { $0.naming(callees) } }
    return frame
  }

  /// What is reached from a function and was not reached before: a function's callees come before
  /// it, unless they call each other in a circle, which is one component.
  func newComponents(from root: UInt64) -> [[Frame]] {
    order.visit(root) { followed(from: $0) }.map { $0.compactMap(frame(at:)) }.filter {
      !$0.isEmpty
    }
  }

  /// All that is reached from a function, itself included, in the order of addresses.
  func reached(from root: UInt64) -> [Frame] {
    var found: Set<UInt64> = [root]
    var waiting = [root]
    while let entry = waiting.popLast() {
      waiting += followed(from: entry).filter { found.insert($0).inserted }
    }
    return found.sorted().compactMap(frame(at:))
  }

  private func followed(from entry: UInt64) -> [UInt64] {
    (frame(at: entry)?.calls ?? []).compactMap { call in
      if case .function(let address) = call.callee { address } else { nil }
    }
  }
}

extension Frame.Call {
  /// An indirect call whose callees are known is a call of each.
  fileprivate func naming(_ callees: [Callee]) -> [Frame.Call] {
    guard callee == .indirect else { return [self] }
    return callees.map { callee in
      var call = self
      call.callee = callee
      return call
    }
  }
}

/// Tarjan's strongly connected components, without recursion: a chain of calls may be long.
private struct StrongComponents {
  private struct Visit {
    var node: UInt64
    var callees: [UInt64]
    var next = 0
  }

  private var components: [[UInt64]] = []
  private var numbers: [UInt64: Int] = [:]
  private var lowest: [UInt64: Int] = [:]
  private var open: [UInt64] = []
  private var isOpen: Set<UInt64> = []

  /// Gives the components that no visit has reached before.
  mutating func visit(_ root: UInt64, callees: (UInt64) -> [UInt64]) -> [[UInt64]] {
    guard numbers[root] == nil else { return [] }
    components = []
    var path = [enter(root, callees)]
    while var visit = path.popLast() {
      let node = visit.node
      if visit.next < visit.callees.count {
        let callee = visit.callees[visit.next]
        visit.next += 1
        path.append(visit)
        if let number = numbers[callee] {
          if isOpen.contains(callee) { lower(node, to: number) }
        } else {
          path.append(enter(callee, callees))
        }
      } else {
        if lowest[node] == numbers[node] { close(at: node) }
        if let caller = path.last?.node, let low = lowest[node] { lower(caller, to: low) }
      }
    }
    return components
  }

  private mutating func enter(_ node: UInt64, _ callees: (UInt64) -> [UInt64]) -> Visit {
    numbers[node] = numbers.count
    lowest[node] = numbers[node]
    open.append(node)
    isOpen.insert(node)
    return Visit(node: node, callees: callees(node))
  }

  private mutating func lower(_ node: UInt64, to number: Int) {
    lowest[node] = min(lowest[node] ?? number, number)
  }

  private mutating func close(at node: UInt64) {
    var members: [UInt64] = []
    repeat {
      members.append(open.removeLast())
      isOpen.remove(members[members.count - 1])
    } while members.last != node
    components.append(members)
  }
}
