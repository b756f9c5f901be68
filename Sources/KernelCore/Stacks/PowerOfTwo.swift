// Rounding to powers of two, which is what memory protection is made of. Nil where a result would lie
// beyond 32 bits, so that no size that a thread asks for wraps around to a small one.

extension UInt32 {
  /// The least power of two that is not below `value`; nil above 2³¹.
  static func powerOfTwo(atLeast value: UInt32) -> UInt32? {
    if value <= 1 { return 1 }
    let shift = 32 &- (value &- 1).leadingZeroBitCount
    return shift < 32 ? 1 &<< UInt32(truncatingIfNeeded: shift) : nil
  }

  /// The greatest power of two that is not above `value`; 0 for 0.
  static func powerOfTwo(atMost value: UInt32) -> UInt32 {
    value == 0 ? 0 : 1 &<< UInt32(truncatingIfNeeded: 31 &- value.leadingZeroBitCount)
  }

  var isPowerOfTwo: Bool { self != 0 && self & (self &- 1) == 0 }

  /// Rounded up to a multiple of a power of two; nil beyond the greatest.
  func alignedUp(to alignment: UInt32) -> UInt32? {
    let (sum, overflows) = addingReportingOverflow(alignment &- 1)
    return overflows ? nil : sum.alignedDown(to: alignment)
  }

  /// Rounded down to a multiple of a power of two.
  func alignedDown(to alignment: UInt32) -> UInt32 { self & ~(alignment &- 1) }
}
