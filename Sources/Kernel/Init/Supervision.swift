// Entries with a deadline or a policy: a watch that looks again and again whether one takes too long,
// and what it means that one does not come up. Only images with such entries have this.

import CBulkhead
import KernelCore

/// Looks at intervals which entry runs; an entry pays nothing for it.
@safe
private struct Watch {
  var timeout = unsafe TimeoutRecord()
  var isOn = false
  /// The entry that ran at the last look, and since when.
  var place = -1
  var state = InitState.waiting
  var since: UInt64 = 0
  /// The clock's count when the entry began that runs.
  var start: UInt32 = 0
}

@safe nonisolated(unsafe) private var watch = Watch()

/// Brings up the entry that is next, with a look at the time and at its policy.
@c @implementation
public func bulkhead_supervise_next() {
  if !watch.isOn { bulkhead_start_init_watch() }
  let entry = InitEntry(place: kernel.boot.place.row)
  beginOwning()
  bulkhead_bring_up_next()
  let now = bootCycles()
  entry.outcome.cycles = now &- watch.start
  watch.start = now
  if !hasMoreToDo {
    stopWatch()
    endOwning()
  }
  if !entry.isUp { bulkhead_init_policy?() }
}

/// Whether an entry is still to come up, or the system goes down.
private var hasMoreToDo: Bool {
  kernel.boot.place.row < InitEntries.end(of: .application) || kernel.boot.goingDown != nil
}

private func stopWatch() {
  let key = Port.lock()
  unsafe kernel.clock.cancel(TimeoutEntry(&watch.timeout))
  Port.unlock(key)
}

/// The clock's count; 0 until it is up.
@inline(__always)
private func bootCycles() -> UInt32 {
  guard watch.isOn || isClockUp else { return 0 }
  return UInt32(truncatingIfNeeded: ClockDevice.cycles())
}

private var isClockUp: Bool {
  unsafe bulkhead_image_clock().pointee.state.pointee.initialized
}

/// Starts the watch, if there is a clock and it does not run.
@c @implementation
public func bulkhead_start_init_watch() {
  guard isClockUp else { return }
  let key = Port.lock()
  let timeout = unsafe TimeoutEntry(&watch.timeout)
  if !timeout.isPending { lookAgain(timeout) }
  watch.isOn = true
  watch.start = bootCycles()
  Port.unlock(key)
}

/// Interrupts are masked.
private func lookAgain(_ timeout: TimeoutEntry) {
  unsafe timeout.fields.expired = { record in unsafe look(TimeoutEntry(record)) }
  let period = ticks(ofMilliseconds: bulkhead_init_watch_period)
  kernel.clock.add(timeout, deadline: kernel.clock.now &+ max(period, 1))
}

private func ticks(ofMilliseconds count: UInt16) -> UInt64 {
  UInt64(count) &* UInt64(Image.ticksPerSecond) / 1000
}

/// Ends the entry that has run for longer than it may.
///
/// Interrupt context.
private func look(_ timeout: TimeoutEntry) {
  let key = Port.lock()
  let entry = InitEntry.running ?? InitEntry.goingDown
  if let entry, hasTimePassed(entry) {
    entry.outcome.cycles = bootCycles() &- watch.start
    _ = abandonEntry(.deadline)
  }
  if hasMoreToDo { lookAgain(timeout) }
  Port.unlock(key)
}

/// Whether an entry has run for as long as it may, by what was seen of it.
private func hasTimePassed(_ entry: InitEntry) -> Bool {
  let now = kernel.clock.now
  let state = entry.state
  if entry.place != watch.place || state != watch.state {
    watch.place = entry.place
    watch.state = state
    watch.since = now
  }
  let limit = ticks(ofMilliseconds: entry.deadline)
  return limit != 0 && now &- watch.since >= limit
}

extension InitEntry {
  /// The entry whose shutdown function is under way.
  fileprivate static var goingDown: InitEntry? {
    guard let place = kernel.boot.goingDown else { return nil }
    let entry = InitEntry(place: place)
    return entry.state == .goingDown ? entry : nil
  }

  /// Milliseconds, 0 for none.
  ///
  /// Cost grows with the place.
  fileprivate var deadline: UInt16 {
    let table = InitEntries()
    var place = InitPlace()
    while place.row < self.place { place.advance(in: table) }
    return place.deadline(in: table)
  }
}

/// If the entry before the next one did not come up, and matters: prints what became of all, and
/// ends the run.
@c @implementation
public func bulkhead_follow_init_policy() {
  let next = kernel.boot.place.row
  if next == 0 || InitEntry(place: next &- 1).isUp { return }
  let table = InitEntries()
  var place = InitPlace()
  while place.row &+ 1 < next { place.advance(in: table) }
  let policy = place.policy(in: table)
  if policy == .optional { return }
  Console.write("it is ")
  Console.write(policy == .essential ? "essential: halted\n" : "required: shutting down\n")
  bulkhead_print_init_report()
  if policy == .essential { halt() }
  bulkhead_shutdown(BULKHEAD_SHUTDOWN_INIT_FAILED)
}
