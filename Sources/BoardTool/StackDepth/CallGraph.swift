/// The functions of an image that are reached from others, with their frames.
///
/// A function is read when it is first reached. Not for use by several tasks.
final class CallGraph {
  let table: FunctionTable
  private let disassembly: Disassembly
  private let reader: any FrameReader
  private var frames: [UInt64: Frame] = [:]
  /// Whom indirect calls enter, by the function that they are in.
  private let known: [UInt64: [UInt64]]
  private var order = StrongComponents()

  init(
    _ disassembly: Disassembly, _ table: FunctionTable, reader: any FrameReader,
    callees known: [UInt64: [UInt64]] = [:]
  ) {
    self.disassembly = disassembly
    self.table = table
    self.reader = reader
    self.known = known
  }

  /// The frame of what begins at an address; nil if there is no code.
  func frame(at entry: UInt64) -> Frame? {
    if let found = frames[entry] { return found.bytes < 0 ? nil : found }
    let range = table.code(from: entry)
    let code = disassembly.instructions(in: range)
    guard code.first?.address == entry else { return nil }
    // Stands for "being read": a piece that leads to itself has no depth.
    frames[entry] = Frame(entry: entry, bytes: -1)
    let pieces = OutlinedPieces(
      contains: { [table] in table.name(of: $0).hasPrefix("OUTLINED_FUNCTION") },
      effect: { [self] in frame(at: $0).map { ($0.exit, $0.bytes) } })
    var walk = FrameWalk(code, in: range, reader: reader, pieces: pieces)
    var read = walk.run()
    if let callees = known[entry] { read.calls = read.calls.flatMap { $0.naming(callees) } }
    frames[entry] = read
    return read
  }

  /// What is reached from a function and was not reached before: a function's callees come before
  /// it, unless they call each other in a circle, which is one component.
  func newComponents(from root: UInt64) -> [[Frame]] {
    order.visit(root) { callees(of: $0) }.map { $0.compactMap(frame(at:)) }.filter { !$0.isEmpty }
  }

  /// All that is reached from a function, itself included, in the order of addresses.
  func reached(from root: UInt64) -> [Frame] {
    var found: Set<UInt64> = [root]
    var waiting = [root]
    while let entry = waiting.popLast() {
      waiting += callees(of: entry).filter { found.insert($0).inserted }
    }
    return found.sorted().compactMap(frame(at:))
  }

  private func callees(of entry: UInt64) -> [UInt64] {
    (frame(at: entry)?.calls ?? []).compactMap { call in
      if case .function(let address) = call.callee { address } else { nil }
    }
  }
}

extension Frame.Call {
  /// An indirect call whose callees are known is a call of each.
  fileprivate func naming(_ callees: [UInt64]) -> [Frame.Call] {
    guard callee == .indirect else { return [self] }
    return callees.map { callee in
      var call = self
      call.callee = .function(callee)
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
