// Waits for a time that does not come: in a shutdown, once the clock is down. Whoever waits for one then
// has broken a rule, and must not stop the walk for good.

import CBulkhead
import KernelCore

@safe nonisolated(unsafe) private var isWatching = false

/// From when the clock is down on, ends a shutdown function that waits for a time.
///
/// Main thread.
func refuseWaitsWithoutClock() {
  if ClockDevice.isUp || isWatching { return }
  guard let idle = kernel.idle else { return }
  isWatching = true
  let key = Port.lock()
  // It does not run and holds nothing; its stack is empty again.
  unsafe port_end_thread(idle.record)
  unsafe idle.fields.entry = { _, _, _ in idleWithoutClock() }
  unsafe port_prepare_thread(idle.record, idle.stackEnd)
  Port.unlock(key)
}

/// The idle thread's work while no time passes: whoever waits for one would wait for ever.
///
/// Its stack has no room for a report.
private func idleWithoutClock() -> Never {
  while true {
    let key = Port.lock()
    if Image.mainThread.timeout.isPending {
      Image.mainThread.beginAgain(bulkhead_fail_without_clock)
      Port.unlock(key)
    } else {
      Port.idle()
    }
  }
}
