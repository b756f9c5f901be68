// The capability of CHERI-RISC-V ISAv9 on a core of 32 bits: its fields, and what changes them.
// Source: sail-cheri-riscv, cheri_prelude_64.sail and cheri_cap_common.sail; the format is
// cheri-compressed-cap's CC64.

/// A capability of ISAv9 for 32-bit addresses.
///
/// `high` is the word that memory has; the fields are those of `fields`, in which some bits are the
/// other way round, so that the capability without authority is all zeros. From bit 31 on: permissions
/// (12), flag, object type (4), internal exponent, top (6), base (8).
public struct CC64: CapabilityValue {
  public var isTagged: Bool
  public var high: UInt32
  public var address: UInt32

  @inlinable public init(isTagged: Bool, high: UInt32, address: UInt32) {
    self.isTagged = isTagged
    self.high = high
    self.address = address
  }

  /// What an integer is in a register.
  @inlinable public init(integer: UInt32) {
    isTagged = false
    high = 0
    address = integer
  }

  /// All addresses, all permissions: where all authority comes from.
  public static var almighty: CC64 { CC64(isTagged: true, high: 0xfff0_0000, address: 0) }

  /// The fields of the capability whose bits are 0 in memory.
  static var mask: UInt32 { 0x0007_c302 }

  public static var size: UInt32 { 8 }

  /// The high word as registers have it.
  public var fields: UInt32 {
    get { high ^ Self.mask }
    set { high = newValue ^ Self.mask }
  }

  /// Code of this capability loads and stores through capabilities, if set.
  public var flag: Bool { fields >> 19 & 1 != 0 }

  public var permissions: CC64Permissions { CC64Permissions(rawValue: fields >> 20) }

  func withPermissions(_ permissions: CC64Permissions) -> CC64 {
    var result = self
    result.fields = fields & 0x000f_ffff | permissions.rawValue << 20
    return result
  }

  public func restrictingPermissions(to mask: CC64Permissions) -> CC64 {
    var result = withPermissions(permissions.intersection(mask))
    result.isTagged = isTagged && !isSealed
    return result
  }

  public func settingFlag(_ flag: Bool) -> CC64 {
    var result = self
    result.fields = fields & ~(1 << 19) | (flag ? 1 << 19 : 0)
    result.isTagged = isTagged && !isSealed
    return result
  }

  /// How far the address is from the base, modulo 2^32.
  public var offset: UInt32 { address &- bounds.base }

  /// The rule of CSetAddr: the bounds must be the same after the move.
  public func settingAddress(_ address: UInt32) -> CC64 {
    var result = self
    result.address = address
    result.isTagged = isTagged && !isSealed && result.bounds == bounds
    return result
  }

  /// The rule of CIncOffset, which is coarser: it does not see the last few bytes of what could be.
  public func addingToAddress(_ distance: UInt32) -> CC64 {
    var result = self
    result.address = address &+ distance
    result.isTagged = isTagged && !isSealed && canMove(by: distance)
    return result
  }

  /// The rule of CSetOffset: the same as a move by what is missing.
  public func settingOffset(_ offset: UInt32) -> CC64 { addingToAddress(offset &- self.offset) }
}

/// What an ISAv9 capability is good for.
public struct CC64Permissions: OptionSet, Equatable, Sendable {
  public let rawValue: UInt32

  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue & 0xfff }

  @inlinable init(_ bit: UInt32) { rawValue = 1 << bit }

  /// May be stored anywhere; without it only through `storeLocal`.
  @inlinable public static var global: Self { Self(0) }
  @inlinable public static var execute: Self { Self(1) }
  @inlinable public static var load: Self { Self(2) }
  @inlinable public static var store: Self { Self(3) }
  @inlinable public static var loadCapability: Self { Self(4) }
  @inlinable public static var storeCapability: Self { Self(5) }
  @inlinable public static var storeLocal: Self { Self(6) }
  @inlinable public static var seal: Self { Self(7) }
  @inlinable public static var invoke: Self { Self(8) }
  @inlinable public static var unseal: Self { Self(9) }
  /// Registers of the system, and the return from a trap.
  @inlinable public static var systemRegisters: Self { Self(10) }
  @inlinable public static var setCompartment: Self { Self(11) }

  @inlinable public static var all: Self { Self(rawValue: 0xfff) }
}
