// How CC64 packs bounds: eight bits of the base, six of the top, and where the exponent is not 0 it
// stands in the lowest three of each. Source: cheri_prelude_64.sail and cheri_cap_common.sail
// (getCapBoundsBits, setCapBounds, fastRepCheck).

extension CC64 {
  /// The fields of the bounds, taken apart.
  struct Packed: Equatable {
    var hasExponent: Bool
    /// At most 26, which is what greater ones mean.
    var exponent: UInt32
    var base: UInt32
    var top: UInt32

    init(_ fields: UInt32) {
      hasExponent = fields >> 14 & 1 != 0
      let top = fields >> 8 & 0x3f
      let base = fields & 0xff
      exponent = hasExponent ? min((top & 7) << 3 | base & 7, 26) : 0
      self.base = hasExponent ? base & 0xf8 : base
      // The two highest bits of the top are not stored: they follow from the length's first one.
      let low = hasExponent ? top & 0x38 : top
      let carry: UInt32 = low < self.base & 0x3f ? 1 : 0
      let high = (self.base >> 6) &+ carry &+ (hasExponent ? 1 : 0)
      self.top = (high & 3) << 6 | low
    }

    /// The first eighth of 2^(exponent + 8) bytes that is not below the base any more.
    var limit: UInt32 { (base >> 5 &- 1) & 7 }
  }

  /// What stands in the fields of the exponent: 27 to 63 are kept, too.
  public var storedExponent: UInt32 {
    let fields = fields
    return fields >> 14 & 1 != 0 ? (fields >> 8 & 7) << 3 | fields & 7 : 0
  }

  public var hasInternalExponent: Bool { fields >> 14 & 1 != 0 }

  public var bounds: CapabilityBounds {
    let packed = Packed(fields)
    let exponent = packed.exponent
    let limit = packed.limit
    let isAddressBelow: UInt32 = address >> (exponent + 5) & 7 < limit ? 1 : 0
    let isBaseBelow: UInt32 = packed.base >> 5 < limit ? 1 : 0
    let isTopBelow: UInt32 = packed.top >> 5 < limit ? 1 : 0
    let above = address >> (exponent + 8)
    func place(_ field: UInt32, _ isBelow: UInt32) -> UInt64 {
      // Modulo 2^33, which a shift of wrapped 64 bits is.
      let number = UInt64(above) &+ UInt64(isBelow) &- UInt64(isAddressBelow)
      return (number << 8 | UInt64(field)) << UInt64(exponent) & 0x1_ffff_ffff
    }
    let base = UInt32(truncatingIfNeeded: place(packed.base, isBaseBelow))
    var top = place(packed.top, isTopBelow)
    if exponent < 25, (top >> 31 &- UInt64(base >> 31)) & 3 > 1 { top ^= 1 << 32 }
    return CapabilityBounds(base: base, top: top)
  }

  public func settingBounds(length: UInt32) -> Bounded<CC64> {
    let (bits, isExact) = Self.boundsFields(base: address, length: length)
    var result = self
    result.fields = fields & ~0x7fff | bits
    result.isTagged = isTagged && !isSealed && bounds.contains(address, bytes: length)
    return Bounded(value: result, isExact: isExact)
  }

  public static func alignmentMask(forLength length: UInt32) -> UInt32 {
    let (bits, _) = boundsFields(base: 0, length: length)
    guard bits >> 14 & 1 != 0 else { return ~0 }
    return ~0 << (((bits >> 8 & 7) << 3 | bits & 7) + 3)
  }

  /// Bits 14 to 0 of the fields.
  private static func boundsFields(base: UInt32, length: UInt32) -> (bits: UInt32, isExact: Bool) {
    let top = UInt64(base) + UInt64(length)
    if length < 64 {
      return (UInt32(truncatingIfNeeded: top & 0x3f) << 8 | base & 0xff, true)
    }
    var exponent: UInt32 =
      length < 128 ? 0 : UInt32(truncatingIfNeeded: 25 - length.leadingZeroBitCount)
    let below = UInt64(1) << UInt64(exponent + 3) - 1
    var baseField = base >> (exponent + 3) & 31
    var topField = UInt32(truncatingIfNeeded: top >> UInt64(exponent + 3) & 31)
    var isBaseRounded = UInt64(base) & below != 0
    var isTopRounded = top & below != 0
    if isTopRounded { topField = (topField &+ 1) & 31 }
    if (topField &- baseField) & 16 != 0 {
      // Rounding made it too long for the exponent.
      isBaseRounded = isBaseRounded || baseField & 1 != 0
      isTopRounded = isTopRounded || topField & 1 != 0
      exponent += 1
      baseField = base >> (exponent + 3) & 31
      let rounded = top >> UInt64(exponent + 3) + (isTopRounded ? 1 : 0)
      topField = UInt32(truncatingIfNeeded: rounded & 31)
    }
    let bits =
      1 << 14 | (topField & 7) << 11 | (exponent >> 3) << 8 | baseField << 3 | exponent & 7
    return (bits, !isBaseRounded && !isTopRounded)
  }

  /// Whether a move surely leaves the bounds as they are.
  ///
  /// Asks neither for the bounds nor for the sum, so that hardware has the answer early.
  func canMove(by distance: UInt32) -> Bool {
    let packed = Packed(fields)
    let exponent = packed.exponent
    if exponent >= 24 { return true }
    let far = Int32(bitPattern: distance) >> (exponent + 8)
    let middle = distance >> exponent & 0xff
    let here = address >> exponent & 0xff
    let limit = packed.limit << 5
    let room = (limit &- here) & 0xff
    switch far {
    case 0: return middle < (room &- 1) & 0xff
    case -1: return middle >= room && limit != here
    default: return false
    }
  }
}
