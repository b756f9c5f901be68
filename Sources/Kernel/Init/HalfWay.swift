// Entries that are half way up or half way down when the system goes down, on the main thread or on
// another: they are ended there, because nobody waits for them.

import CBulkhead
import KernelCore

/// Ends every entry that is half way, and what works on it; not the one that the shutdown takes down.
///
/// The main thread, during the shutdown.
func endWhatIsHalfWay() {
  for place in 0..<InitEntries.count {
    let entry = InitEntry(place: place)
    if !entry.isUnderWay { continue }
    let key = Port.lock()
    if entry.isUnderWay { entry.endHalfWay() }
    Port.unlock(key)
  }
}

extension InitEntry {
  /// Ends its function, which does not go on: it counts as faulted, with the result -ECANCELED.
  ///
  /// Interrupts are masked.
  func endHalfWay() {
    let owner = Owner(place: place)
    endWorkHandler(of: owner)
    let wasOnWayBack = state == .goingDown
    // The thread may have been ended before it had taken it out.
    if wasOnWayBack { kernel.boot.trail.remove(place, in: InitEntries()) }
    outcome.result = -BULKHEAD_ECANCELED
    state = wasOnWayBack ? .downFaulted : .faulted
    if wasOnWayBack {
      failOnWayBack()
    } else {
      unsafe bulkhead_image.reports?.pointee.init_failure(Int32(place))
      _ = bulkhead_take_back(Int32(place), false)
    }
  }
}

/// Ends the handlers that asked for it: their queues are others', and go on.
private func endWorkHandler(of owner: Owner) {
  var thread = kernel.alive
  while let one = thread {
    thread = one.nextAlive
    if one.owner == owner, one != kernel.current { one.queue?.endHandler() }
  }
}
