// What instructions do, one name for each, and an instruction as the decoder leaves it.

/// The operations of RV32IMAC, Zicsr, Zifencei, machine mode and ISAv9's capabilities.
///
/// Compressed instructions are decoded to those that they stand for.
enum Operation: UInt8 {
  case lui, auipc
  case addi, slti, sltiu, xori, ori, andi, slli, srli, srai
  case add, sub, sll, slt, sltu, xor, srl, sra, or, and
  case mul, mulh, mulhsu, mulhu, div, divu, rem, remu
  case lb, lh, lw, lbu, lhu, sb, sh, sw
  /// A jump to itself.
  case spin
  case jal, jalr, beq, bne, blt, bge, bltu, bgeu
  case fence, fenceI
  /// A hint that is kept for such use (RV32I, 2.9): SLTI to x0, from x0.
  case mark
  case ecall, ebreak, mret, wfi
  case csrrw, csrrs, csrrc, csrrwi, csrrsi, csrrci
  case lr, sc, amoswap, amoadd, amoxor, amoand, amoor, amomin, amomax, amominu, amomaxu
  case illegal

  // Loads and stores of capabilities through DDC, with a displacement.
  case loadCapability, storeCapability
  case lrCapability, scCapability, amoswapCapability
  /// The explicit forms; `immediate` is the operation number of the encoding.
  case loadExplicit, storeExplicit
  case cSpecialRW, cSetBounds, cSetBoundsExact, cSeal, cUnseal, cAndPerm, cSetFlags
  case cSetOffset, cSetAddr, cIncOffset, cToPtr, cFromPtr, cSub, cSetHigh, cBuildCap, cCopyType
  case cCSeal, cTestSubset, cSetEqualExact, cInvoke, cIncOffsetImm, cSetBoundsImm
  case cGetPerm, cGetType, cGetBase, cGetLen, cGetTag, cGetSealed, cGetOffset, cGetFlags
  case cRRL, cRAM, cMove, cClearTag, jalrCap, cGetAddr, cSealEntry, cLoadTags, jalrPCC
  case cGetHigh, cGetTop, cClear

  /// Nothing behind it in a block: it may go elsewhere, or changes what instructions mean.
  var endsBlock: Bool {
    switch self {
    case .spin, .jal, .jalr, .beq, .bne, .blt, .bge, .bltu, .bgeu, .fenceI, .mark, .ecall, .ebreak,
      .mret, .wfi,
      .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci, .illegal, .cSpecialRW, .cInvoke, .jalrCap,
      .jalrPCC, .cClear:
      true
    default: false
    }
  }

  var isConditional: Bool { rawValue >= Self.beq.rawValue && rawValue <= Self.bgeu.rawValue }

  /// What the table of costs calls it.
  var costClass: CostClass {
    switch self {
    case .mul, .mulh, .mulhsu, .mulhu: .multiply
    case .div, .divu, .rem, .remu: .divide
    case .lb, .lh, .lw, .lbu, .lhu, .lr: .load
    case .sb, .sh, .sw, .sc: .store
    case .spin, .jal, .jalr, .jalrPCC: .jump
    case .beq, .bne, .blt, .bge, .bltu, .bgeu: .branch
    case .amoswap, .amoadd, .amoxor, .amoand, .amoor, .amomin, .amomax, .amominu, .amomaxu: .atomic
    case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci: .csr
    case .mret: .trapReturn
    case .fence, .fenceI: .fence
    case .loadCapability, .lrCapability: .capabilityLoad
    case .storeCapability, .scCapability, .amoswapCapability: .capabilityStore
    case .loadExplicit: .load
    case .storeExplicit: .store
    case .cSpecialRW: .specialCapability
    case .cInvoke, .jalrCap: .capabilityJump
    case .cSetBounds, .cSetBoundsExact, .cSetBoundsImm, .cRRL, .cRAM, .cBuildCap: .setBounds
    default:
      rawValue >= Operation.cSetBounds.rawValue ? .capability : .integer
    }
  }
}

/// An instruction, decoded once: what is known of it before it runs.
struct Instruction {
  var operation: Operation
  /// The destination; `Instruction.sink` instead of x0.
  var rd: UInt8 = 0
  var rs1: UInt8 = 0
  var rs2: UInt8 = 0
  /// The constant of the encoding; for jumps and branches the address they go to, for `auipc` the sum.
  var immediate: UInt32 = 0
  /// The bits in memory, 16 or 32 of them.
  var bits: UInt32 = 0
  /// Bytes from the block's start.
  var offset: UInt16 = 0
  /// 2 or 4 bytes.
  var length: UInt8 = 4

  /// A register that nobody reads, where what goes to x0 is written.
  static let sink: UInt8 = 32

  /// The number in the encoding.
  var destination: UInt8 { rd == Self.sink ? 0 : rd }
}
