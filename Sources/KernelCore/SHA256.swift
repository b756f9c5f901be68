// The digest that tells one image from another. Source: FIPS 180-4, sections 4.1.2, 4.2.2, 5 and 6.2.

/// SHA-256 of bytes that come piece by piece.
///
/// Constant time for a given length; about 100 bytes, and no other memory.
public struct SHA256 {
  /// 32 bytes, in the order in which a digest is written.
  public typealias Digest = [32 of UInt8]

  private var state: [8 of UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  /// The block that fills up; while it is digested, the last 16 words of the message schedule.
  private var block: [16 of UInt32] = .init(repeating: 0)
  /// Bytes so far.
  private var count: UInt64 = 0

  public init() {}

  /// Takes the message's next bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    for index in bytes.indices { append(bytes[index]) }
  }

  /// The digest of what was taken; the value is used up.
  public consuming func finish() -> Digest {
    let bits = count &* 8
    append(0x80)
    while count & 63 != 56 { append(0) }
    var shift: UInt64 = 64
    while shift > 0 {
      shift &-= 8
      append(UInt8(truncatingIfNeeded: bits &>> shift))
    }
    var digest = Digest(repeating: 0)
    for index in 0..<32 {
      let shift = UInt32(24 &- 8 &* (index & 3))
      digest[index] = UInt8(truncatingIfNeeded: state[index &>> 2] &>> shift)
    }
    return digest
  }

  private mutating func append(_ byte: UInt8) {
    let word = Int(truncatingIfNeeded: count &>> 2) & 15
    block[word] = block[word] &<< 8 | UInt32(byte)
    count &+= 1
    if count & 63 == 0 { digestBlock() }
  }

  private mutating func digestBlock() {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in 0..<64 {
      if round >= 16 { extendSchedule(round) }
      let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let choice = e & f ^ ~e & g
      let first = h &+ sum1 &+ choice &+ Self.constants[round] &+ block[round & 15]
      let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let majority = a & b ^ a & c ^ b & c
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  private mutating func extendSchedule(_ round: Int) {
    let early = block[(round &+ 1) & 15]
    let late = block[(round &+ 14) & 15]
    let sigma0 = rotated(early, 7) ^ rotated(early, 18) ^ early &>> 3
    let sigma1 = rotated(late, 17) ^ rotated(late, 19) ^ late &>> 10
    block[round & 15] &+= sigma0 &+ block[(round &+ 9) & 15] &+ sigma1
  }

  @inline(__always)
  private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }

  private static let constants: [64 of UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
