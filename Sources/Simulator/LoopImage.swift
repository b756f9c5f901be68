// What the simulator's speed is measured with: an image that does nothing but load and store.

/// A tight loop over two words of RAM, which ends at the finisher.
public enum LoopImage {
  /// Instructions of a round.
  public static let round: UInt64 = 8

  /// An ELF file with so many rounds.
  public static func file(rounds: UInt32) -> [UInt8] {
    let low = UInt32(bitPattern: Int32(bitPattern: rounds << 20) >> 20)
    let code: [UInt32] = [
      0x8400_02b7,  // lui  t0, 0x84000
      (rounds &- low) & 0xffff_f000 | 0x337,  // lui  t1, the upper part
      low << 20 | 0x3_0313,  // addi t1, t1, the lower part
      0x0002_a503,  // lw   a0, 0(t0)
      0x0015_0513,  // addi a0, a0, 1
      0x00a2_a023,  // sw   a0, 0(t0)
      0x0082_a583,  // lw   a1, 8(t0)
      0x00a5_85b3,  // add  a1, a1, a0
      0x00b2_a423,  // sw   a1, 8(t0)
      0xfff3_0313,  // addi t1, t1, -1
      0xfe03_12e3,  // bnez t1, to the first lw
      0x0010_02b7,  // lui  t0, 0x100, the finisher
      0x0000_5337,  // lui  t1, 0x5
      0x5553_0313,  // addi t1, t1, 0x555
      0x0062_a023,  // sw   t1, 0(t0)
      0x0000_006f,  // j    to itself
    ]
    let size = UInt32(4 * code.count)
    // The header: RISC-V, an executable, its entry, one segment behind both headers.
    let words: [UInt32] = [
      0x464c_457f, 0x0001_0101, 0, 0, 243 << 16 | 2, 1, Memory.base, 52, 0, 1, 32 << 16 | 52,
      40 << 16 | 1, 0,
    ]
    let segment: [UInt32] = [1, 84, Memory.base, Memory.base, size, size, 7, 4]
    return (words + segment + code).flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
  }
}
