// Instructions of 16 bits become the 32 bits that they stand for.
// Source: The RISC-V Instruction Set Manual, Volume I, chapter "C" Extension for Compressed
// Instructions, RV32C without floating point.

/// Expands compressed instructions.
enum CompressedDecoder {
  /// The same as 32 bits; 0, which is illegal, if there is none.
  static func expand(_ half: UInt32) -> UInt32 {
    switch half & 3 {
    case 0: quadrant0(half)
    case 1: quadrant1(half)
    default: quadrant2(half)
    }
  }

  // The 32-bit formats.
  private static func i(_ opcode: UInt32, _ f3: UInt32, _ rd: UInt32, _ rs1: UInt32, _ imm: UInt32)
    -> UInt32
  { (imm & 0xfff) << 20 | rs1 << 15 | f3 << 12 | rd << 7 | opcode }

  private static func r(_ f7: UInt32, _ f3: UInt32, _ rd: UInt32, _ rs1: UInt32, _ rs2: UInt32)
    -> UInt32
  { f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | 0x33 }

  private static func sw(_ rs1: UInt32, _ rs2: UInt32, _ imm: UInt32) -> UInt32 {
    (imm >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | 2 << 12 | (imm & 31) << 7 | 0x23
  }

  private static func jal(_ rd: UInt32, _ imm: UInt32) -> UInt32 {
    (imm >> 20 & 1) << 31 | (imm >> 1 & 0x3ff) << 21 | (imm >> 11 & 1) << 20
      | (imm >> 12 & 0xff) << 12 | rd << 7 | 0x6f
  }

  private static func branch(_ f3: UInt32, _ rs1: UInt32, _ imm: UInt32) -> UInt32 {
    let high = (imm >> 12 & 1) << 31 | (imm >> 5 & 0x3f) << 25
    return high | rs1 << 15 | f3 << 12 | (imm >> 1 & 15) << 8 | (imm >> 11 & 1) << 7 | 0x63
  }

  /// Bits `from` on of the half go to bit `to` on.
  private static func move(_ half: UInt32, _ from: UInt32, _ count: UInt32, to: UInt32) -> UInt32 {
    (half >> from & (1 << count - 1)) << to
  }

  /// Copies bit `bit` to all above it.
  private static func extend(_ value: UInt32, _ bit: UInt32) -> UInt32 {
    UInt32(bitPattern: Int32(bitPattern: value << (31 - bit)) >> Int32(31 - bit))
  }

  /// A constant of six bits with a sign.
  private static func six(_ half: UInt32) -> UInt32 {
    extend(move(half, 12, 1, to: 5) | move(half, 2, 5, to: 0), 5)
  }

  private static func quadrant0(_ half: UInt32) -> UInt32 {
    let low = 8 + (half >> 2 & 7)
    let base = 8 + (half >> 7 & 7)
    let offset = move(half, 10, 3, to: 3) | move(half, 6, 1, to: 2) | move(half, 5, 1, to: 6)
    switch half >> 13 {
    case 0:
      let size =
        move(half, 11, 2, to: 4) | move(half, 7, 4, to: 6) | move(half, 6, 1, to: 2)
        | move(half, 5, 1, to: 3)
      return size == 0 ? 0 : i(0x13, 0, low, 2, size)
    case 2: return i(0x03, 2, low, base, offset)
    case 6: return sw(base, low, offset)
    default: return 0
    }
  }

  private static func quadrant1(_ half: UInt32) -> UInt32 {
    let rd = half >> 7 & 31
    let base = 8 + (half >> 7 & 7)
    switch half >> 13 {
    case 0: return i(0x13, 0, rd, rd, six(half))
    case 1: return jal(1, jump(half))
    case 2: return i(0x13, 0, rd, 0, six(half))
    case 3:
      if rd == 2 {
        let size = extend(
          move(half, 12, 1, to: 9) | move(half, 6, 1, to: 4) | move(half, 5, 1, to: 6)
            | move(half, 3, 2, to: 7) | move(half, 2, 1, to: 5), 9)
        return size == 0 ? 0 : i(0x13, 0, 2, 2, size)
      }
      let upper = six(half)
      return upper == 0 ? 0 : (upper << 12 & 0xffff_f000) | rd << 7 | 0x37
    case 4: return arithmetic(half, base)
    case 5: return jal(0, jump(half))
    case 6: return branch(0, base, branchOffset(half))
    default: return branch(1, base, branchOffset(half))
    }
  }

  private static func jump(_ half: UInt32) -> UInt32 {
    extend(
      move(half, 12, 1, to: 11) | move(half, 11, 1, to: 4) | move(half, 9, 2, to: 8)
        | move(half, 8, 1, to: 10) | move(half, 7, 1, to: 6) | move(half, 6, 1, to: 7)
        | move(half, 3, 3, to: 1) | move(half, 2, 1, to: 5), 11)
  }

  private static func branchOffset(_ half: UInt32) -> UInt32 {
    extend(
      move(half, 12, 1, to: 8) | move(half, 10, 2, to: 3) | move(half, 5, 2, to: 6)
        | move(half, 3, 2, to: 1) | move(half, 2, 1, to: 5), 8)
  }

  private static func arithmetic(_ half: UInt32, _ rd: UInt32) -> UInt32 {
    let amount = move(half, 12, 1, to: 5) | half >> 2 & 31
    switch half >> 10 & 3 {
    case 0: return amount > 31 ? 0 : i(0x13, 5, rd, rd, amount)
    case 1: return amount > 31 ? 0 : i(0x13, 5, rd, rd, amount | 0x400)
    case 2: return i(0x13, 7, rd, rd, six(half))
    default:
      if half >> 12 & 1 != 0 { return 0 }
      let other = 8 + (half >> 2 & 7)
      switch half >> 5 & 3 {
      case 0: return r(0x20, 0, rd, rd, other)
      case 1: return r(0, 4, rd, rd, other)
      case 2: return r(0, 6, rd, rd, other)
      default: return r(0, 7, rd, rd, other)
      }
    }
  }

  private static func quadrant2(_ half: UInt32) -> UInt32 {
    let rd = half >> 7 & 31
    let other = half >> 2 & 31
    switch half >> 13 {
    case 0:
      let amount = move(half, 12, 1, to: 5) | other
      return amount > 31 ? 0 : i(0x13, 1, rd, rd, amount)
    case 2:
      let offset =
        move(half, 12, 1, to: 5) | move(half, 4, 3, to: 2) | move(half, 2, 2, to: 6)
      return rd == 0 ? 0 : i(0x03, 2, rd, 2, offset)
    case 4:
      let isLong = half >> 12 & 1 != 0
      if other != 0 { return r(0, 0, rd, isLong ? rd : 0, other) }
      if rd == 0 { return isLong ? 0x0010_0073 : 0 }
      return i(0x67, 0, isLong ? 1 : 0, rd, 0)
    case 6: return sw(2, other, move(half, 9, 4, to: 2) | move(half, 7, 2, to: 6))
    default: return 0
    }
  }
}
