// zephyr/kernel/time.h

import CBulkhead
import Kernel
import KernelCore

extension Timeout {
  @inline(__always)
  init(_ timeout: k_timeout_t) { self.init(encoded: timeout.ticks) }
}

@c @implementation
public func k_uptime_ticks() -> Int64 { Int64(truncatingIfNeeded: uptimeTicks()) }

@c @implementation
public func k_uptime_get() -> Int64 {
  let rate = UInt64(Image.ticksPerSecond)
  let ticks = uptimeTicks()
  // Quotient and remainder apart, so that the product does not overflow for any uptime.
  return Int64(truncatingIfNeeded: ticks / rate &* 1000 &+ ticks % rate &* 1000 / rate)
}

@c @implementation
public func k_cycle_get_32() -> UInt32 { UInt32(truncatingIfNeeded: cycleCount()) }

@c @implementation
public func k_cycle_get_64() -> UInt64 { cycleCount() }

@c @implementation
public func k_busy_wait(_ microseconds: UInt32) {
  busyWait(
    cycles: UInt64(microseconds) &* UInt64(Image.cyclesPerSecond) / 1_000_000)
}

@c @implementation
public func sys_timepoint_calc(_ timeout: k_timeout_t) -> k_timepoint_t {
  let limit = Timeout(timeout)
  if limit.isForever { return k_timepoint_t(tick: .max) }
  if limit.isNone { return k_timepoint_t(tick: 0) }
  if timeout.ticks < 0 { return k_timepoint_t(tick: limit.deadline(now: 0)) }
  return k_timepoint_t(tick: uptimeTicks() &+ UInt64(timeout.ticks))
}

@c @implementation
public func sys_timepoint_timeout(_ timepoint: k_timepoint_t) -> k_timeout_t {
  if timepoint.tick == .max { return k_timeout_t(ticks: -1) }
  if timepoint.tick == 0 { return k_timeout_t(ticks: 0) }
  let now = uptimeTicks()
  return k_timeout_t(ticks: timepoint.tick > now ? Int64(timepoint.tick &- now) : 0)
}
