// Time, as an application states it. The kernel counts ticks; here they appear only as the
// precision to which a duration is rounded. Compiled into both builds of the module, each of which
// has an ImageClock, `pause` and `spin`.

import Builtin

/// A span of time, to the nanosecond; at most about 292 years, also backwards.
///
/// Waiting rounds it up to whole ticks of the clock (CONFIG_SYS_CLOCK_TICKS_PER_SEC a second).
/// Arithmetic that leaves the range is a fault of the caller.
public struct Duration: Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inline(__always)
  init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static let zero = Duration(nanoseconds: 0)

  @inline(__always)
  public static func nanoseconds(_ count: Int) -> Duration { Duration(nanoseconds: wide(count)) }
  @inline(__always)
  public static func microseconds(_ count: Int) -> Duration {
    Duration(nanoseconds: wide(count) * 1_000)
  }
  @inline(__always)
  public static func milliseconds(_ count: Int) -> Duration {
    Duration(nanoseconds: wide(count) * 1_000_000)
  }
  @inline(__always)
  public static func seconds(_ count: Int) -> Duration {
    Duration(nanoseconds: wide(count) * 1_000_000_000)
  }

  /// As Int64's initializer, but of a constant a constant: a global duration costs no code.
  @inline(__always)
  private static func wide(_ count: Int) -> Int64 {
    Int64(Builtin.sextOrBitCast_Word_Int64(count._builtinWordValue))
  }

  /// Whole milliseconds, rounded towards zero.
  public var milliseconds: Int64 { nanoseconds / 1_000_000 }
  /// Whole microseconds, rounded towards zero.
  public var microseconds: Int64 { nanoseconds / 1_000 }

  public static func < (one: Duration, other: Duration) -> Bool {
    one.nanoseconds < other.nanoseconds
  }
  public static func + (one: Duration, other: Duration) -> Duration {
    Duration(nanoseconds: one.nanoseconds + other.nanoseconds)
  }
  public static func - (one: Duration, other: Duration) -> Duration {
    Duration(nanoseconds: one.nanoseconds - other.nanoseconds)
  }
  public static func * (one: Duration, factor: Int) -> Duration {
    Duration(nanoseconds: one.nanoseconds * Int64(factor))
  }
  public static func / (one: Duration, divisor: Int) -> Duration {
    Duration(nanoseconds: one.nanoseconds / Int64(divisor))
  }

  /// Whole ticks, rounded up; 0 for what is not positive.
  var ticks: UInt64 {
    guard nanoseconds > 0 else { return 0 }
    let span = UInt64(nanoseconds)
    let rate = ImageClock.ticksPerSecond
    let (period, rest) = UInt32(1_000_000_000).quotientAndRemainder(dividingBy: rate)
    if rest == 0, span <= UInt64(UInt32.max &- period) {
      // What is usual, without a division of 64 bits.
      return UInt64((UInt32(truncatingIfNeeded: span) &+ period &- 1) / period)
    }
    let (seconds, part) = span.quotientAndRemainder(dividingBy: 1_000_000_000)
    return seconds &* UInt64(rate) &+ (part &* UInt64(rate) &+ 999_999_999) / 1_000_000_000
  }

  /// As the kernel encodes how long to wait.
  var limit: Int64 { Int64(truncatingIfNeeded: min(ticks, UInt64(Int64.max))) }

  /// The time until a tick, if there is one.
  init?(until tick: UInt64?) {
    guard let tick else { return nil }
    let now = ImageClock.ticks
    self.init(ticks: tick > now ? tick &- now : 0)
  }

  init(ticks: UInt64) {
    let (seconds, part) = ticks.quotientAndRemainder(dividingBy: UInt64(ImageClock.ticksPerSecond))
    nanoseconds = Int64(
      seconds * 1_000_000_000 + part &* 1_000_000_000 / UInt64(ImageClock.ticksPerSecond))
  }
}

/// A point in time, to the tick, counted from the boot.
public struct Instant: Hashable, Comparable, Sendable {
  let ticks: UInt64

  /// Where the clock starts.
  public static let boot = Instant(ticks: 0)

  /// As the kernel encodes until when to wait.
  var limit: Int64 { -2 - Int64(truncatingIfNeeded: min(ticks, UInt64(Int64.max - 2))) }

  /// The time from the boot to here, rounded down to the nanosecond.
  public var sinceBoot: Duration { Duration(ticks: ticks) }

  public static func < (one: Instant, other: Instant) -> Bool { one.ticks < other.ticks }

  /// The first tick at which the duration has passed; a negative duration changes nothing.
  public static func + (start: Instant, duration: Duration) -> Instant {
    Instant(ticks: start.ticks + duration.ticks)
  }

  /// The time from one point to another; negative if `one` is the earlier.
  public static func - (one: Instant, other: Instant) -> Duration {
    one.ticks >= other.ticks
      ? Duration(ticks: one.ticks - other.ticks)
      : Duration(nanoseconds: -Duration(ticks: other.ticks - one.ticks).nanoseconds)
  }
}

/// The kernel's clock: starts at the boot, never goes back, is not the time of day.
public enum Clock {
  /// Now, to the tick.
  ///
  /// Any context.
  public static var now: Instant { Instant(ticks: ImageClock.ticks) }
  /// The free-running cycle counter of the clock device; `cyclesPerSecond` says how fast.
  ///
  /// Any context.
  public static var cycles: UInt64 { ImageClock.cycles }
  /// Constant.
  public static var cyclesPerSecond: UInt32 { ImageClock.cyclesPerSecond }
}

/// Lets others run for at least that long.
///
/// Thread. A duration that is not positive only yields. Ends early if another thread calls
/// `wakeUp`.
public func sleep(for duration: Duration) { pause(duration.limit) }

/// Lets others run until a point in time; at once if that is past.
///
/// Thread. For work that repeats without drift: `next = next + period; sleep(until: next)`.
public func sleep(until instant: Instant) { pause(instant.limit) }

/// Spins that long; more urgent threads and interrupts still run.
///
/// Any context.
public func busyWait(for duration: Duration) {
  guard duration.nanoseconds > 0 else { return }
  spin(duration)
}
