/// What one function does to the stack, and whom it calls at which depth.
struct Frame: Sendable, Equatable {
  struct Call: Sendable, Equatable {
    /// Of the instruction.
    var address: UInt64
    var callee: Callee
    /// Bytes on the stack, since the function was entered, when the callee begins.
    var depth: Int
    /// The callee returns to the function's own caller.
    var isLast: Bool
  }

  struct Problem: Sendable, Equatable, Hashable {
    var address: UInt64
    var reason: String
  }

  var entry: UInt64
  /// At the deepest place in the function itself.
  var bytes = 0
  /// Depth when it returns: not 0 only in what the compiler took out of other functions.
  var exit = 0
  var calls: [Call] = []
  var problems: [Problem] = []
}

/// What compilers take out of several functions to have it once; it keeps to no convention.
struct OutlinedPieces {
  /// Whether there is one at an address.
  var contains: (UInt64) -> Bool
  /// Depth at its end, and at its deepest, since its beginning; nil if it leads to itself.
  var effect: (UInt64) -> (exit: Int, bytes: Int)?
}

/// Walks the ways through a function and finds its frame.
///
/// Where two ways meet, the deeper one counts. The cost is linear in the function's length.
struct FrameWalk {
  private let reader: any FrameReader
  private let instructions: [Instruction]
  private let indexes: [UInt64: Int]
  private let range: Range<UInt64>
  private let pieces: OutlinedPieces

  private var frame: Frame
  /// Known at the places where ways may meet, and how often each changed.
  private var known: [Int: (state: StackState, changes: Int)] = [:]
  private var isLeader: [Bool]
  private var isReached: [Bool]
  private var waiting: [Int] = []
  private var tables: [StackState] = []
  private var leaps: [(index: Int, state: StackState)] = []
  private var calls: [Int: Frame.Call] = [:]
  private var problems: Set<Frame.Problem> = []

  /// The instructions are those of the range, which begins with the entry.
  init(
    _ instructions: [Instruction], in range: Range<UInt64>, reader: any FrameReader,
    pieces: OutlinedPieces
  ) {
    var settled = instructions
    reader.settle(&settled)
    self.instructions = settled
    self.reader = reader
    self.range = range
    self.pieces = pieces
    indexes = Dictionary(
      zip(settled.map(\.address), settled.indices), uniquingKeysWith: { first, _ in first })
    isLeader = Array(repeating: false, count: settled.count)
    isReached = isLeader
    frame = Frame(entry: range.lowerBound)
  }

  mutating func run() -> Frame {
    markLeaders()
    reach(0, with: reader.entry)
    walkWaiting()
    walkTables()
    frame.calls = calls.values.sorted { $0.address < $1.address }
    frame.problems = problems.sorted { ($0.address, $0.reason) < ($1.address, $1.reason) }
    frame.bytes = frame.calls.reduce(max(0, frame.bytes)) { max($0, $1.depth) }
    return frame
  }

  /// Every address that an instruction names and that lies in the function may be branched to.
  private mutating func markLeaders() {
    for instruction in instructions {
      for operand in instruction.operands {
        if let target = Operand.target(operand), let index = indexes[target] {
          isLeader[index] = true
        }
      }
    }
  }

  private mutating func walkWaiting() {
    while let index = waiting.popLast() { walk(from: index) }
  }

  /// The places in a table are where nothing else leads; a leap is to a table if there are such.
  private mutating func walkTables() {
    let isOneTable = tables.isEmpty && leaps.count == 1
    var hadTargets = false
    var from = 0
    while let first = tables.first ?? leaps.first?.state,
      let index = isReached[from...].firstIndex(of: false)
    {
      hadTargets = true
      from = index
      let state = (tables + leaps.map(\.state)).reduce(first) { $0.joined(with: $1) }
      isLeader[index] = true
      reach(index, with: state)
      walkWaiting()
    }
    for leap in leaps where !(hadTargets && isOneTable) {
      if leap.state.depth <= 0 {
        record(.indirect, at: leap.index, leap.state, isLast: true)
      } else if !hadTargets {
        report("a jump through a register that leads nowhere in the function", at: leap.index)
      }
    }
  }

  private mutating func report(_ reason: String, at index: Int) {
    problems.insert(.init(address: instructions[index].address, reason: reason))
  }

  /// Notes that the way goes on at an instruction.
  private mutating func reach(_ index: Int, with state: StackState) {
    guard index < instructions.count else { return }
    guard let old = known[index] else {
      known[index] = (state.joined(with: state), 0)
      waiting.append(index)
      return
    }
    let joined = old.state.joined(with: state)
    guard joined != old.state else { return }
    // Depths that meet differ by a few conditional instructions; without end only in a loop.
    guard old.changes < 16 else {
      report("the stack grows in a loop", at: index)
      return
    }
    known[index] = (joined, old.changes + (joined.depth == old.state.depth ? 0 : 1))
    waiting.append(index)
  }

  private mutating func walk(from start: Int) {
    guard var state = known[start]?.state else { return }
    var index = start
    while true {
      let end = endOfBlock(index)
      let ways =
        end > index + 1 || instructions[index].condition != nil
        ? [.holds, .fails].compactMap { walk(index..<end, when: $0, state) }
        : [walk(index..<end, when: nil, state)].compactMap { $0 }
      guard let first = ways.first else { return }
      state = ways.dropFirst().reduce(first) { $0.joined(with: $1) }
      index = end
      if index == instructions.count { return runOut(state) }
      if isGap(before: index) { return }
      if isLeader[index] { return reach(index, with: state) }
    }
  }

  /// Where the instructions end that one condition decides about; one instruction if none does.
  private func endOfBlock(_ start: Int) -> Int {
    var end = start
    while end < instructions.count, instructions[end].condition != nil { end += 1 }
    return max(end, start + 1)
  }

  /// The state behind some instructions, of which those with another condition do nothing; nil if
  /// control never comes there.
  private mutating func walk(
    _ block: Range<Int>, when condition: Instruction.Condition?, _ before: StackState
  ) -> StackState? {
    var state = before
    for index in block {
      isReached[index] = true
      guard instructions[index].condition == condition else { continue }
      state.touched = 0
      let step = reader.read(instructions[index], &state)
      if let problem = step.problem { report(problem, at: index) }
      frame.bytes = max(frame.bytes, state.depth, state.touched)
      guard follow(step.flow, index, &state) else { return nil }
    }
    return state
  }

  /// Behind the last instruction: a call there does not come back; anything else runs into what
  /// follows.
  private mutating func runOut(_ state: StackState) {
    // What fills a function up to its alignment is no part of it.
    let last = instructions.lastIndex { !$0.mnemonic.hasPrefix("nop") } ?? 0
    if calls[last] == nil { record(.function(range.upperBound), at: last, state, isLast: true) }
  }

  /// Whether data lies before an instruction: nothing runs into it.
  private func isGap(before index: Int) -> Bool {
    // The longest instructions are 4 bytes long where data lies in code.
    reader.returnAddressBytes == 0
      && instructions[index].address - instructions[index - 1].address > 4
  }

  /// Whether the instruction behind comes next.
  private mutating func follow(_ flow: Flow, _ index: Int, _ state: inout StackState) -> Bool {
    switch flow {
    case .next: return true
    case .stop: return false
    case .returns:
      if state.depth != 0 { frame.exit = state.depth }
      return false
    case .jump(let target):
      go(to: target, index, state)
      return false
    case .branch(let target):
      go(to: target, index, state)
      return true
    case .table:
      tables.append(state)
      return false
    case .leap:
      leaps.append((index, state))
      return false
    case .call(let callee):
      if !isAbsent(callee, index) { record(callee, at: index, state, isLast: false) }
      if case .function(let target) = callee, pieces.contains(target) {
        state.registers = [:]
      } else {
        state.forget(reader.callerSaved)
      }
      return true
    case .outlined(let target):
      guard let piece = pieces.effect(target) else {
        report("pieces of code call each other", at: index)
        return true
      }
      frame.bytes = max(frame.bytes, state.depth + piece.bytes)
      state.depth += piece.exit
      state.registers = [:]
      return true
    }
  }

  /// Whether a call is what the linker makes of a weak function that is not there: it goes to 0, or
  /// to the call itself or behind it, and the code around it sees to it that it is never reached.
  private func isAbsent(_ callee: Callee, _ index: Int) -> Bool {
    guard case .function(let target) = callee, target != 0 else { return callee != .indirect }
    guard let place = indexes[target] else { return false }
    return place > 0 && abs(place - index) == 1
  }

  /// Nobody goes to 0: the code asks first whether there is a function.
  private mutating func go(to target: UInt64, _ index: Int, _ state: StackState) {
    if let place = indexes[target] {
      reach(place, with: state)
    } else if target != 0 {
      record(.function(target), at: index, state, isLast: true)
    }
  }

  private mutating func record(
    _ callee: Callee, at index: Int, _ state: StackState, isLast: Bool
  ) {
    let depth = state.depth + (isLast ? 0 : reader.returnAddressBytes)
    let address = instructions[index].address
    // One instruction may be reached at several depths, and calls then at each of them.
    let deepest = max(depth, calls[index]?.depth ?? depth)
    calls[index] = .init(address: address, callee: callee, depth: deepest, isLast: isLast)
  }
}
