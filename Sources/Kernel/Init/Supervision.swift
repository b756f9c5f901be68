// Entries with a deadline or a policy: a watch that looks again and again whether one takes too long,
// and what it means that one does not come up. Only images with such entries have this.

import CBulkhead
import KernelCore

/// Looks at intervals which entry runs; an entry pays nothing for it.
@safe
private struct Watch {
  enum Source {
    case none
    /// The processor's own timer, while the clock is not up.
    case coreTimer
    case clock
  }

  var source = Source.none
  var timeout = unsafe TimeoutRecord()
  /// How long the core timer has run by its interrupts, and from one to the next.
  var cycles: UInt64 = 0
  var period: UInt32 = 0
  /// The entry that ran at the last look, and since when: milliseconds.
  var place = -1
  var state = InitState.waiting
  var since: UInt64 = 0
  /// When the last look was, likewise.
  var looked: UInt64 = 0
  /// What the clock counts; 0 while it is not up.
  var count: @convention(c) () -> UInt32 = noCount
  /// The count when each level began.
  var beginnings = [5 of UInt32](repeating: 0)
}

private func noCount() -> UInt32 { 0 }

/// Not 0, which says that there is no clock: virtual time begins with it.
private func slowCount() -> UInt32 { max(UInt32(truncatingIfNeeded: ClockDevice.cycles()), 1) }

@safe nonisolated(unsafe) private var watch = Watch()

/// Writes down when each entry came to its end, and looks what it means that one is not up.
struct Supervisor: InitEscort {
  private var count = watch.count
  private let owning = OwningEscort()

  func audit(_ entry: InitEntry) { owning.audit(entry) }

  @inline(__always)
  func leave(_ entry: InitEntry) { entry.outcome.end = count() }

  @inline(never)
  func settle(_ entry: InitEntry) {
    owning.settle(entry)
    superviseEnd(of: entry)
  }

  @inline(never)
  static func bringUpNext() { bringUpAudited(by: Self.self) }
  @inline(never)
  static func settlePlain() { settleLast(by: Self.self) }
}

@c @implementation
public func bulkhead_supervise_level() {
  supervise(by: Supervisor.self)
}

/// Brings up what is left of the level, while somebody looks after deadlines.
@inline(__always)
func supervise(by kind: (some InitEscort).Type) {
  bulkhead_init_watch?()
  beginOwning()
  noteBeginning()
  bringUpLevel(by: kind)
  if !hasMoreToDo { bulkhead_stop_init_watch() }
  adoptLines(for: .nobody)
  endOwning()
}

/// When the level begins, or the entry came to its end that was ended.
private func noteBeginning() {
  let place = kernel.boot.place.row
  let level = kernel.boot.level
  if place == level.first {
    watch.beginnings[Int(level.rawValue)] = watch.count()
  } else {
    InitEntry(place: place &- 1).outcome.end = watch.count()
  }
}

extension InitEntry {
  /// Cycles that its init function took; 0 without a clock.
  var duration: UInt32 {
    var level = InitLevel.early
    while level != .done, place >= InitEntries.end(of: level) { level = level.next }
    guard level != .done, outcome.end != 0 else { return 0 }
    let beginning =
      place == level.first
      ? watch.beginnings[Int(level.rawValue)] : InitEntry(place: place &- 1).outcome.end
    return beginning == 0 ? 0 : outcome.end &- beginning
  }
}

/// A device may have been the clock, and what is not up may matter.
@inline(never)
private func superviseEnd(of entry: InitEntry) {
  if entry.isUp {
    bulkhead_init_watch?()
    if entry.outcome.end == 0 { entry.outcome.end = watch.count() }
  } else {
    bulkhead_init_policy?()
  }
}

/// Whether an entry is still to come up, or the system goes down.
private var hasMoreToDo: Bool {
  kernel.boot.place.row < InitEntries.end(of: .application) || kernel.boot.goingDown != nil
}

/// Nobody looks any more.
@c @implementation
public func bulkhead_stop_init_watch() {
  let key = Port.lock()
  leaveSource()
  watch.source = .none
  bulkhead_init_unguard?(true)
  Port.unlock(key)
}

/// Interrupts are masked.
private func leaveSource() {
  switch watch.source {
  case .none: break
  case .coreTimer:
    // A clock that is up has taken its registers over.
    if !bulkhead_core_timer.is_clock || !ClockDevice.isUp {
      port_stop_core_timer(bulkhead_core_timer.base)
    }
  case .clock:
    // One that went down is not called: if it was stopped without its driver, that would wait for it.
    if ClockDevice.isUp { unsafe kernel.clock.cancel(TimeoutEntry(&watch.timeout)) }
  }
}

/// Lets the clock look, or while it is not up the core timer, if there is one.
@c @implementation
public func bulkhead_start_init_watch() {
  let best: Watch.Source =
    ClockDevice.isUp ? .clock : bulkhead_core_timer.cycles_per_ms != 0 ? .coreTimer : .none
  let key = Port.lock()
  // Where nobody looks, nobody feeds the watchdog.
  best == .none ? bulkhead_init_unguard?(false) : bulkhead_init_guard?()
  if watch.source != best { look(by: best) }
  Port.unlock(key)
}

/// Interrupts are masked.
private func look(by best: Watch.Source) {
  leaveSource()
  watch.source = best
  watch.place = -1
  watch.looked = 0
  switch best {
  case .none: watch.count = noCount
  case .coreTimer:
    watch.count = noCount
    startCoreTimer()
  case .clock:
    let quick = unsafe bulkhead_clock_api(bulkhead_image_clock()).pointee.low_cycles
    watch.count = quick ?? slowCount
    let timeout = unsafe TimeoutEntry(&watch.timeout)
    if !timeout.isPending { lookAgain(timeout) }
  }
}

private func startCoreTimer() {
  // The interrupt may come to the clock's driver.
  kernel.clock.holdBack = holdBack
  let milliseconds = UInt32(max(bulkhead_init_watch_period, 1))
  // As often as asked for, or more often, where its counter is not long enough.
  let wanted = milliseconds.multipliedReportingOverflow(by: bulkhead_core_timer.cycles_per_ms)
  watch.period = port_start_core_timer(
    bulkhead_core_timer.base, wanted.overflow ? .max : wanted.partialValue)
}

/// The core timer's handler, while it looks after deadlines.
///
/// Interrupt context.
@c @implementation
public func bulkhead_core_timer_expired() {
  let key = Port.lock()
  _ = bulkhead_serve_core_timer()
  Port.unlock(key)
}

/// The same with interrupts masked; false if it does not look.
@c @implementation
public func bulkhead_serve_core_timer() -> Bool {
  guard watch.source == .coreTimer else { return false }
  watch.cycles &+= UInt64(watch.period)
  bulkhead_look_at_deadline()
  port_continue_core_timer(bulkhead_core_timer.base, watch.period)
  return true
}

/// Milliseconds, as far as the watch counts them.
private var now: UInt64 {
  guard watch.source == .clock else {
    return watch.cycles / UInt64(max(bulkhead_core_timer.cycles_per_ms, 1))
  }
  return kernel.clock.now &* 1000 / UInt64(Image.ticksPerSecond)
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

/// Interrupt context.
private func look(_ timeout: TimeoutEntry) {
  let key = Port.lock()
  bulkhead_look_at_deadline()
  if hasMoreToDo { lookAgain(timeout) }
  Port.unlock(key)
}

/// Ends the entry that has run for longer than it may.
///
/// Interrupt context; interrupts are masked.
@c @implementation
public func bulkhead_look_at_deadline() {
  bulkhead_init_feed?()
  let entry = InitEntry.running ?? InitEntry.goingDown
  guard let entry, hasTimePassed(entry) else { return }
  _ = abandonEntry(.deadline)
}

/// Whether an entry has run for as long as it may, by what was seen of it.
private func hasTimePassed(_ entry: InitEntry) -> Bool {
  let now = now
  if !wasSeen(entry) {
    watch.place = entry.place
    watch.state = entry.state
    watch.since = now
  }
  watch.looked = now
  let limit = UInt64(entry.deadline)
  return limit != 0 && now &- watch.since >= limit
}

/// Whether the last look found it doing what it does now.
func wasSeen(_ entry: InitEntry) -> Bool {
  entry.place == watch.place && entry.state == watch.state
}

/// Lets the next look end the entry, if it has run for as long as it may: by what the last look saw of it,
/// and `unseen` milliseconds since.
///
/// For the non-maskable interrupt, where it has interrupted a thread: no look is under way. While an entry
/// runs nothing else writes what it does.
func endIfOverdue(_ entry: InitEntry, unseen: UInt64) -> Bool {
  let age = wasSeen(entry) ? watch.looked &- watch.since : 0
  let limit = UInt64(entry.deadline)
  if limit == 0 || age &+ unseen < limit { return false }
  watch.place = entry.place
  watch.state = entry.state
  watch.since = watch.looked &- limit
  return true
}

extension InitEntry {
  /// The entry whose shutdown function is under way.
  static var goingDown: InitEntry? {
    guard let place = kernel.boot.goingDown else { return nil }
    let entry = InitEntry(place: place)
    return entry.state == .goingDown ? entry : nil
  }

  /// Milliseconds, 0 for none.
  ///
  /// Cost grows with the place.
  var deadline: UInt16 { facts.deadline(in: InitEntries()) }

  /// What it means that it does not come up, or does not go down.
  ///
  /// Cost grows with the place.
  var policy: InitPolicy { facts.policy(in: InitEntries()) }

  private var facts: InitPlace {
    var place = InitPlace()
    while place.row < self.place { place.advance(in: InitEntries()) }
    return place
  }
}

/// If the entry before the next one did not come up, and matters: prints what became of all, and
/// ends the run.
@c @implementation
public func bulkhead_follow_init_policy() {
  let next = kernel.boot.place.row
  if next == 0 || InitEntry(place: next &- 1).isUp { return }
  let policy = InitEntry(place: next &- 1).policy
  if policy == .optional { return }
  bulkhead_start_console()
  Console.write("it is ")
  Console.write(policy == .essential ? "essential: halted\n" : "required: shutting down\n")
  bulkhead_print_init_report()
  if policy == .essential {
    bulkhead_init_unwatch?()
    halt()
  }
  bulkhead_shutdown(BULKHEAD_SHUTDOWN_INIT_FAILED)
}
