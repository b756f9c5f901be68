// The init table that the build made for this image, as the walk over it sees it.

import CBulkhead
import KernelCore

/// One row: the record in ROM and what became of it.
///
/// Safety: the build made the table, the plan and as many outcomes; a place comes from them.
@safe
struct InitEntry: InitRow {
  private(set) var place: Int
  private var recordAddress: UnsafePointer<bulkhead_init_entry>
  private var outcomeAddress: UnsafeMutablePointer<bulkhead_init_outcome>

  @inline(__always)
  init(place: Int) {
    self.place = place
    unsafe recordAddress = bulkhead_init_entry_at(place)
    unsafe outcomeAddress = bulkhead_init_outcome_at(place)
  }

  /// The next row; may stand behind the last.
  @inline(__always)
  mutating func advance() {
    place &+= 1
    unsafe recordAddress += 1
    unsafe outcomeAddress += 1
  }

  var record: bulkhead_init_entry {
    unsafeAddress { unsafe recordAddress }
  }

  var outcome: bulkhead_init_outcome {
    unsafeAddress { unsafe UnsafePointer(outcomeAddress) }
    nonmutating unsafeMutableAddress { unsafe outcomeAddress }
  }

  /// Calls its init function.
  @inline(__always)
  func callInit() -> Int32 { unsafe bulkhead_run_init_entry(recordAddress) }
  /// The same for who has none.
  @inline(__always)
  func callInitWithoutDevice() -> Int32 { unsafe record.`init`?(nil) ?? 0 }

  var state: InitState {
    get { InitState(rawValue: outcome.state) ?? .waiting }
    nonmutating set { outcome.state = newValue.rawValue }
  }
  /// Without a look at what it is else: the boot asks this of every dependency.
  @inline(__always)
  var isUp: Bool { outcome.state == InitState.up.rawValue }
  /// Whether what it leaves behind is looked for, as the plan says, too.
  var isAudited: Bool { unsafe record.device != nil || record.shutdown != nil }
  /// Whether one of its functions runs.
  var isUnderWay: Bool { state == .running || state == .goingDown }
  var cause: UInt16 {
    get { outcome.cause }
    nonmutating set { outcome.cause = newValue }
  }
  var below: UInt16 {
    get { outcome.below }
    nonmutating set { outcome.below = newValue }
  }
}

/// All rows: those of the boot, by level, and behind them those that come up on request.
struct InitEntries: InitTable {
  @inline(__always)
  func row(_ place: Int) -> InitEntry { InitEntry(place: place) }

  @inline(__always)
  func word(_ index: Int) -> UInt16 { bulkhead_init_plan_word(index) }

  /// The place behind the last row of a level.
  @inline(__always)
  static func end(of level: InitLevel) -> Int { bulkhead_init_end(level.rawValue) }

  static var count: Int { end(of: .done) }
}

/// The levels of the boot, in their order; the numbers are those of `enum bulkhead_init_level`.
struct InitLevel: Equatable {
  let rawValue: UInt32
  static var early: InitLevel { InitLevel(rawValue: 0) }
  static var postKernel: InitLevel { InitLevel(rawValue: 3) }
  static var application: InitLevel { InitLevel(rawValue: 4) }
  /// Behind the last one.
  static var done: InitLevel { InitLevel(rawValue: 5) }

  var next: InitLevel { InitLevel(rawValue: rawValue &+ 1) }
  /// The place of its first row.
  var first: Int { self == .early ? 0 : InitEntries.end(of: InitLevel(rawValue: rawValue &- 1)) }
}

/// How far the boot has come, and what is up.
struct InitProgress {
  var level = InitLevel.early
  /// The entry that comes next, or that runs.
  var place = InitPlace()
  var trail = InitTrail()
  /// The entry that goes down at shutdown, or did last.
  var goingDown: Int?
  /// How many entries were ended before their end.
  var ended: UInt8 = 0
}
