// What came of the boot, entry by entry.

import CBulkhead
import KernelCore

/// What is known of one init entry: `for entry in InitReport.entries { … }`.
@safe
public struct InitReport: Sendable {
  public typealias State = InitState

  public let name: EntryName
  public let state: State
  /// Of the function that was called last; 0 for success.
  public let result: Int32
  /// Of its init function; zero before the clock is up.
  public let duration: Duration
  /// The entry for which it was skipped.
  public let cause: EntryName?

  /// All of them, in the order of the boot; those that come up on request stand last.
  ///
  /// Any context. The cost of each is constant.
  public static var entries: Entries { Entries() }

  /// Prints a line on the console for every entry.
  ///
  /// Thread.
  public static func print() { bulkhead_print_init_report() }

  /// Nil behind the last entry.
  fileprivate init?(at place: Int) {
    // Safety: the call fills it in, or says that it did not.
    var report = unsafe bulkhead_init_report(
      name: ("none" as StaticString).cString, device: nil, state: BULKHEAD_INIT_WAITING, result: 0,
      duration_us: 0, cause: nil)
    guard unsafe bulkhead_init_report(place, &report),
      let state = unsafe State(rawValue: UInt8(truncatingIfNeeded: report.state.rawValue))
    else { return nil }
    name = unsafe EntryName(start: report.name)
    self.state = state
    result = unsafe report.result
    duration = Duration(nanoseconds: Int64(unsafe report.duration_us) &* 1_000)
    cause = unsafe report.cause.map { unsafe EntryName(start: $0) }
  }

  /// The entries one by one.
  public struct Entries: Sequence, IteratorProtocol, Sendable {
    private var place = 0

    fileprivate init() {}

    public mutating func next() -> InitReport? {
      let report = InitReport(at: place)
      place &+= 1
      return report
    }
  }
}

/// The name of an init entry, which the image has for ever.
///
/// Safety: the build ends it with a zero.
@safe
public struct EntryName: Sendable, Equatable {
  nonisolated(unsafe) fileprivate let start: UnsafePointer<CChar>

  @unsafe
  fileprivate init(start: UnsafePointer<CChar>) { unsafe self.start = start }

  public static func == (one: EntryName, other: EntryName) -> Bool {
    var index = 0
    while unsafe one.start[index] == other.start[index] {
      if unsafe one.start[index] == 0 { return true }
      index &+= 1
    }
    return false
  }

  /// Compares with a literal of more than one character.
  public static func == (name: EntryName, text: StaticString) -> Bool {
    unsafe name == EntryName(start: text.cString)
  }
}

extension Text.Interpolation {
  public mutating func appendInterpolation(_ name: EntryName) {
    var next = unsafe name.start
    while unsafe next.pointee != 0 {
      unsafe buffer.append(UInt8(bitPattern: next.pointee))
      unsafe next += 1
    }
  }
}
