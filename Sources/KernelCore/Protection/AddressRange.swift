// Memory as a protection backend sees it: where it lies, what may be done with it, and for whom. Values
// only; which registers say so is each backend's affair.

/// Addresses from the first to the last, both included, so that a range may end where the space does.
public struct AddressRange: Equatable, Sendable {
  public let first: UInt32
  public let last: UInt32

  /// `first` is not above `last`: a range has at least one byte.
  public init(_ first: UInt32, through last: UInt32) {
    self.first = first
    self.last = max(first, last)
  }

  /// Nil for no bytes, and for what goes beyond the end of the space.
  public init?(base: UInt32, size: UInt32) {
    let (last, overflows) = base.addingReportingOverflow(size &- 1)
    if size == 0 || overflows { return nil }
    self.init(base, through: last)
  }

  /// Bytes; up to 2³².
  public var size: UInt64 { UInt64(last &- first) &+ 1 }

  public func contains(_ address: UInt32) -> Bool { first <= address && address <= last }
  public func contains(_ other: AddressRange) -> Bool {
    first <= other.first && other.last <= last
  }
  public func overlaps(_ other: AddressRange) -> Bool {
    first <= other.last && other.first <= last
  }

  /// The smallest range around this one that begins and ends at multiples of a power of two.
  public func rounded(to granule: UInt32) -> AddressRange {
    AddressRange(first & ~(granule &- 1), through: last | (granule &- 1))
  }
}

/// What may be done with memory.
public struct Access: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static var read: Access { Access(rawValue: 1) }
  public static var write: Access { Access(rawValue: 2) }
  public static var execute: Access { Access(rawValue: 4) }
}

/// How memory behaves, which decides what a processor may do ahead of time or keep.
public enum MemoryKind: UInt8, Sendable {
  /// Cached where there is a cache.
  case normal
  case uncached
  /// Each access happens once, and in order.
  case device

  /// What the address map of Armv7-M and Armv8-M says of an address: peripherals at 0x40000000, devices from
  /// 0xa0000000 on (DDI 0403E, B3.1, table B3-1).
  public init(ofArmAddress address: UInt32) {
    let isDevice = (0b1110_0100 as UInt32) >> (address >> 29) & 1 != 0
    self = isDevice ? .device : .normal
  }
}

/// A piece of memory that unprivileged code is to reach.
public struct Grant: Equatable, Sendable {
  /// What was asked for.
  public var range: AddressRange
  /// What may be reached at most: the range, and padding around it that belongs to nobody else.
  public var room: AddressRange
  public var access: Access
  public var kind: MemoryKind
  /// Whose it is, for who explains a plan; the number means nothing here.
  public var owner: UInt16

  public init(
    _ range: AddressRange, within room: AddressRange? = nil, _ access: Access,
    kind: MemoryKind = .normal, owner: UInt16 = 0
  ) {
    self.range = range
    self.room = room ?? range
    self.access = access
    self.kind = kind
    self.owner = owner
  }
}
