// The way up: every entry of the table in its order, on the main thread. What an entry comes to is
// written down, and whoever depends on one that is not up is skipped.

import CBulkhead
import KernelCore

/// Brings up everything but what waits for a request; goes on where it was, if an entry was ended.
@inline(__always)
func bringUpAll() {
  while true {
    while kernel.boot.place.row < InitEntries.end(of: kernel.boot.level) { bulkhead_init_step() }
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

/// Apart from who calls it, so that the build knows whom its call of a pointer enters.
@inline(never)
@c @implementation
public func bulkhead_bring_up_next() {
  let table = InitEntries()
  let place = kernel.boot.place
  let entry = table.row(place.row)
  let state: InitState
  if let cause = place.obstacle(in: table) {
    entry.cause = cause
    state = .skipped
  } else {
    state = entry.run()
  }
  conclude(entry, state)
}

/// Writes down what the entry that was next came to, and goes on to the one behind it.
@inline(__always)
private func conclude(_ entry: InitEntry, _ state: InitState) {
  let table = InitEntries()
  if state == .up {
    kernel.boot.trail.add(entry.place, in: table)
  } else {
    entry.state = state
    unsafe bulkhead_image.reports?.pointee.init_failure(Int32(entry.place))
  }
  kernel.boot.place.advance(in: table)
}

/// Ends the entry that comes up or goes down, whatever it is doing, and takes back what is its; the main
/// thread goes on with the next one.
///
/// False if there is none. Interrupts are masked.
func abandonEntry(_ end: EntryEnd) -> Bool {
  guard let entry = InitEntry.running else {
    return kernel.abandonShutdown?(end.onWayBack.rawValue) ?? false
  }
  conclude(entry, end.onWayUp)
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

  /// Calls the init function, and tells its device what came of it.
  @inline(__always)
  func run() -> InitState {
    state = .running
    let result = unsafe bulkhead_run_init_entry(bulkhead_init_entry_at(place))
    outcome.result = result
    // From here on no deadline ends it, so that its device is ready only if it is up.
    let end = result == 0 ? InitState.up : .failed
    state = end
    if let device = unsafe record.device {
      let state = unsafe device.pointee.state
      unsafe state.pointee.init_res = Int8(truncatingIfNeeded: result)
      unsafe state.pointee.initialized = true
      if result == 0 { unsafe state.pointee.refusal = 0 }
    }
    return end
  }
}
