// The kernel's time, as Shared/Time.swift wants it.

import Kernel
import KernelCore

/// The clock of the image, in its own units.
enum ImageClock {
  @inline(__always) static var ticksPerSecond: UInt32 { Image.ticksPerSecond }
  @inline(__always) static var cyclesPerSecond: UInt32 { Image.cyclesPerSecond }
  @inline(__always) static var ticks: UInt64 { uptimeTicks() }
  @inline(__always) static var cycles: UInt64 { cycleCount() }
}

extension Timeout {
  init(_ duration: Duration) { self.init(encoded: duration.limit) }
  init(_ instant: Instant) { self.init(encoded: instant.limit) }
}

/// Sleeps; a limit of 0 only yields.
@inline(__always)
func pause(_ limit: Int64) { _ = Kernel.sleep(Timeout(encoded: limit)) }

/// Spins for a positive duration.
@inline(__always)
func spin(_ duration: Duration) {
  let (seconds, part) = UInt64(duration.nanoseconds).quotientAndRemainder(
    dividingBy: 1_000_000_000)
  let rate = UInt64(Image.cyclesPerSecond)
  Kernel.busyWait(cycles: seconds &* rate &+ part &* rate / 1_000_000_000)
}
