// The board's watchdog while entries come up or go down: its interrupt, which nothing masks, ends one that
// has masked all others with an instruction of its own. Only images with CONFIG_INIT_WATCHDOG have this;
// where the watchdog can only reset, ResetGuard.swift is what makes use of it.

import CBulkhead
import KernelCore

/// The watchdog, which the watch's looks feed.
///
/// Where they stop coming, its interrupt counts the time, and when the entry is overdue it ends the mask:
/// the look that has been pending since ends the entry.
@safe
public struct InitGuard {
  enum State {
    case off
    case on
    /// The device's driver has it.
    case lent
  }

  var state = State.off
  /// Milliseconds.
  var period: UInt32 = 0
  /// The entry that the last interrupt found, and how long at least it has gone without a look, in
  /// milliseconds.
  var place = -1
  var entryState = InitState.waiting
  var unseen: UInt64 = 0
  var isOverdue = false
  /// Where it resets: whether the looks feed it, for want of a deadline that it could count.
  var isOpenEnded = false

  /// Counts a period for the entry, if it was under way for all of it.
  mutating func count(_ entry: InitEntry) {
    let state = entry.state
    if entry.place == place, state == entryState {
      unseen &+= UInt64(period)
    } else {
      place = entry.place
      entryState = state
      unseen = wasSeen(entry) ? UInt64(period) : 0
      isOverdue = false
    }
  }
}

@safe nonisolated(unsafe) var initGuard = InitGuard()

/// The watchdog; its functions.
var initWatchdog: UnsafePointer<CBulkhead.bulkhead_init_watchdog>? {
  // Safety: the build made it from the description, which says that the registers are there.
  unsafe bulkhead_init_watchdog
}

@c @implementation
public func bulkhead_start_init_guard() {
  guard initGuard.state == .off, let watchdog = unsafe initWatchdog else { return }
  let rate = unsafe watchdog.pointee.cycles_per_ms
  // Longer than from one look to the next, which is a whole number of ticks.
  let wanted = max(2 &* UInt32(bulkhead_init_watch_period), 4000 / Image.ticksPerSecond &+ 1)
  initGuard.period = min(wanted, .max / rate)
  initGuard.place = -1
  initGuard.state = .on
  unsafe watchdog.pointee.start(watchdog.pointee.base, initGuard.period &* rate)
}

@c @implementation
public func bulkhead_feed_init_guard() {
  guard initGuard.state == .on, let watchdog = unsafe initWatchdog else { return }
  initGuard.place = -1
  unsafe watchdog.pointee.feed(watchdog.pointee.base)
}

@c @implementation
public func bulkhead_stop_init_guard(_ isOver: Bool) {
  guard initGuard.state == .on, let watchdog = unsafe initWatchdog else { return }
  initGuard.state = .off
  unsafe watchdog.pointee.stop(watchdog.pointee.base)
}

/// The watchdog's interrupt; `isThread` if it has interrupted a thread.
///
/// The mask may be that of a section of the kernel, which must not be left. So it ends only where it has
/// outlasted a whole period from when the entry was found overdue: the end of a section would have let the
/// pending look in, and none lasts that long. A handler's mask stays. Touches nothing that a section
/// changes but what only the watch writes.
@c @implementation
public func bulkhead_init_guard_expired(_ isThread: Bool) -> bulkhead_mask_end {
  guard initGuard.state == .on, let watchdog = unsafe initWatchdog,
    unsafe watchdog.pointee.expired?(watchdog.pointee.base) ?? false
  else { return BULKHEAD_MASK_STAYS }
  unsafe watchdog.pointee.feed(watchdog.pointee.base)
  guard isThread, let entry = InitEntry.running ?? InitEntry.goingDown else {
    return BULKHEAD_MASK_STAYS
  }
  initGuard.count(entry)
  if initGuard.isOverdue { return BULKHEAD_MASK_ENDS }
  guard endIfOverdue(entry, unseen: initGuard.unseen) else { return BULKHEAD_MASK_STAYS }
  initGuard.isOverdue = true
  return BULKHEAD_MASK_WEAKENS
}

/// For the drivers of watchdogs: whose the device is.
extension InitGuard {
  /// Whether it looks after deadlines.
  public static func holds(_ device: Device) -> Bool {
    initGuard.state == .on && isIts(device)
  }

  /// The driver has it from now on, until `takeBack`.
  public static func lend(_ device: Device) {
    if isIts(device) { initGuard.state = .lent }
  }

  /// The driver has stopped it; where entries still go down, the kernel starts it before the next.
  public static func takeBack(_ device: Device) {
    if isIts(device) { initGuard.state = .off }
  }

  private static func isIts(_ device: Device) -> Bool {
    guard let watchdog = unsafe initWatchdog else { return false }
    return unsafe watchdog.pointee.base == device.registers.base
  }
}
