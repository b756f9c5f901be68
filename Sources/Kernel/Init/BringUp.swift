// The way up: every entry of the table in its order, on the main thread. What an entry comes to is
// written down, and whoever depends on one that is not up is skipped.

import CBulkhead
import KernelCore

/// Brings up everything but what waits for a request; goes on where it was, if an entry was ended.
@inline(__always)
func bringUpAll() {
  while true {
    bulkhead_init_step()
    let level = kernel.boot.level.next
    kernel.boot.level = level
    if level == .postKernel { openScheduler() }
    if level == .application { unsafe bulkhead_image.reports?.pointee.banner?() }
    if level == .done { return }
  }
}

/// From here on other threads run, and interrupts have the priorities that they are to have.
private func openScheduler() {
  connectStaticInterrupts()
  unsafe bulkhead_image.start_slicing?()
  let key = Port.lock()
  kernel.phase = .postKernel
  kernel.current.letOthersIn()
  Port.unlock(key)
  startSystemThreads()
}

/// What else there is to do for each entry of the boot.
protocol InitEscort {
  /// Whether the entry is to start; if not, it counts as ended at its deadline.
  mutating func admit(_ entry: InitEntry, at place: InitPlace) -> Bool
  /// An entry has come to its end; `concern` is not 0 if it is not up, or if it is a device's.
  mutating func leave(_ entry: InitEntry, concern: UInt)
}

extension InitEscort {
  @inline(__always)
  func admit(_ entry: InitEntry, at place: InitPlace) -> Bool { true }
}

struct NoEscort: InitEscort {
  @inline(__always)
  func leave(_ entry: InitEntry, concern: UInt) {}
}

@c @implementation
public func bulkhead_bring_up_level() {
  var escort = NoEscort()
  bringUpLevel(&escort)
}

/// Brings up what is left of the level.
@inline(__always)
func bringUpLevel(_ escort: inout some InitEscort) {
  let table = InitEntries()
  let end = InitEntries.end(of: kernel.boot.level)
  var place = kernel.boot.place
  var entry = table.row(place.row)
  while place.row < end {
    let concern = bringUp(entry, at: place, &escort)
    place.advance(in: table)
    // Who ends an entry from an interrupt goes by this.
    kernel.boot.place = place
    escort.leave(entry, concern: concern)
    entry.advance()
  }
}

/// Not 0 if it is not up, or if it is a device's: a number, which costs least where it is asked.
@inline(__always)
private func bringUp(
  _ entry: InitEntry, at place: InitPlace, _ escort: inout some InitEscort
) -> UInt {
  var state = InitState.failed
  if let cause = place.obstacle(in: InitEntries()) {
    entry.cause = cause
    state = .skipped
  } else if !escort.admit(entry, at: place) {
    state = .overran
  } else if entry.start() {
    kernel.boot.trail.add(entry)
    return unsafe UInt(bitPattern: entry.record.device)
  }
  giveUp(entry, state)
  return 1
}

/// Writes down that an entry is not up.
@inline(never)
private func giveUp(_ entry: InitEntry, _ state: InitState) {
  entry.state = state
  unsafe bulkhead_image.reports?.pointee.init_failure(Int32(entry.place))
}

/// Ends the entry that comes up or goes down, whatever it is doing, and takes back what is its; the main
/// thread goes on with the next one.
///
/// False if there is none. Interrupts are masked.
func abandonEntry(_ end: EntryEnd) -> Bool {
  guard let entry = InitEntry.running else {
    return kernel.abandonShutdown?(end.onWayBack.rawValue) ?? false
  }
  giveUp(entry, end.onWayUp)
  kernel.boot.place.advance(in: InitEntries())
  _ = bulkhead_init_take_back?(Int32(entry.place), false)
  Image.mainThread.beginAgain(bulkhead_resume_boot)
  return true
}

/// Why an entry's function does not come to its own end.
enum EntryEnd {
  case deadline
  case fault

  var onWayUp: InitState { self == .fault ? .faulted : .overran }
  var onWayBack: InitState { self == .fault ? .downFaulted : .downOverran }
}

extension InitEntry {
  /// The entry of the boot whose init function is under way.
  static var running: InitEntry? {
    guard kernel.boot.place.row < InitEntries.end(of: .application) else { return nil }
    let entry = InitEntry(place: kernel.boot.place.row)
    return entry.state == .running ? entry : nil
  }

  /// Calls the init function, and tells its device what came of it; whether it succeeded.
  @inline(__always)
  func start() -> Bool {
    state = .running
    let result = callInit()
    // From here on no deadline ends it, so that its device is ready only if it is up.
    if result == 0 { state = .up } else { outcome.result = result }
    if let device = unsafe record.device {
      let state = unsafe device.pointee.state
      unsafe state.pointee.init_res = Int8(truncatingIfNeeded: result)
      unsafe state.pointee.initialized = true
      if result == 0 { unsafe state.pointee.refusal = 0 }
    }
    return result == 0
  }
}
