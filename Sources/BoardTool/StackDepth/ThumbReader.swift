/// Reads Thumb-2 code: Armv7-M and Armv8-M.
///
/// The forms are those of the Armv8-M ARM (DDI 0553) C2, in the disassembler's spelling.
struct ThumbReader: FrameReader {
  var constants: ConstantMemory

  var note: String { "@" }
  var entry: StackState { StackState(registers: ["lr": .returnAddress]) }
  /// AAPCS32 6.1.1.
  let callerSaved = ["r0", "r1", "r2", "r3", "r12", "lr"]

  /// `itte eq`: the next three carry a condition at the end of their names, the third the opposite.
  func settle(_ instructions: inout [Instruction]) {
    var conditions: Substring = ""
    for index in instructions.indices {
      let mnemonic = instructions[index].mnemonic
      if let condition = conditions.popFirst() {
        instructions[index].condition = condition == "t" ? .holds : .fails
        var parts = mnemonic.split(separator: ".", maxSplits: 1).map(String.init)
        parts[0].removeLast(2)
        instructions[index].mnemonic = parts.joined(separator: ".")
      } else if mnemonic.hasPrefix("it"), mnemonic.dropFirst(2).allSatisfy({ "te".contains($0) }) {
        conditions = "t" + mnemonic.dropFirst(2)
      }
    }
  }

  private static let conditionalBranches: Set<String> = Set(
    ["eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le"]
      .map { "b" + $0 })
  /// These change no register.
  private static let neutral: Set<String> = [
    "cmp", "cmn", "tst", "teq", "nop", "it", "dsb", "dmb", "isb", "wfi", "wfe", "sev", "yield",
    "svc", "bkpt", "cpsid", "cpsie", "pld", "clrex", "vcmp", "vmsr", "bti",
  ]

  func read(_ instruction: Instruction, _ state: inout StackState) -> Step {
    let name = String(instruction.mnemonic.prefix { $0 != "." })
    let operands = instruction.operands
    let first = operands.first ?? ""
    switch name {
    case "push", "vpush", "pop", "vpop":
      return moveList(first, isPush: name.hasSuffix("push"), &state)
    case _ where name.hasPrefix("stm") || name.hasPrefix("vstm"):
      return storeMultiple(name, operands, &state)
    case _ where name.hasPrefix("ldm") || name.hasPrefix("vldm"):
      return loadMultiple(operands, &state)
    case _ where name.hasPrefix("str") || name == "vstr" || name == "stl":
      if name.hasPrefix("strex") { state.forget([first]) }
      return writeBack(operands, &state)
    case _ where name.hasPrefix("ldr") || name == "vldr" || name == "lda":
      return load(instruction, name, &state)
    case "mov", "movs", "movw", "movt", "add", "adds", "addw", "sub", "subs", "subw", "bfc", "bic":
      return compute(instruction, name, &state)
    case "b", "bl", "blx", "bx", "bxns", "blxns", "bxaut", "cbz", "cbnz", "tbb", "tbh", "wls",
      "wlstp", "le", "letp":
      return branch(name, operands, state)
    case _ where Self.conditionalBranches.contains(name):
      return Operand.target(first).map { .to(.branch($0)) } ?? .unknown("a branch to \(first)")
    case "udf", "trap":
      return .to(.stop)
    case "msr":
      return ["msp", "psp", "control"].contains(first)
        ? .unknown("\(instruction.text) changes the stack") : .next
    default:
      if Self.neutral.contains(name) || name.hasPrefix("it") { return .next }
      return other(instruction, &state)
    }
  }

  /// Whatever else: any register it names may be the one it changes.
  private func other(_ instruction: Instruction, _ state: inout StackState) -> Step {
    if instruction.operands.first == "sp" || instruction.mnemonic.hasPrefix("<") {
      return .unknown("\(instruction.text) is not understood")
    }
    state.forget(instruction.operands)
    return writeBack(instruction.operands, &state)
  }

  // MARK: Memory

  /// Bytes of `{r4-r6, lr}` or `{d8, d9}`.
  private func registers(in list: String) -> [String] {
    list.split { "{}, ".contains($0) }.flatMap { part in
      let ends = part.split(separator: "-")
      guard ends.count == 2, let low = Int(ends[0].dropFirst()),
        let high = Int(ends[1].dropFirst()),
        low <= high
      else { return [String(part)] }
      return (low...high).map { "\(part.first ?? "r")\($0)" }
    }
  }

  private func bytes(of registers: [String]) -> Int {
    registers.reduce(0) { $0 + ($1.hasPrefix("d") ? 8 : 4) }
  }

  private func moveList(_ list: String, isPush: Bool, _ state: inout StackState) -> Step {
    let registers = registers(in: list)
    state.depth += isPush ? bytes(of: registers) : -bytes(of: registers)
    if isPush { return .next }
    state.forget(registers)
    return registers.contains("pc") ? .to(.returns) : .next
  }

  private func storeMultiple(
    _ name: String, _ operands: [String], _ state: inout StackState
  ) -> Step {
    let base = operands.first ?? ""
    guard base.hasSuffix("!") else { return .next }
    guard base == "sp!" else {
      state.forget([String(base.dropLast())])
      return .next
    }
    let size = bytes(of: registers(in: operands.last ?? ""))
    state.depth += name.hasSuffix("db") ? size : -size
    return .next
  }

  private func loadMultiple(_ operands: [String], _ state: inout StackState) -> Step {
    let base = operands.first ?? ""
    let list = operands.last ?? ""
    if base == "sp!" { return moveList(list, isPush: false, &state) }
    let registers = registers(in: list)
    state.forget(registers + [base.hasSuffix("!") ? String(base.dropLast()) : base])
    return registers.contains { $0 == "sp" || $0 == "pc" }
      ? .unknown("a load of \(list) from \(base)") : .next
  }

  /// `[sp, #-8]!` and `[sp], #8` move the base.
  private func writeBack(_ operands: [String], _ state: inout StackState) -> Step {
    guard let index = operands.firstIndex(where: { $0.hasPrefix("[") }) else { return .next }
    let parts = operands[index].split { "[], !".contains($0) }.map(String.init)
    let isPre = operands[index].hasSuffix("!")
    let isPost = index + 1 < operands.count
    guard isPre || isPost, let base = parts.first else { return .next }
    guard base == "sp" else {
      state.forget([base])
      return .next
    }
    guard let offset = Operand.number(isPre ? parts.last ?? "" : operands[index + 1]) else {
      return .unknown("the stack pointer moves by a register")
    }
    state.depth -= offset
    return .next
  }

  private func load(
    _ instruction: Instruction, _ name: String, _ state: inout StackState
  ) -> Step {
    let operands = instruction.operands
    let destination = operands.first ?? ""
    let value = name == "ldr" ? constant(at: operands, instruction, state) : nil
    state.forget(operands.prefix { !$0.hasPrefix("[") })
    if destination == "sp" { return .unknown("\(instruction.text) sets the stack pointer") }
    let step = writeBack(operands, &state)
    if destination == "pc" {
      if let value { return .to(.jump(value & ~1)) }
      return .to(operands.dropFirst().first == "[sp]" ? .returns : .table)
    }
    if let value { state.registers[destination] = .constant(value) }
    return step
  }

  /// What a load finds in memory that does not change.
  private func constant(
    at operands: [String], _ instruction: Instruction, _ state: StackState
  ) -> UInt64? {
    guard operands.count == 2, operands[1].hasPrefix("["), !operands[1].hasSuffix("!") else {
      return nil
    }
    let parts = operands[1].split { "[], ".contains($0) }.map(String.init)
    let base =
      parts.first == "pc" ? (instruction.address & ~3) + 4 : state.constant(parts.first ?? "")
    guard let base, parts.count <= 2, let offset = Operand.number(parts.count == 2 ? parts[1] : "0")
    else { return nil }
    // Never done: code asks first whether a pointer is null.
    if base == 0 { return 0 }
    return constants(base &+ UInt64(bitPattern: Int64(offset)))
  }

  // MARK: Registers

  private func compute(
    _ instruction: Instruction, _ name: String, _ state: inout StackState
  ) -> Step {
    let destination = instruction.operands.first ?? ""
    // As an operand, the program counter is 4 ahead.
    var known = state
    known.registers["pc"] = .constant(instruction.address + 4)
    let value = result(name, instruction.operands, known)
    return state.assign(value, to: destination)
  }

  private func value(_ operand: String, _ state: StackState) -> RegisterValue? {
    if operand == "sp" { return .stack(depth: state.depth) }
    if let number = Operand.number(operand) {
      return .constant(UInt64(UInt32(truncatingIfNeeded: number)))
    }
    return state.registers[operand]
  }

  private func result(_ name: String, _ operands: [String], _ state: StackState) -> RegisterValue? {
    let last = value(operands.last ?? "", state)
    // `add sp, #8` and `add sp, sp, #8` are one.
    let left = value(operands[operands.count == 3 ? 1 : 0], state)
    switch name {
    case "mov", "movs", "movw": return operands.count == 2 ? last : nil
    case "movt":
      guard case .constant(let low) = left, case .constant(let high) = last else { return nil }
      return .constant(low & 0xffff | high << 16)
    case "bfc", "bic": return aligned(name, operands, state)
    default:
      guard operands.count <= 3, case .constant(let amount) = last else { return nil }
      let change =
        name.hasPrefix("add")
        ? Int(Int32(truncatingIfNeeded: amount))
        : -Int(Int32(truncatingIfNeeded: amount))
      switch left {
      case .stack(let depth): return .stack(depth: depth - change)
      case .constant(let value):
        return .constant(UInt64(UInt32(truncatingIfNeeded: Int(value) + change)))
      default: return nil
      }
    }
  }

  /// `bfc r4, #0, #5` and `bic r4, r4, #31` make a copy of the stack pointer a multiple of 32; by
  /// how much it moves is not in the code, but by no more than that less its own alignment.
  private func aligned(
    _ name: String, _ operands: [String], _ state: StackState
  ) -> RegisterValue? {
    let numbers = operands.compactMap { Operand.number($0) }
    let source = operands[name == "bic" && operands.count == 3 ? 1 : 0]
    guard case .stack(let depth) = value(source, state) else { return nil }
    let alignment: Int
    switch (name, numbers.count) {
    case ("bfc", 2) where numbers[0] == 0 && (2..<16).contains(numbers[1]):
      alignment = 1 << numbers[1]
    case ("bic", 1) where numbers[0] >= 3 && numbers[0] & (numbers[0] + 1) == 0:
      alignment = numbers[0] + 1
    default: return nil
    }
    return .stack(depth: depth + alignment - 4)
  }

  // MARK: Control

  private func branch(_ name: String, _ operands: [String], _ state: StackState) -> Step {
    let last = operands.last ?? ""
    switch name {
    case "tbb", "tbh": return .to(.table)
    case "bxaut": return .to(.returns)
    case "bx", "bxns":
      if last == "lr" || state.registers[last] == .returnAddress { return .to(.returns) }
      if let target = state.constant(last) { return .to(.jump(target & ~1)) }
      return .to(.leap)
    case "bl", "blx", "blxns":
      if let target = Operand.target(last) ?? state.constant(last) {
        return .to(.call(.function(target & ~1)))
      }
      return .to(.call(.indirect))
    default:
      guard let target = Operand.target(last) else { return .unknown("a branch to \(last)") }
      return .to(name == "b" ? .jump(target) : .branch(target))
    }
  }
}
