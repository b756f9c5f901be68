/// What is known of a register.
enum RegisterValue: Sendable, Equatable {
  case constant(UInt64)
  /// What the stack pointer is when the stack has this depth.
  case stack(depth: Int)
  /// Where the function goes when it ends.
  case returnAddress
}

/// What is known before an instruction: how deep the function's stack is, and of its registers.
struct StackState: Sendable, Equatable {
  /// Bytes since the function was entered; negative where a part of another function gives back
  /// that one's.
  var depth = 0
  /// Bytes that the instruction reaches below the entry without moving the stack pointer.
  var touched = 0
  /// A register that is not here may hold anything.
  var registers: [String: RegisterValue] = [:]

  func constant(_ register: String) -> UInt64? {
    if case .constant(let value) = registers[register] { value } else { nil }
  }

  func stackDepth(_ register: String) -> Int? {
    if case .stack(let depth) = registers[register] { depth } else { nil }
  }

  mutating func forget(_ names: some Sequence<String>) {
    for name in names { registers[name] = nil }
  }

  /// What an instruction does that gives a register a value; `sp` is the stack pointer's name.
  mutating func assign(_ value: RegisterValue?, to register: String) -> Step {
    guard register == "sp" else {
      registers[register] = value
      return .next
    }
    guard case .stack(let depth) = value else {
      return .unknown("the stack pointer moves by an amount that is not in the code")
    }
    self.depth = depth
    return .next
  }

  /// What holds on both ways to an instruction, and the deeper one's depth.
  func joined(with other: StackState) -> StackState {
    StackState(
      depth: max(depth, other.depth),
      registers: registers.filter { other.registers[$0.key] == $0.value })
  }
}

/// Whom a call enters.
enum Callee: Sendable, Equatable {
  case function(UInt64)
  /// Known only at run time.
  case indirect
}

/// Where control goes behind an instruction.
enum Flow: Sendable, Equatable {
  case next
  /// To an address, never on.
  case jump(UInt64)
  /// To an address, or on.
  case branch(UInt64)
  case call(Callee)
  /// A call of a piece that compilers take out of functions: it moves the caller's stack pointer.
  case outlined(UInt64)
  /// Into a table of places in the function.
  case table
  /// To the address in a register: a table's, or another function's as the last thing.
  case leap
  case returns
  case stop
}

/// What one instruction does, beside what it does to the state.
struct Step: Sendable, Equatable {
  var flow = Flow.next
  /// Why nobody can tell where the stack pointer is behind it.
  var problem: String?

  static let next = Step()

  static func to(_ flow: Flow) -> Step { Step(flow: flow) }

  static func unknown(_ problem: String) -> Step { Step(problem: problem) }
}

/// Reads what instructions do to the stack, for one family of processors.
protocol FrameReader: Sendable {
  /// What opens a note in the disassembler's lines.
  var note: String { get }
  /// What is known where a function begins.
  var entry: StackState { get }
  /// What the call itself puts on the stack.
  var returnAddressBytes: Int { get }
  /// Registers that a called function may change.
  var callerSaved: [String] { get }

  /// Marks what stands under a condition that an instruction before it sets.
  func settle(_ instructions: inout [Instruction])

  /// Executes one instruction on the state.
  func read(_ instruction: Instruction, _ state: inout StackState) -> Step
}

extension FrameReader {
  var returnAddressBytes: Int { 0 }

  func settle(_ instructions: inout [Instruction]) {}
}

/// Words that a program's constants hold, by their addresses.
typealias ConstantMemory = @Sendable (UInt64) -> UInt64?

/// The forms that operands have in more than one family.
enum Operand {
  /// The number in `#-8`, `$0x10`, `12`.
  static func number(_ text: some StringProtocol) -> Int? {
    var digits = Substring(text)
    if digits.first == "#" || digits.first == "$" { digits = digits.dropFirst() }
    let isNegative = digits.first == "-"
    if isNegative { digits = digits.dropFirst() }
    let value =
      digits.hasPrefix("0x") ? Int(digits.dropFirst(2), radix: 16) : Int(digits, radix: 10)
    return value.map { isNegative ? -$0 : $0 }
  }

  /// The address that a branch names.
  static func target(_ text: String?) -> UInt64? {
    guard let text, text.hasPrefix("0x") else { return nil }
    return UInt64(text.dropFirst(2), radix: 16)
  }
}
