// A capability's bounds once they are decoded.

/// The addresses from `base` to below `top`.
///
/// `top` has 33 bits, so that all of the address space can be meant. Of bits that nobody set as
/// bounds it may be below `base`; then nothing is within.
public struct CapabilityBounds: Equatable, Sendable {
  public var base: UInt32
  public var top: UInt64

  @inlinable public init(base: UInt32, top: UInt64) {
    self.base = base
    self.top = top
  }

  /// All of the address space.
  public static var everything: CapabilityBounds { CapabilityBounds(base: 0, top: 1 << 32) }

  /// Bytes between them, modulo 2^33.
  public var length: UInt64 { (top &- UInt64(base)) & 0x1_ffff_ffff }

  /// What an instruction can give of a length: at most 2^32 - 1.
  public var lengthWord: UInt32 { UInt32(truncatingIfNeeded: min(length, 0xffff_ffff)) }

  /// What an instruction can give of the top: at most 2^32 - 1.
  public var topWord: UInt32 { UInt32(truncatingIfNeeded: min(top, 0xffff_ffff)) }

  /// Whether an access of so many bytes from an address on is within; it does not wrap.
  @inlinable public func contains(_ address: UInt32, bytes: UInt32) -> Bool {
    address >= base && UInt64(address) &+ UInt64(bytes) <= top
  }

  @inlinable public func contains(_ other: CapabilityBounds) -> Bool {
    other.base >= base && other.top <= top
  }
}
