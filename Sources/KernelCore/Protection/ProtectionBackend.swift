// What the planner asks of an architecture: what its entries can say, and what a piece of memory costs.
// An entry is a region of an MPU or an entry of a PMP. Nothing here touches a register.

/// An architecture's way to say what unprivileged code may reach.
public protocol ProtectionBackend: Sendable {
  /// The words of one entry, ready to be loaded.
  associatedtype Entry: Equatable, Sendable

  /// Where entries can begin and end, bytes: a power of two.
  static var granule: UInt32 { get }

  /// Whether there are pieces with the form `span`.
  static var hasSpans: Bool { get }

  /// What an entry that is not used is loaded with.
  static func disabled(number: Int) -> Entry

  /// The bits of an entry that say what may be done. Equal bits, equal rules: memory with
  /// different ones is never covered by the same entry.
  static func attributes(_ access: Access, _ kind: MemoryKind) throws(Refusal) -> UInt32

  /// The least that a piece costs in a form; nil if it has no such form.
  ///
  /// `previous` is the piece below, if it is written just before and as a span.
  static func cost(of piece: Piece, as form: Form, after previous: Piece?) -> PlanCost?

  /// Writes the entries that `cost` counted.
  static func write(
    _ piece: Piece, as form: Form, after previous: Piece?, to list: inout EntryList<Self>)
}

/// Memory that is covered together.
public struct Piece: Equatable, Sendable {
  /// What must be reachable, rounded to the granule.
  public var range: AddressRange
  /// What may be reached: it has the range, and nothing that another piece must reach.
  public var room: AddressRange
  public var attributes: UInt32

  public init(_ range: AddressRange, within room: AddressRange, attributes: UInt32) {
    self.range = range
    self.room = room
    self.attributes = attributes
  }
}

/// How a piece is written, where an architecture leaves a choice.
public enum Form: UInt8, Sendable {
  /// Entries that stand alone.
  case block
  /// An entry that may begin where the one before it ends.
  case span
}

/// What a piece costs.
///
/// Fewer entries come first, then fewer bytes that can be reached, then fewer pieces: an access may
/// go across what lies in one.
public struct PlanCost: Comparable, Sendable {
  /// From above: entries, 16 bits; bytes, 40, enough for sixteen times 4 GiB; pieces, 8.
  private var key: UInt64

  public static var zero: PlanCost { PlanCost(key: 0) }

  private init(key: UInt64) { self.key = key }

  /// Of one piece.
  public init(entries: Int, bytes: UInt64) {
    key = UInt64(entries) << 48 | bytes << 8 | 1
  }

  public static func + (one: PlanCost, other: PlanCost) -> PlanCost {
    PlanCost(key: one.key + other.key)
  }
  public static func < (one: PlanCost, other: PlanCost) -> Bool { one.key < other.key }
}

/// Why hardware cannot give a grant.
public enum Refusal: Error, Equatable, Sendable {
  /// The range goes beyond its own room.
  case outsideRoom
  /// No access is asked for.
  case noAccess
  case writeWithoutRead
  /// The architecture fetches only what may be read.
  case executeWithoutRead
  /// Fetching from a device has effects, or is unpredictable.
  case executeDevice
  /// Entries begin and end at multiples of the granule, and there is no room for that around the
  /// range: its neighbour in the same granule is somebody else's, or has another access.
  case granule
  /// The other grant asks for the same bytes, but not for the same. Which of the two is meant
  /// nobody can know here, and both together would be more than either asked for.
  case conflict(with: Int)
}

/// Why there is no plan.
public enum PlanFailure: Error, Sendable {
  /// More than sixteen.
  case tooManyGrants
  /// The grant's place among those that were given.
  case refused(grant: Int, Refusal)
  /// `needed` is the least number of entries; `takes` says it for each grant (see `RegionPlan`).
  case doesNotFit(needed: Int, takes: InlineArray<16, UInt8>)
}
