// Seals of ISAv9, and what else makes a capability of another one's authority.
// Source: cheri_insts.sail of sail-cheri-riscv (CSeal, CUnseal, CSealEntry, CBuildCap, CCopyType,
// CCSeal).

extension CC64 {
  /// The object type; 12 and 13 are reserved: sealed, and nobody can make them.
  public var typeField: UInt32 {
    get { fields >> 15 & 15 }
    set { fields = fields & ~(15 << 15) | (newValue & 15) << 15 }
  }

  public static var unsealedType: UInt32 { 15 }
  /// A door: only a jump may use it.
  public static var sentryType: UInt32 { 14 }
  /// What CSeal can give.
  public static var lastType: UInt32 { 11 }

  public var isSealed: Bool { typeField != Self.unsealedType }
  public var isSentry: Bool { typeField == Self.sentryType }

  /// Of the types that mean something to the architecture, the negative numbers of 32 bits.
  public var type: UInt32 {
    let field = typeField
    return field <= Self.lastType ? field : field | 0xffff_fff0
  }

  private func withType(_ type: UInt32, isTagged: Bool) -> CC64 {
    var result = self
    result.typeField = type
    result.isTagged = isTagged
    return result
  }

  public func sealed(with key: CC64) -> CC64 {
    let isAllowed =
      isTagged && !isSealed && key.isTagged && !key.isSealed && key.permissions.contains(.seal)
      && key.bounds.contains(key.address, bytes: 1) && key.address <= Self.lastType
    return withType(key.address, isTagged: isAllowed)
  }

  public func unsealed(with key: CC64) -> CC64 {
    let isAllowed =
      isTagged && typeField <= Self.lastType && key.isTagged && !key.isSealed
      && key.permissions.contains(.unseal) && key.bounds.contains(key.address, bytes: 1)
      && key.address == typeField
    var result = self
    if !key.permissions.contains(.global) {
      result = result.withPermissions(permissions.subtracting(.global))
    }
    return result.withType(Self.unsealedType, isTagged: isAllowed)
  }

  public func sealedAsEntry() -> CC64 {
    withType(Self.sentryType, isTagged: isTagged && !isSealed)
  }

  /// Without a seal, whatever it was: what a jump makes of its target.
  public func enteringSeal() -> CC64 { withType(Self.unsealedType, isTagged: isTagged) }

  /// CCSeal: a seal if there is one to give, else the value as it was.
  public func conditionallySealed(with key: CC64) -> CC64 {
    if !key.isTagged || isSealed || !key.bounds.contains(key.address, bytes: 1)
      || key.address == ~0
    {
      return self
    }
    return sealed(with: key)
  }

  /// CBuildCap: gives bits that were saved as data their tag back, if this authority covers them.
  ///
  /// Only bits that CSetBounds would make are good: others could mean other bounds elsewhere.
  public func rebuilding(_ saved: CC64) -> CC64 {
    let range = saved.bounds
    var isAllowed = isTagged && !isSealed && bounds.contains(range)
    isAllowed = isAllowed && permissions.isSuperset(of: saved.permissions)
    isAllowed = isAllowed && UInt64(range.base) <= range.top
    isAllowed = isAllowed && saved.hasCanonicalBounds
    let type = saved.isSentry ? Self.sentryType : Self.unsealedType
    return saved.withType(type, isTagged: isAllowed)
  }

  /// Whether the fields are those that bounds of this base and length are given.
  private var hasCanonicalBounds: Bool {
    let range = bounds
    var fresh = self
    // The whole address space has a length that no operand can have.
    if range.length > 0xffff_ffff { return fields & 0x7fff == Self.mask & 0x7fff }
    fresh.address = range.base
    fresh = fresh.settingBounds(length: UInt32(truncatingIfNeeded: range.length)).value
    return fresh.fields & 0x7fff == fields & 0x7fff
  }

  /// CCopyType: the address becomes the other's type, so that it may be sealed with it again.
  public func copyingType(of other: CC64) -> CC64 {
    var result = settingAddress(other.type)
    if other.typeField > Self.lastType { result.isTagged = false }
    return result
  }
}
