// ISAv9's major opcode, 0x5b. Source: sail-cheri-riscv, cheri_insts.sail, the encdec clauses.

extension Decoder {
  func decodeCapability(_ bits: UInt32, _ instruction: inout Instruction) {
    let signed = Int32(bitPattern: bits)
    switch funct3(bits) {
    case 1:
      instruction.operation = .cIncOffsetImm
      instruction.immediate = UInt32(bitPattern: signed >> 20)
    case 2:
      instruction.operation = .cSetBoundsImm
      instruction.immediate = bits >> 20
    case 0: decodeOperands(bits, &instruction)
    default: break
    }
  }

  private func decodeOperands(_ bits: UInt32, _ instruction: inout Instruction) {
    let field = UInt32(instruction.rs2)
    let destination = bits >> 7 & 31
    switch bits >> 25 {
    case 0x01:
      instruction.operation = .cSpecialRW
      instruction.immediate = field
    case 0x08: instruction.operation = .cSetBounds
    case 0x09: instruction.operation = .cSetBoundsExact
    case 0x0b: instruction.operation = .cSeal
    case 0x0c: instruction.operation = .cUnseal
    case 0x0d: instruction.operation = .cAndPerm
    case 0x0e: instruction.operation = .cSetFlags
    case 0x0f: instruction.operation = .cSetOffset
    case 0x10: instruction.operation = .cSetAddr
    case 0x11: instruction.operation = .cIncOffset
    case 0x12: instruction.operation = .cToPtr
    case 0x13: instruction.operation = .cFromPtr
    case 0x14: instruction.operation = .cSub
    case 0x16: instruction.operation = .cSetHigh
    case 0x1d: instruction.operation = .cBuildCap
    case 0x1e: instruction.operation = .cCopyType
    case 0x1f: instruction.operation = .cCSeal
    case 0x20: instruction.operation = .cTestSubset
    case 0x21: instruction.operation = .cSetEqualExact
    case 0x7c where Self.isMemoryForm(destination, isStore: true):
      instruction.operation = .storeExplicit
      instruction.immediate = destination
      // A conditional store writes its result over its value.
      instruction.rd =
        destination & 0x10 != 0 && instruction.rs2 != 0 ? instruction.rs2 : Instruction.sink
    case 0x7d where Self.isMemoryForm(field, isStore: false):
      instruction.operation = .loadExplicit
      instruction.immediate = field
    case 0x7e where destination == 1:
      instruction.operation = .cInvoke
      instruction.rd = Instruction.sink
    case 0x7f: decodeTwoOperands(bits, field, &instruction)
    default: break
    }
  }

  /// The widths are 0 to 3, of loads 4 and 5, too; 8 more means through a capability in a register,
  /// 16 more reserved or conditional.
  private static func isMemoryForm(_ form: UInt32, isStore: Bool) -> Bool {
    let width = form & 7
    return width <= 3 || !isStore && form < 16 && width <= 5
  }

  private func decodeTwoOperands(
    _ bits: UInt32, _ field: UInt32, _ instruction: inout Instruction
  ) {
    let operations: [Operation?] = [
      .cGetPerm, .cGetType, .cGetBase, .cGetLen, .cGetTag, .cGetSealed, .cGetOffset, .cGetFlags,
      .cRRL, .cRAM, .cMove, .cClearTag, .jalrCap, nil, .cClear, .cGetAddr,
      nil, .cSealEntry, .cLoadTags, nil, .jalrPCC, nil, nil, .cGetHigh, .cGetTop,
    ]
    guard Int(field) < operations.count, let operation = operations[Int(field)] else { return }
    instruction.operation = operation
    if operation == .cClear {
      // Of eight registers: which eight, and a mask of three bits and five.
      instruction.immediate = (bits >> 18 & 3) << 8 | (bits >> 15 & 7) << 5 | bits >> 7 & 31
      instruction.rd = Instruction.sink
    }
  }
}
