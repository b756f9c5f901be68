// The kernel's time without privileges, as Shared/Time.swift of the module's other build wants it.

import CBulkhead

/// A limit on waiting, as k_timeout_t has it.
struct Timeout {
  let encoded: Int64

  @inline(__always)
  init(encoded: Int64) { self.encoded = encoded }

  init(_ duration: Duration) { encoded = duration.limit }
  init(_ instant: Instant) { encoded = instant.limit }

  @inline(__always) static var none: Timeout { Timeout(encoded: 0) }
  @inline(__always) static var forever: Timeout { Timeout(encoded: -1) }

  @inline(__always) var record: k_timeout_t { k_timeout_t(ticks: encoded) }
}

/// The clock of the image, in its own units: constants that can be read, and system calls.
enum ImageClock {
  static var ticksPerSecond: UInt32 { bulkhead_swift_facts.ticks_per_second }
  static var cyclesPerSecond: UInt32 { bulkhead_swift_facts.cycles_per_second }
  static var ticks: UInt64 { UInt64(bitPattern: k_uptime_ticks()) }
  static var cycles: UInt64 { k_cycle_get_64() }
}

/// Sleeps; a limit of 0 only yields.
func pause(_ limit: Int64) { _ = k_sleep(k_timeout_t(ticks: limit)) }

/// Spins for a positive duration; the call does it for at most an hour and eleven minutes.
func spin(_ duration: Duration) {
  var rest = UInt64(duration.nanoseconds) / 1_000
  while rest > UInt64(UInt32.max) {
    k_busy_wait(.max)
    rest &-= UInt64(UInt32.max)
  }
  k_busy_wait(UInt32(truncatingIfNeeded: rest))
}
