// The capability of CHERIoT: 64 bits, permissions packed into six. Its fields, and what moves them.
// Source: the CHERIoT Instruction Set Architecture, "Capability format"; CHERIoT-Platform/cheriot-sail,
// cheri_cap_common.sail.

/// A capability of a CHERIoT core.
///
/// The high word is, from bit 31 on: a reserved bit, packed permissions (6), object type (3),
/// exponent (4), top (9), base (9).
public struct CHERIoT: CapabilityValue {
  public var isTagged: Bool
  public var high: UInt32
  public var address: UInt32

  public init(isTagged: Bool, high: UInt32, address: UInt32) {
    self.isTagged = isTagged
    self.high = high
    self.address = address
  }

  /// Where all authority comes from; there is none that may both write and execute.
  public static var memoryRoot: CHERIoT { root(0x7e3e_0000) }
  public static var executableRoot: CHERIoT { root(0x5e3e_0000) }
  public static var sealingRoot: CHERIoT { root(0x4e3e_0000) }

  private static func root(_ high: UInt32) -> CHERIoT {
    CHERIoT(isTagged: true, high: high, address: 0)
  }

  /// The bit that the format keeps and nothing uses.
  public var reserved: UInt32 { high >> 31 }

  /// What stands in the word; 1 to 7.
  var typeField: UInt32 {
    get { high >> 22 & 7 }
    set { high = high & ~(7 << 22) | (newValue & 7) << 22 }
  }

  /// The exponent as it is meant: 0 to 14, or 24.
  public var exponent: UInt32 {
    let field = high >> 18 & 15
    return field == 15 ? 24 : field
  }

  public var topField: UInt32 { high >> 9 & 0x1ff }
  public var baseField: UInt32 { high & 0x1ff }

  mutating func setBoundsFields(exponent: UInt32, base: UInt32, top: UInt32) {
    let field = exponent == 24 ? 15 : exponent
    high = high & 0xffc0_0000 | field << 18 | (top & 0x1ff) << 9 | base & 0x1ff
  }

  public var permissions: CHERIoTPermissions {
    CHERIoTPermissions(packed: UInt8(truncatingIfNeeded: high >> 25 & 0x3f))
  }

  /// The same with the permissions that the format can say of these.
  func withPermissions(_ permissions: CHERIoTPermissions) -> CHERIoT {
    var result = self
    result.high = high & ~(0x3f << 25) | UInt32(permissions.packed) << 25
    return result
  }

  public func restrictingPermissions(to mask: CHERIoTPermissions) -> CHERIoT {
    var result = withPermissions(permissions.intersection(mask))
    // A sealed one may become local, and nothing else.
    let keepsAllButGlobal = mask.union(.global).isSuperset(of: .all)
    result.isTagged = isTagged && (!isSealed || keepsAllButGlobal)
    return result
  }

  public func settingAddress(_ address: UInt32) -> CHERIoT {
    var result = self
    result.address = address
    result.isTagged = isTagged && !isSealed && result.bounds == bounds
    return result
  }

  public func addingToAddress(_ distance: UInt32) -> CHERIoT {
    settingAddress(address &+ distance)
  }
}
