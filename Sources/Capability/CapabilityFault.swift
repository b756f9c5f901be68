// Why a capability does not allow what a program tried.

/// The codes of the exception with cause 28, as `mtval` has them in its bits 4 to 0.
///
/// Both formats use the same numbers; each has some that the other lacks.
/// Source: `cheri_types.sail` of the formal models (capEx).
public enum CapabilityFault: UInt8, Error, Sendable, Equatable {
  case bounds = 0x01
  case tag = 0x02
  case seal = 0x03
  case type = 0x04
  case execute = 0x11
  case load = 0x12
  case store = 0x13
  case loadCapability = 0x14
  case storeCapability = 0x15
  case storeLocal = 0x16
  /// Access to system registers.
  case system = 0x18
  case invoke = 0x19

  /// `mcause` of all of them.
  public static var cause: UInt32 { 28 }
}

/// Why a load or a store is not done.
public enum MemoryFault: Error, Sendable, Equatable {
  case capability(CapabilityFault)
  /// `mcause` 4.
  case misalignedLoad
  /// `mcause` 6.
  case misalignedStore

  public var cause: UInt32 {
    switch self {
    case .capability: CapabilityFault.cause
    case .misalignedLoad: 4
    case .misalignedStore: 6
    }
  }
}
