// From 32 bits to an operation. Source: The RISC-V Instruction Set Manual, Volume I, chapters on RV32I,
// "M", "A", Zicsr and Zifencei, and the listings of their opcodes.

/// Decodes instructions of 32 bits.
struct Decoder {
  /// Whether ISAv9's instructions exist.
  var hasCapabilities: Bool

  /// `pc` is where the instruction stands: targets are absolute then.
  func decode(_ bits: UInt32, at pc: UInt32) -> Instruction {
    var instruction = Instruction(operation: .illegal, bits: bits)
    let rd = UInt8(truncatingIfNeeded: bits >> 7 & 31)
    instruction.rd = rd == 0 ? Instruction.sink : rd
    instruction.rs1 = UInt8(truncatingIfNeeded: bits >> 15 & 31)
    instruction.rs2 = UInt8(truncatingIfNeeded: bits >> 20 & 31)
    let signed = Int32(bitPattern: bits)
    let immediateI = UInt32(bitPattern: signed >> 20)
    let immediateS = UInt32(bitPattern: signed >> 25) << 5 | bits >> 7 & 31
    switch bits & 0x7f {
    case 0x37:
      instruction.operation = .lui
      instruction.immediate = bits & 0xffff_f000
    case 0x17:
      instruction.operation = .auipc
      instruction.immediate = pc &+ (bits & 0xffff_f000)
    case 0x6f:
      instruction.operation = .jal
      let high = UInt32(bitPattern: signed >> 31) << 20
      let low = bits >> 21 & 0x3ff
      instruction.immediate =
        pc &+ (high | bits & 0xff000 | (bits >> 20 & 1) << 11 | low << 1)
      if instruction.immediate == pc, rd == 0 { instruction.operation = .spin }
    case 0x67:
      guard funct3(bits) == 0 else { break }
      instruction.operation = .jalr
      instruction.immediate = immediateI
    case 0x63:
      let operations: [Operation] = [.beq, .bne, .illegal, .illegal, .blt, .bge, .bltu, .bgeu]
      instruction.operation = operations[funct3(bits)]
      let high = UInt32(bitPattern: signed >> 31) << 12
      instruction.immediate =
        pc &+ (high | (bits >> 7 & 1) << 11 | (bits >> 25 & 63) << 5 | (bits >> 8 & 15) << 1)
    case 0x03:
      let operations: [Operation] = [
        .lb, .lh, .lw, hasCapabilities ? .loadCapability : .illegal, .lbu, .lhu, .illegal, .illegal,
      ]
      instruction.operation = operations[funct3(bits)]
      instruction.immediate = immediateI
    case 0x23:
      let operations: [Operation] = [.sb, .sh, .sw, hasCapabilities ? .storeCapability : .illegal]
      instruction.operation = funct3(bits) < 4 ? operations[funct3(bits)] : .illegal
      instruction.immediate = immediateS
    case 0x13:
      instruction.immediate = immediateI
      instruction.operation = Self.immediateOperation(bits)
      if [1, 5].contains(funct3(bits)) { instruction.immediate = UInt32(instruction.rs2) }
      if bits & 0xf_ffff == 0x2013, bits != 0x2013 { instruction.operation = .mark }
    case 0x33: instruction.operation = Self.registerOperation(bits)
    case 0x0f:
      instruction.operation = funct3(bits) == 0 ? .fence : funct3(bits) == 1 ? .fenceI : .illegal
    case 0x73:
      instruction.operation = Self.systemOperation(bits)
      instruction.immediate = bits >> 20
    case 0x2f: instruction.operation = atomicOperation(bits)
    case 0x5b:
      if hasCapabilities { decodeCapability(bits, &instruction) }
    default: break
    }
    if instruction.operation == .illegal { instruction.rd = Instruction.sink }
    return instruction
  }

  func funct3(_ bits: UInt32) -> Int { Int(bits >> 12 & 7) }

  private static func immediateOperation(_ bits: UInt32) -> Operation {
    let funct7 = bits >> 25
    switch bits >> 12 & 7 {
    case 0: return .addi
    case 1: return funct7 == 0 ? .slli : .illegal
    case 2: return .slti
    case 3: return .sltiu
    case 4: return .xori
    case 5: return funct7 == 0 ? .srli : funct7 == 0x20 ? .srai : .illegal
    case 6: return .ori
    default: return .andi
    }
  }

  private static func registerOperation(_ bits: UInt32) -> Operation {
    let place = Int(bits >> 12 & 7)
    switch bits >> 25 {
    case 0: return ([.add, .sll, .slt, .sltu, .xor, .srl, .or, .and] as [Operation])[place]
    case 0x20: return place == 0 ? .sub : place == 5 ? .sra : .illegal
    case 1:
      return ([.mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu] as [Operation])[place]
    default: return .illegal
    }
  }

  private static func systemOperation(_ bits: UInt32) -> Operation {
    switch bits {
    case 0x0000_0073: return .ecall
    case 0x0010_0073: return .ebreak
    case 0x3020_0073: return .mret
    case 0x1050_0073: return .wfi
    default: break
    }
    let operations: [Operation] = [
      .illegal, .csrrw, .csrrs, .csrrc, .illegal, .csrrwi, .csrrsi, .csrrci,
    ]
    return operations[Int(bits >> 12 & 7)]
  }

  private func atomicOperation(_ bits: UInt32) -> Operation {
    let funct5 = bits >> 27
    if funct3(bits) == 3, hasCapabilities {
      switch funct5 {
      case 1: return .amoswapCapability
      case 2: return bits >> 20 & 31 == 0 ? .lrCapability : .illegal
      case 3: return .scCapability
      default: return .illegal
      }
    }
    guard funct3(bits) == 2 else { return .illegal }
    switch funct5 {
    case 0x00: return .amoadd
    case 0x01: return .amoswap
    case 0x02: return bits >> 20 & 31 == 0 ? .lr : .illegal
    case 0x03: return .sc
    case 0x04: return .amoxor
    case 0x08: return .amoor
    case 0x0c: return .amoand
    case 0x10: return .amomin
    case 0x14: return .amomax
    case 0x18: return .amominu
    case 0x1c: return .amomaxu
    default: return .illegal
    }
  }
}
