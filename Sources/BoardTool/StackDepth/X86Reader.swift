/// Reads x86-64 code of the System V ABI, in the AT&T spelling: the destination stands last.
///
/// The call itself pushes the return address: it is counted where the call is.
struct X86Reader: FrameReader {
  var note: String { "#" }
  var entry: StackState { StackState() }
  let returnAddressBytes = 8
  /// A frame's base is kept by whom is called; nothing else is followed.
  let callerSaved: [String] = []

  private static let neutral = ["cmp", "test", "nop", "endbr"]

  func read(_ instruction: Instruction, _ state: inout StackState) -> Step {
    let name = instruction.mnemonic
    let operands = instruction.operands
    let last = operands.last ?? ""
    touch(operands, &state)
    switch name {
    case "pushq", "pushfq":
      state.depth += 8
      return .next
    case "popq", "popfq":
      state.depth -= 8
      return setting(last, nil, &state)
    case "subq", "addq", "andq", "movq", "leaq":
      return setting(last, result(name, operands, state), &state)
    case "leave":
      let base = state.stackDepth("%rbp").map { RegisterValue.stack(depth: $0 - 8) }
      state.forget(["%rbp"])
      return setting("%rsp", base, &state)
    case "callq", "call": return .to(.call(Operand.target(last).map { .function($0) } ?? .indirect))
    case "retq", "ret": return .to(.returns)
    case "ud2", "hlt": return .to(.stop)
    case "jmpq", "jmp", "notrack":
      if let target = Operand.target(last) { return .to(.jump(target)) }
      return .to(last.contains(",") ? .table : .leap)
    case _ where name.hasPrefix("j"):
      return Operand.target(last).map { .to(.branch($0)) } ?? .unknown("a branch to \(last)")
    default:
      if name.hasPrefix("<") || name == "enter" {
        return .unknown("\(instruction.text) is not understood")
      }
      return Self.neutral.contains(where: name.hasPrefix) ? .next : setting(last, nil, &state)
    }
  }

  private func setting(
    _ register: String, _ value: RegisterValue?, _ state: inout StackState
  ) -> Step {
    guard register == "%rsp" || register == "%esp" else {
      // Its halves are the base, too.
      state.registers[register == "%ebp" || register == "%bp" ? "%rbp" : register] = value
      return .next
    }
    guard case .stack(let depth) = value else {
      return .unknown("the stack pointer moves by an amount that is not in the code")
    }
    state.depth = depth
    return .next
  }

  private func value(_ operand: String, _ state: StackState) -> RegisterValue? {
    operand == "%rsp" ? .stack(depth: state.depth) : state.registers[operand]
  }

  private func result(_ name: String, _ operands: [String], _ state: StackState) -> RegisterValue? {
    guard operands.count == 2 else { return nil }
    switch name {
    case "movq":
      return Operand.number(operands[0]).map { .constant(UInt64(bitPattern: Int64($0))) }
        ?? value(operands[0], state)
    case "leaq":
      guard let (base, offset) = memory(operands[0]), case .stack(let depth) = value(base, state)
      else { return nil }
      return .stack(depth: depth - offset)
    default:
      guard case .stack(let depth) = value(operands[1], state),
        let amount = Operand.number(operands[0])
          ?? state.constant(operands[0]).map({ Int(Int64(bitPattern: $0)) })
      else { return nil }
      switch name {
      case "subq": return .stack(depth: depth + amount)
      case "addq": return .stack(depth: depth - amount)
      default:
        // A multiple of 2^n: moved by no more than that less the 8 it is a multiple of.
        guard amount < -8, -amount & (-amount - 1) == 0 else { return nil }
        return .stack(depth: depth - amount - 8)
      }
    }
  }

  /// `-0x10(%rbp)`.
  private func memory(_ operand: String) -> (base: String, offset: Int)? {
    let parts = operand.split { "()".contains($0) }.map(String.init)
    guard let base = parts.last, parts.count <= 2, base.hasPrefix("%"), !base.contains(",") else {
      return nil
    }
    return Operand.number(parts.count == 2 ? parts[0] : "0").map { (base, $0) }
  }

  /// A function that calls none may use 128 bytes below the stack pointer.
  private func touch(_ operands: [String], _ state: inout StackState) {
    for operand in operands where operand.hasSuffix(")") {
      if let (base, offset) = memory(operand), case .stack(let depth) = value(base, state) {
        state.touched = max(state.touched, depth - offset)
      }
    }
  }
}
