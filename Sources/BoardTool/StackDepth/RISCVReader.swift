/// Reads 32-bit RISC-V code (RV32IMAC), compressed instructions as the disassembler expands them.
///
/// The forms are those of the unprivileged specification and of its assembly manual.
struct RISCVReader: FrameReader {
  var constants: ConstantMemory

  var note: String { "#" }
  var entry: StackState {
    StackState(registers: ["ra": .returnAddress, "t0": .returnAddress])
  }
  /// The register conventions of the psABI.
  let callerSaved =
    ["ra"] + (0...6).map { "t\($0)" } + (0...7).map { "a\($0)" }

  private static let branches: Set<String> = [
    "beq", "bne", "blt", "bge", "bltu", "bgeu", "beqz", "bnez", "blez", "bgez", "bltz", "bgtz",
    "bgt", "ble", "bgtu", "bleu",
  ]
  private static let neutral: Set<String> = [
    "sb", "sh", "sw", "nop", "fence", "fence.i", "ecall", "ebreak", "wfi", "csrw", "csrs", "csrc",
    "csrwi", "csrsi", "csrci",
  ]

  func read(_ instruction: Instruction, _ state: inout StackState) -> Step {
    let name = instruction.mnemonic
    let operands = instruction.operands
    switch name {
    case "addi", "add", "sub", "mv", "li", "lui", "auipc", "andi", "slli":
      return compute(instruction, &state)
    case "lw":
      let value = word(at: operands.last ?? "", state)
      if operands.first == "sp" { return .unknown("\(instruction.text) sets the stack pointer") }
      state.registers[operands.first ?? ""] = value.map { .constant($0) }
      return .next
    case "j", "jal", "jalr", "jr":
      return jump(name, operands, state)
    case "ret", "mret": return .to(.returns)
    case "unimp": return .to(.stop)
    case _ where Self.branches.contains(name):
      return Operand.target(operands.last).map { .to(.branch($0)) }
        ?? .unknown("a branch to \(operands.last ?? "")")
    case _ where Self.neutral.contains(name): return .next
    case "<unknown>": return capabilityInstruction(instruction, &state)
    default:
      if operands.first == "sp" || name.hasPrefix("<") || name.hasPrefix("cm.") {
        return .unknown("\(instruction.text) is not understood")
      }
      state.forget(operands.prefix(1))
      return .next
    }
  }

  /// An instruction of CHERI-RISC-V, which the disassembler does not know.
  private func capabilityInstruction(
    _ instruction: Instruction, _ state: inout StackState
  ) -> Step {
    let unknown = Step.unknown("the instruction at \(hex(instruction.address)) is not understood")
    guard let word = constants(instruction.address) else { return unknown }
    let (operation, kind) = (word & 0x7f, word >> 12 & 7)
    let destination = "x\(word >> 7 & 0x1f)"
    switch operation {
    case 0x23 where kind == 3: return .next
    // CInvoke: what comes then is on another stack.
    case 0x5b where kind == 0 && word >> 25 == 0x7e: return .to(.returns)
    case 0x03 where kind == 3, 0x5b:
      if destination == "x2" { return unknown }
      // Which register it is does not matter: none of them holds an address that is known.
      state.registers = state.registers.filter { $0.value == .returnAddress }
      return .next
    default: return unknown
    }
  }

  // MARK: Registers

  private func compute(_ instruction: Instruction, _ state: inout StackState) -> Step {
    let destination = instruction.operands.first ?? ""
    let value = result(instruction, state)
    return state.assign(value, to: destination)
  }

  private func value(_ operand: String, _ state: StackState) -> RegisterValue? {
    switch operand {
    case "sp": .stack(depth: state.depth)
    case "zero": .constant(0)
    default: Operand.number(operand).map { constant($0) } ?? state.registers[operand]
    }
  }

  private func constant(_ number: Int) -> RegisterValue {
    .constant(UInt64(UInt32(truncatingIfNeeded: number)))
  }

  private func result(_ instruction: Instruction, _ state: StackState) -> RegisterValue? {
    let operands = instruction.operands
    guard let last = operands.last, operands.count >= 2 else { return nil }
    let left = value(operands[1], state)
    let right = value(last, state)
    switch instruction.mnemonic {
    case "mv", "li": return right
    case "lui": return Operand.number(last).map { constant($0 << 12) }
    case "auipc":
      return Operand.number(last).map { constant(Int(instruction.address) + $0 << 12) }
    case "slli":
      guard case .constant(let value) = left, let shift = Operand.number(last) else { return nil }
      return constant(Int(value) << shift)
    case "andi":
      // A multiple of 2^n: moved by no more than that less the alignment it has.
      guard case .stack(let depth) = left, let mask = Operand.number(last), mask < -16,
        -mask & (-mask - 1) == 0
      else { return nil }
      return .stack(depth: depth - mask - 16)
    default:
      guard case .constant(let amount) = right else { return nil }
      let number = Int(Int32(truncatingIfNeeded: amount))
      let change = instruction.mnemonic == "sub" ? -number : number
      switch left {
      case .stack(let depth): return .stack(depth: depth - change)
      case .constant(let value): return constant(Int(value) + change)
      default: return nil
      }
    }
  }

  /// What `lw a0, 8(a1)` finds in memory that does not change.
  private func word(at operand: String, _ state: StackState) -> UInt64? {
    let parts = operand.split { "()".contains($0) }.map(String.init)
    guard parts.count == 2, let offset = Operand.number(parts[0]),
      let base = state.constant(parts[1])
    else { return nil }
    // Never done: code asks first whether a pointer is null.
    if base == 0 { return 0 }
    return constants(UInt64(UInt32(truncatingIfNeeded: Int(base) + offset)))
  }

  // MARK: Control

  /// A jump that keeps no return address is a branch or a last call; one that keeps it in `t0`
  /// enters what the compiler took out of functions' ends and beginnings.
  private func jump(_ name: String, _ operands: [String], _ state: StackState) -> Step {
    let last = operands.last ?? ""
    let link = operands.count == 2 ? operands[0] : name == "j" || name == "jr" ? "zero" : "ra"
    let target = Operand.target(last) ?? address(of: last, state)
    switch link {
    case "ra": return .to(.call(target.map { .function($0) } ?? .indirect))
    case "t0": return target.map { .to(.outlined($0)) } ?? .unknown("a call through t0 to \(last)")
    case "zero":
      if let target { return .to(.jump(target)) }
      let isReturn = last == "ra" || state.registers[last] == .returnAddress
      return .to(isReturn ? .returns : .leap)
    default: return .unknown("a call that keeps its return address in \(link)")
    }
  }

  /// Where `jalr a0` and `jalr -8(ra)` go, if that is in the code.
  private func address(of operand: String, _ state: StackState) -> UInt64? {
    let parts = operand.split { "()".contains($0) }.map(String.init)
    guard let register = parts.last, let base = state.constant(register) else { return nil }
    let offset = parts.count == 2 ? Operand.number(parts[0]) ?? 0 : 0
    return UInt64(UInt32(truncatingIfNeeded: Int(base) + offset)) & ~1
  }
}
