// How CHERIoT packs bounds: nine bits each for base and top, shifted by an exponent, the rest taken
// from the address. Source: cheriot-sail, cheri_cap_common.sail (getCapBoundsBits, setCapBounds,
// setCapBoundsRoundDown).

extension CHERIoT {
  public var bounds: CapabilityBounds {
    let exponent = exponent
    // Shifts by 32 and more give 0.
    let middle = address >> exponent & 0x1ff
    let above = address >> (exponent + 9)
    let isBelowBase: UInt32 = middle < baseField ? 1 : 0
    let isTopAbove: UInt32 = topField < baseField ? 1 : 0
    let base = (above &- isBelowBase) << (exponent + 9) | baseField << exponent
    let top =
      UInt64(above &- isBelowBase &+ isTopAbove) << UInt64(exponent + 9)
      | UInt64(topField) << UInt64(exponent)
    return CapabilityBounds(base: base, top: top & 0x1_ffff_ffff)
  }

  public func settingBounds(length: UInt32) -> Bounded<CHERIoT> {
    let top = UInt64(address) + UInt64(length)
    var exponent = Self.exponent(forLength: length)
    var fields = Self.fields(address, top, exponent)
    if (fields.top &- fields.base) & 0x3ff > 0x1ff {
      exponent = exponent < 14 ? exponent + 1 : 24
      fields = Self.fields(address, top, exponent)
    }
    var result = self
    result.setBoundsFields(exponent: exponent, base: fields.base, top: fields.top)
    result.isTagged = isTagged && !isSealed && isWithin(length)
    return Bounded(value: result, isExact: fields.isExact)
  }

  /// Bounds from the address on that are no longer than asked for: their base is exact.
  ///
  /// Longer than 0 if what was asked for is. Source: the instruction CSetBoundsRoundDown.
  public func settingBoundsRoundedDown(length: UInt32) -> CHERIoT {
    let ofLength = Self.bitCount(length >> 9)
    let ofBase = UInt32(truncatingIfNeeded: address.trailingZeroBitCount)
    let exponent = min(14, ofLength, ofBase)
    let base = address >> exponent & 0x1ff
    let isLongest = ofLength > ofBase || ofLength > 14
    let top = isLongest ? base &- 1 : (address &+ length) >> ofLength
    var result = self
    result.setBoundsFields(exponent: exponent, base: base, top: top)
    result.isTagged = isTagged && !isSealed && isWithin(length)
    return result
  }

  public static func alignmentMask(forLength length: UInt32) -> UInt32 {
    var zero = CHERIoT.null
    zero.address = 0
    return ~0 << zero.settingBounds(length: length).value.exponent
  }

  private func isWithin(_ length: UInt32) -> Bool { bounds.contains(address, bytes: length) }

  private static func bitCount(_ number: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: 32 - number.leadingZeroBitCount)
  }

  private static func exponent(forLength length: UInt32) -> UInt32 {
    let exponent = bitCount(length >> 9)
    return exponent > 14 ? 24 : exponent
  }

  /// Ten bits of each, the top rounded up.
  private static func fields(_ base: UInt32, _ top: UInt64, _ exponent: UInt32) -> (
    base: UInt32, top: UInt32, isExact: Bool
  ) {
    let below = UInt64(1) << UInt64(exponent) - 1
    let isTopExact = top & below == 0
    let topField =
      UInt32(truncatingIfNeeded: top >> UInt64(exponent)) & 0x3ff &+ (isTopExact ? 0 : 1)
    return (
      base >> exponent & 0x3ff, topField & 0x3ff, isTopExact && UInt64(base) & below == 0
    )
  }
}
