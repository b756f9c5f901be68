// The way up over the init table and the way back: which entry is next, what keeps one from coming
// up, and in which order those that are up go down. It calls nothing; the kernel does.

/// What became of an init entry; the raw values are C's (bulkhead/init.h).
public enum InitState: UInt8, Sendable {
  /// Not reached yet, or comes up on request.
  case waiting
  case running
  case up
  case failed
  case overran
  case faulted
  /// Something that it depends on is not up.
  case skipped
  case goingDown
  case down
  case downFailed
  case downOverran
  case downFaulted
}

/// What an entry that does not come up means for the boot; the raw values are the plan's.
public enum InitPolicy: UInt16, Sendable {
  /// The boot goes on.
  case optional
  /// What is up goes down, and the run ends.
  case required
  /// The system halts at once.
  case essential
}

/// What is remembered of one entry.
public protocol InitRow {
  var place: Int { get }
  var state: InitState { get nonmutating set }
  var isUp: Bool { get }
  /// The entry it was skipped for.
  var cause: UInt16 { get nonmutating set }
  /// The entry that came up before it, among those that are up.
  var below: UInt16 { get nonmutating set }
}

/// The init table: rows in the order of the boot, and the plan, which is written down in
/// bulkhead/init_table.h.
public protocol InitTable {
  associatedtype Row: InitRow
  func row(_ place: Int) -> Row
  func word(_ index: Int) -> UInt16
}

/// An entry's place in the table, and that of its facts in the plan.
public struct InitPlace: Sendable {
  public private(set) var row = 0
  private var facts = 0

  /// The first entry.
  public init() {}

  /// The entry of a row.
  ///
  /// Cost grows with the row.
  public init(of row: Int, in table: some InitTable) {
    while self.row < row { advance(in: table) }
  }

  /// Of the entry's init, and of its shutdown; 0: none.
  @inline(__always)
  public func deadline(in table: some InitTable) -> UInt16 { table.word(facts) }

  @inline(__always)
  public func policy(in table: some InitTable) -> InitPolicy {
    InitPolicy(rawValue: table.word(facts &+ 1) &>> 14) ?? .optional
  }

  @inline(__always)
  private func dependencies(in table: some InitTable) -> Int {
    Int(table.word(facts &+ 1) & 0x1fff)
  }

  /// Whether it has a device or a shutdown function, so that what it leaves behind is looked for.
  @inline(__always)
  public func isAudited(in table: some InitTable) -> Bool {
    table.word(facts &+ 1) & 0x2000 != 0
  }

  /// Whether it depends on nothing, is optional and is not audited: one question instead of several, for
  /// most entries.
  @inline(__always)
  public func isPlain(in table: some InitTable) -> Bool { table.word(facts &+ 1) == 0 }

  /// The first of the entries that it depends on which is not up.
  ///
  /// Cost grows with their number.
  @inline(__always)
  public func obstacle(in table: some InitTable) -> UInt16? {
    let count = dependencies(in: table)
    if count == 0 { return nil }
    var index = 0
    while index < count {
      let other = table.word(facts &+ 2 &+ index)
      if !table.row(Int(other)).isUp { return other }
      index &+= 1
    }
    return nil
  }

  /// Which entry is to come up next, so that this one comes up and no other than it needs: itself, if it has
  /// all that it depends on.
  ///
  /// Cost grows with the table and with the longest chain of dependencies.
  public func nextToStart(in table: some InitTable) -> InitPlace {
    var place = self
    while let other = place.obstacle(in: table) { place = InitPlace(of: Int(other), in: table) }
    return place
  }

  /// The entry behind one that is plain.
  @inline(__always)
  public mutating func advanceFromPlain() {
    facts &+= 2
    row &+= 1
  }

  @inline(__always)
  public mutating func advance(in table: some InitTable) {
    facts &+= 2 &+ dependencies(in: table)
    row &+= 1
  }
}

/// The entries that are up, the last one first: what a shutdown walks back over.
public struct InitTrail: Sendable {
  private static let nobody = UInt16.max
  private var newest = nobody

  public init() {}

  /// The entry that came up last.
  public var last: Int? { newest == InitTrail.nobody ? nil : Int(newest) }

  /// An entry has come up.
  @inline(__always)
  public mutating func add(_ row: some InitRow) {
    row.below = newest
    newest = UInt16(truncatingIfNeeded: row.place)
  }

  /// Takes out the entry that came up last; it is going down.
  public mutating func takeLast(in table: some InitTable) -> Int? {
    guard let last else { return nil }
    remove(last, in: table)
    return last
  }

  /// Takes out an entry wherever it stands; it is going down.
  ///
  /// Cost grows with those that came up after it.
  public mutating func remove(_ place: Int, in table: some InitTable) {
    let row = table.row(place)
    row.state = .goingDown
    guard newest != UInt16(truncatingIfNeeded: place) else {
      newest = row.below
      return
    }
    var above = newest
    while above != InitTrail.nobody {
      let other = table.row(Int(above))
      if other.below == UInt16(truncatingIfNeeded: place) {
        other.below = row.below
        return
      }
      above = other.below
    }
  }
}
