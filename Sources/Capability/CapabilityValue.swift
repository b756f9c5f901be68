// What the formats of capabilities have in common: two words, a tag, and rules that never let a
// program have more than it was given. Values only; a memory that keeps tags is another's affair.

/// A capability of 64 bits and a tag: an address, and what may be done around it.
///
/// Operations never fail. What the rules forbid gives the bits that the hardware would give, without
/// a tag; such a value is data and is good for no access. All are pure and of constant cost.
public protocol CapabilityValue: Equatable, Sendable {
  /// Whether it is a capability, and no data.
  var isTagged: Bool { get set }
  /// The word at the higher address, as memory has it.
  var high: UInt32 { get set }
  /// The word at the lower address.
  var address: UInt32 { get set }

  init(isTagged: Bool, high: UInt32, address: UInt32)

  /// Where it may be used; also of a value without a tag.
  var bounds: CapabilityBounds { get }
  /// What it is good for, by the architecture's numbers of bits.
  var permissions: Permissions { get }
  /// May be held and passed on, but neither used nor changed before it is unsealed.
  var isSealed: Bool { get }
  /// What the instruction CGetType gives.
  var type: UInt32 { get }

  associatedtype Permissions: OptionSet & Equatable & Sendable where Permissions.RawValue == UInt32

  /// Bounds from the address on, rounded outwards to what the format can say; the address stays.
  ///
  /// Loses the tag if what was asked for is not within the bounds before; rounding is not counted.
  func settingBounds(length: UInt32) -> Bounded<Self>
  /// Moves the address; loses the tag if the bounds would then be others.
  func settingAddress(_ address: UInt32) -> Self
  /// Moves the address by a distance, modulo 2^32.
  func addingToAddress(_ distance: UInt32) -> Self
  /// Keeps the permissions that the mask has, too, as far as the format can say what is left.
  func restrictingPermissions(to mask: Permissions) -> Self
  /// Seals with the type that is the key's address.
  func sealed(with key: Self) -> Self
  /// Takes the seal off.
  func unsealed(with key: Self) -> Self
  /// A mask of the bits that the address of bounds of such a length may have.
  static func alignmentMask(forLength length: UInt32) -> UInt32
}

/// The result of setting bounds.
public struct Bounded<Value: CapabilityValue>: Equatable, Sendable {
  public var value: Value
  /// Whether nothing was rounded.
  public var isExact: Bool

  public init(value: Value, isExact: Bool) {
    self.value = value
    self.isExact = isExact
  }

  /// What the instruction CSetBoundsExact gives: without a tag if anything was rounded.
  public var exactly: Value {
    var exact = value
    exact.isTagged = value.isTagged && isExact
    return exact
  }
}

extension CapabilityValue {
  /// All bits 0, which is no capability.
  public static var null: Self { Self(isTagged: false, high: 0, address: 0) }

  public func clearingTag() -> Self { Self(isTagged: false, high: high, address: address) }

  /// Other bits in the high word; no tag.
  public func settingHigh(_ high: UInt32) -> Self {
    Self(isTagged: false, high: high, address: address)
  }

  /// What the instruction CTestSubset asks of its first operand: nothing of the other is beyond it.
  ///
  /// Seals and addresses do not matter. Both must have a tag, or neither.
  public func covers(_ other: Self) -> Bool {
    isTagged == other.isTagged && bounds.contains(other.bounds)
      && permissions.isSuperset(of: other.permissions)
  }

  /// The length, rounded up to what has exact bounds at an aligned address; 0 if that is 2^32.
  public static func representableLength(_ length: UInt32) -> UInt32 {
    let mask = alignmentMask(forLength: length)
    return (length &+ ~mask) & mask
  }

  /// The part of `permissions` for an operation on memory, and the bounds, in the order in which
  /// the architectures look: tag, seal, permission, bounds.
  func check(
    _ address: UInt32, bytes: UInt32, missing: CapabilityFault?
  ) throws(CapabilityFault) {
    if !isTagged { throw .tag }
    if isSealed { throw .seal }
    if let missing { throw missing }
    if !bounds.contains(address, bytes: bytes) { throw .bounds }
  }
}
