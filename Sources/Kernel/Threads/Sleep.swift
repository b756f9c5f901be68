// Sleeping, being woken, and spinning.

import CBulkhead
import KernelCore

/// Sleeps until the limit, or until `wake`; returns the ticks that were left then.
public func sleep(_ limit: Timeout) -> UInt64 {
  if limit.isNone {
    yieldProcessor()
    return 0
  }
  requireThread(.waitInInterrupt)
  _ = Port.lock()
  let thread = kernel.current
  let deadline = limit.deadline(now: kernel.clock.now)
  if limit.isForever {
    kernel.set(.suspended, of: thread)
    Port.switchNow()
    return 0
  }
  kernel.set(.sleeping, of: thread)
  kernel.startTimeout(of: thread, limit)
  Port.switchNow()
  let now = currentTick()
  return deadline > now ? deadline &- now : 0
}

extension Thread {
  /// Ends a thread's sleep, also one without end; no effect on threads that do not sleep.
  ///
  /// Any context.
  public func wakeUp() {
    let key = Port.lock()
    if state.contains(.sleeping) {
      kernel.clock.cancel(timeout)
      kernel.clear(.sleeping, of: self)
    } else if state == .suspended {
      kernel.clear(.suspended, of: self)
    }
    Port.unlock(key)
  }
}

/// Spins until `cycles` of the clock device have passed; fails the caller if the clock is not up.
///
/// Any context.
public func busyWait(cycles: UInt64) {
  if !ClockDevice.isUp { bulkhead_fail_without_clock() }
  let start = cycleCount()
  while cycleCount() &- start < cycles {}
}
