// zephyr/kernel/timer.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_timer_init(
  _ timer: UnsafeMutablePointer<TimerRecord>, _ expiry: k_timer_expiry_t?, _ stop: k_timer_stop_t?
) {
  unsafe Timer(timer).prepare(expiry: expiry, stop: stop)
}

@c @implementation
public func k_timer_start(
  _ timer: UnsafeMutablePointer<TimerRecord>, _ duration: k_timeout_t, _ period: k_timeout_t
) {
  unsafe Timer(timer).start(Timeout(duration), period: period.ticks)
}

@c @implementation
public func k_timer_stop(_ timer: UnsafeMutablePointer<TimerRecord>) { unsafe Timer(timer).stop() }

@c @implementation
public func k_timer_status_get(_ timer: UnsafeMutablePointer<TimerRecord>) -> UInt32 {
  unsafe Timer(timer).takeStatus()
}

@c @implementation
public func k_timer_status_sync(_ timer: UnsafeMutablePointer<TimerRecord>) -> UInt32 {
  unsafe Timer(timer).waitForStatus()
}

@c @implementation
public func k_timer_expires_ticks(_ timer: UnsafePointer<TimerRecord>) -> Int64 {
  let expiry = unsafe Timer(UnsafeMutablePointer(mutating: timer)).expiry ?? uptimeTicks()
  return Int64(truncatingIfNeeded: expiry)
}

@c @implementation
public func k_timer_remaining_ticks(_ timer: UnsafePointer<TimerRecord>) -> Int64 {
  unsafe ticks(until: Timer(UnsafeMutablePointer(mutating: timer)).expiry)
}

/// The ticks from now to a time; 0 if that is past, or nothing.
func ticks(until time: UInt64?) -> Int64 {
  guard let time else { return 0 }
  let now = uptimeTicks()
  return time > now ? Int64(truncatingIfNeeded: time &- now) : 0
}
