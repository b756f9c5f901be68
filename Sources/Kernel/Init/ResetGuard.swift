// The board's watchdog while entries come up or go down, where it does not interrupt but resets: in RAM that
// nothing clears stands which entry is at work, and the boot after the reset leaves that one out.

import CBulkhead
import KernelCore

/// What is left by the boot before this one, and what the next one is to find.
private enum Retained {
  /// Whether this boot has looked what it found; until then nothing of it counts.
  @safe nonisolated(unsafe) static var isRead = false

  private static let nobody = UInt16.max

  /// Safety: the build placed it where nothing else is.
  private static var record: bulkhead_init_retained {
    unsafeAddress { unsafe UnsafePointer(bulkhead_retained()) }
    unsafeMutableAddress { unsafe bulkhead_retained() }
  }

  private static var isOfThisImage: Bool {
    record.mark == BULKHEAD_RETAINED_MARK && record.table == bulkhead_init_table_number
  }

  /// Takes over whose function was at work when the reset came.
  ///
  /// What power has just come to, or another image left, is no record.
  static func read() {
    if isRead { return }
    isRead = true
    let place = Int(record.place)
    if !isOfThisImage {
      forgetAll()
    } else if place < InitEntries.count {
      unsafe bulkhead_init_culprit_at(place).pointee |= record.function
    }
    end()
    record.table = bulkhead_init_table_number
    record.mark = BULKHEAD_RETAINED_MARK
  }

  /// Says of the function that it is at work from now on; false if it is known for a reset.
  static func begin(_ place: Int, _ function: bulkhead_culprit) -> Bool {
    let bit = UInt8(truncatingIfNeeded: function.rawValue)
    if isRead, unsafe bulkhead_init_culprit_at(place).pointee & bit != 0 { return false }
    // Only the kernel's own reset is to be known for it.
    if initGuard.state != .on { return true }
    record.function = bit
    record.place = UInt16(truncatingIfNeeded: place)
    return true
  }

  static func end() {
    if isRead { record.place = nobody }
  }

  static var isNobodyAtWork: Bool { record.place == nobody }

  static func forget(_ function: bulkhead_culprit) {
    let others = ~UInt8(truncatingIfNeeded: function.rawValue)
    for place in 0..<InitEntries.count {
      unsafe bulkhead_init_culprit_at(place).pointee &= others
    }
  }

  static func forgetAll() {
    for place in 0..<InitEntries.count { unsafe bulkhead_init_culprit_at(place).pointee = 0 }
  }
}

/// How long the function at work may take before the reset comes.
extension InitGuard {
  /// Begins the time of an entry: its deadline, a quarter on top, and the look that is to end it.
  fileprivate mutating func begin(deadline: UInt16) {
    guard state == .on, let watchdog = unsafe initWatchdog else { return }
    let limit = UInt64(deadline) &+ UInt64(deadline) / 4 &+ lookPeriod
    let cycles = limit &* UInt64(unsafe watchdog.pointee.cycles_per_ms)
    // Where the counter is too short, or there is no deadline, the looks feed it.
    isOpenEnded = deadline == 0 || cycles > UInt64(UInt32.max)
    let load = isOpenEnded ? UInt32.max : UInt32(truncatingIfNeeded: cycles)
    unsafe watchdog.pointee.start(watchdog.pointee.base, load)
  }

  /// Milliseconds from one look to the next, which is a whole number of ticks.
  private var lookPeriod: UInt64 {
    UInt64(bulkhead_init_watch_period) &+ 1000 / UInt64(Image.ticksPerSecond) &+ 1
  }
}

@c @implementation
public func bulkhead_start_reset_guard() {
  guard initGuard.state == .off else { return }
  Retained.read()
  initGuard.state = .on
  // Until an entry begins.
  initGuard.begin(deadline: 0)
}

/// Only where no deadline counts: what was masked for a part of it is not to have the whole again.
@c @implementation
public func bulkhead_feed_reset_guard() {
  guard initGuard.state == .on, let watchdog = unsafe initWatchdog else { return }
  if Retained.isNobodyAtWork || initGuard.isOpenEnded {
    unsafe watchdog.pointee.feed(watchdog.pointee.base)
  }
}

/// A boot or a way back that has come to its end forgets whom it left out, so that the next one tries again.
@c @implementation
public func bulkhead_stop_reset_guard(_ isOver: Bool) {
  Retained.end()
  bulkhead_stop_init_guard(isOver)
  if !isOver { return }
  Retained.forget(BULKHEAD_CULPRIT_UP)
  if kernel.boot.goingDown != nil { Retained.forget(BULKHEAD_CULPRIT_DOWN) }
}

/// The entry that is to go down.
@c @implementation
public func bulkhead_admit_down(_ place: Int32) -> Bool {
  let entry = InitEntry(place: Int(place))
  if Retained.begin(entry.place, BULKHEAD_CULPRIT_DOWN) {
    initGuard.begin(deadline: entry.deadline)
    return true
  }
  entry.leaveOut(.downOverran)
  return false
}

/// The supervisor, and what a reset leaves to know.
private struct ResetEscort: InitEscort {
  private let supervisor = Supervisor()

  func audit(_ entry: InitEntry) { supervisor.audit(entry) }

  func admit(_ entry: InitEntry, at place: InitPlace) -> Bool {
    if Retained.begin(entry.place, BULKHEAD_CULPRIT_UP) {
      initGuard.begin(deadline: place.deadline(in: InitEntries()))
      return true
    }
    entry.leaveOut(.overran)
    return false
  }

  func leave(_ entry: InitEntry) {
    Retained.end()
    supervisor.leave(entry)
  }

  func settle(_ entry: InitEntry) { supervisor.settle(entry) }

  @inline(never)
  static func bringUpNext() { bringUpAudited(by: Self.self) }
  @inline(never)
  static func settlePlain() { settleLast(by: Self.self) }
}

@c @implementation
public func bulkhead_guard_level() {
  Retained.end()
  supervise(by: ResetEscort.self)
}

extension InitEntry {
  /// What it came to before the reset.
  fileprivate func leaveOut(_ state: InitState) {
    self.state = state
    outcome.result = -BULKHEAD_ETIMEDOUT
  }
}
