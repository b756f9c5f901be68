// The way back: the application's threads end, and what is up goes down, the last one up first.
// A failure is written down and the walk goes on.

import CBulkhead
import KernelCore

/// How the system goes down, once it does.
///
/// Safety: what the last step's argument means is the affair of who asked for it.
@safe
struct Shutdown {
  var last: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
  var argument: UnsafeMutableRawPointer?
  /// What the run ends with, where nothing else is to happen.
  var status: Int32 = 0
  var isUnderWay = false
}

/// Apart from `kernel`, so that only images that go down have it.
@safe nonisolated(unsafe) private var shutdown = Shutdown()

@c @implementation
public func bulkhead_shutdown(_ reason: bulkhead_shutdown_reason) -> Never {
  if reason == BULKHEAD_SHUTDOWN_INIT_FAILED { shutdown.status = 1 }
  unsafe bulkhead_shutdown_then(reason, { _ in bulkhead_exit(shutdown.status) }, nil)
}

@c @implementation
public func bulkhead_shutdown_then(
  _ reason: bulkhead_shutdown_reason,
  _ last: @convention(c) (UnsafeMutableRawPointer?) -> Void, _ argument: UnsafeMutableRawPointer?
) -> Never {
  requireThread(.waitInInterrupt)
  _ = Port.lock()
  if shutdown.isUnderWay {
    // A shutdown function that asks for it again fails; another thread has nothing left to do.
    if kernel.current == Image.mainThread, abandon(InitState.downFailed.rawValue) {
      Port.switchNow()
    }
    endCaller()
  }
  shutdown.isUnderWay = true
  unsafe shutdown.last = last
  unsafe shutdown.argument = argument
  kernel.abandonShutdown = abandon
  // No deadline ends it any more, and its boot does not go on.
  InitEntry.running?.endHalfWay()
  let isMain = kernel.current == Image.mainThread
  Image.mainThread.beginAgain(bulkhead_go_down)
  if isMain { Port.switchNow() }
  endCaller()
}

/// Ends the running thread; interrupts are masked.
private func endCaller() -> Never {
  let thread = kernel.current
  thread.end()
  Port.switchNow()
  fatal(.switchFailed, about: thread)
}

@c @implementation
public func z_sys_shutdown_enable() { kernel.afterMain = bulkhead_shut_down_after_main }

@c @implementation
public func bulkhead_shut_down_after_main(_ status: Int32) {
  shutdown.status = status
  bulkhead_shutdown(BULKHEAD_SHUTDOWN_MAIN_RETURNED)
}

/// Takes everything down, on the main thread, and does the last step; goes on where it was, if an
/// entry was ended.
@c @implementation
public func bulkhead_go_down() {
  endApplication()
  endWhatIsHalfWay()
  settleLines()
  let table = InitEntries()
  // One that was ended: by then its hardware may have been the clock's, which served the interrupt.
  if let ended = kernel.boot.goingDown { settle(table.row(ended)) }
  while let place = kernel.boot.trail.takeLast(in: table) {
    bulkhead_init_watch?()
    kernel.boot.goingDown = place
    let entry = table.row(place)
    if unsafe entry.record.device == bulkhead_image.console { reportStrayLines() }
    refuseWaitsWithoutClock()
    let isAdmitted = bulkhead_init_admit_down?(Int32(place)) ?? true
    if !isAdmitted { entry.refuseCalls() }
    if !isAdmitted || entry.takeDown() != 0 { entry.recordFailure() }
    settle(entry)
  }
  bulkhead_init_unwatch?()
  refuseWaitsWithoutClock()
  Port.maskForGood()
  endWhatIsHalfWay()
  reportStrayLines()
  silenceAllLines()
  unsafe shutdown.last?(shutdown.argument)
  halt()
}

/// Ends the shutdown function that runs; false if none does.
///
/// Interrupts are masked.
private func abandon(_ state: UInt8) -> Bool {
  guard let place = kernel.boot.goingDown else { return false }
  let entry = InitEntry(place: place)
  guard entry.state == .goingDown else { return false }
  entry.outcome.state = state
  // Where a state has a result: the shutdown was asked for again.
  entry.outcome.result = -BULKHEAD_EALREADY
  entry.refuseCalls()
  entry.recordFailure()
  Image.mainThread.beginAgain(bulkhead_go_down)
  return true
}

/// Clears away behind an entry that is down; one that is essential and did not go down well ends the walk.
private func settle(_ entry: InitEntry) {
  if entry.clearAway() != 0 { shutdown.status = 1 }
  if entry.state == .down || bulkhead_init_policy == nil || entry.policy != .essential { return }
  Console.write("it is essential: halted\n")
  bulkhead_init_unwatch?()
  halt()
}

/// Ends every thread but the kernel's own, and those of what is up; what they had locked is free for
/// those who shut down.
private func endApplication() {
  let key = Port.lock()
  var thread = kernel.alive
  while let one = thread {
    thread = one.nextAlive
    let isOfEntry = one.lastingOwner.entry?.isUp ?? false
    if one != kernel.current, one != kernel.idle, !one.serves, !isOfEntry {
      one.endAndRelease()
    }
  }
  Port.unlock(key)
}

/// Says which lines are enabled past the API, each once.
///
/// Before the console goes down; where it does not, at the end.
private func reportStrayLines() {
  takeStrayLines { line in
    shutdown.status = 1
    unsafe bulkhead_image.reports?.pointee.leak(-1, BULKHEAD_LEAK_ENABLED, UInt(line))
  }
}

extension InitEntry {
  /// Calls the shutdown function of an entry that was up; gives what it returns.
  ///
  /// From here on its device refuses calls.
  @inline(__always)
  func takeDown() -> Int32 {
    var result: Int32 = 0
    kernel.current.work(for: Owner(place: place)) {
      result = unsafe bulkhead_run_shutdown(bulkhead_init_entry_at(place))
    }
    outcome.result = result
    state = result == 0 ? .down : .downFailed
    refuseCalls()
    return result
  }

  /// Takes back what an entry that is down has left behind, so that nothing calls into it; how much that
  /// was that its shutdown function ought to have seen to.
  func clearAway() -> Int {
    let lines = silence()
    let hasFunction = unsafe record.shutdown != nil
    let others = Int(bulkhead_take_back(Int32(place), hasFunction))
    return hasFunction ? lines &+ others : lines
  }

  /// Reports that its shutdown function did not come to its end, and takes back what is its.
  func failOnWayBack() {
    refuseCalls()
    recordFailure()
    _ = clearAway()
  }

  fileprivate func refuseCalls() {
    guard let state = unsafe record.device?.pointee.state else { return }
    unsafe state.pointee.initialized = false
    unsafe state.pointee.refusal = UInt8(BULKHEAD_ESHUTDOWN)
  }

  fileprivate func recordFailure() {
    shutdown.status = 1
    unsafe bulkhead_image.reports?.pointee.init_failure(Int32(place))
  }
}
