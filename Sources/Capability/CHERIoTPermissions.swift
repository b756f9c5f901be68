// The permissions of CHERIoT, and the six bits that they are packed into.
// Source: the CHERIoT Instruction Set Architecture, "Permissions compression".

/// What a CHERIoT capability is good for.
public struct CHERIoTPermissions: OptionSet, Equatable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue & 0xfff }

  private init(_ bit: UInt32) { rawValue = 1 << bit }

  /// May be stored anywhere; without it only through `storeLocal`.
  public static var global: Self { Self(0) }
  /// What is loaded through it may be global.
  public static var loadGlobal: Self { Self(1) }
  public static var store: Self { Self(2) }
  /// What is loaded through it may be good for writing.
  public static var loadMutable: Self { Self(3) }
  public static var storeLocal: Self { Self(4) }
  public static var load: Self { Self(5) }
  /// Loads and stores may be of capabilities.
  public static var loadStoreCapability: Self { Self(6) }
  public static var systemRegisters: Self { Self(7) }
  public static var execute: Self { Self(8) }
  public static var unseal: Self { Self(9) }
  public static var seal: Self { Self(10) }
  /// Software's.
  public static var user: Self { Self(11) }

  public static var all: Self { Self(rawValue: 0xfff) }

  // Sets as numbers: a literal of several members is an array, which needs a heap.

  /// What only keys have.
  static var sealing: Self { Self(rawValue: 0xe00) }

  private static var executable: Self { Self(rawValue: 0x160) }
  private static var readWrite: Self { Self(rawValue: 0x064) }
  private static var readOnly: Self { Self(rawValue: 0x060) }
  private static var writeOnly: Self { Self(rawValue: 0x044) }
  private static var data: Self { Self(rawValue: 0x024) }

  /// Reads the six bits.
  public init(packed: UInt8) {
    func bit(_ place: UInt8, _ permission: Self) -> UInt32 {
      packed >> place & 1 != 0 ? permission.rawValue : 0
    }
    let loads = bit(1, .loadMutable) | bit(0, .loadGlobal)
    let kind: UInt32 =
      switch packed & 0x1f {
      case 0x18...0x1f: Self.readWrite.rawValue | bit(2, .storeLocal) | loads
      case 0x14...0x17: Self.readOnly.rawValue | loads
      case 0x10: Self.writeOnly.rawValue
      case 0x11...0x13: bit(1, .load) | bit(0, .store)
      case 0x08...0x0f: Self.executable.rawValue | bit(2, .systemRegisters) | loads
      default: bit(2, .user) | bit(1, .seal) | bit(0, .unseal)
      }
    self.init(rawValue: bit(5, .global) | kind)
  }

  /// The six bits of the first of the format's kinds that fits; what that cannot hold is dropped.
  public var packed: UInt8 {
    func bit(_ place: UInt8, _ permission: Self) -> UInt8 {
      contains(permission) ? 1 << place : 0
    }
    let loads = bit(1, .loadMutable) | bit(0, .loadGlobal)
    let kind: UInt8 =
      if isSuperset(of: .executable) {
        0x08 | bit(2, .systemRegisters) | loads
      } else if isSuperset(of: .readWrite) {
        0x18 | bit(2, .storeLocal) | loads
      } else if isSuperset(of: .readOnly) {
        0x14 | loads
      } else if isSuperset(of: .writeOnly) {
        0x10
      } else if !isDisjoint(with: .data) {
        0x10 | bit(1, .load) | bit(0, .store)
      } else {
        bit(2, .user) | bit(1, .seal) | bit(0, .unseal)
      }
    return bit(5, .global) | kind
  }
}
