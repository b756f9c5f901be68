// Duration, Instant, Clock, sleep and busyWait.

import Bulkhead
import BulkheadTesting

/// Unknown to the compiler, so that the arithmetic happens when the image runs.
@inline(never)
func unknown(_ number: Int) -> Int { number }

test("durations are what their units say") {
  require(Duration.seconds(unknown(2)).nanoseconds, equals: 2_000_000_000)
  require(Duration.milliseconds(unknown(-3)).nanoseconds, equals: -3_000_000)
  require(Duration.microseconds(unknown(4)).nanoseconds, equals: 4_000)
  require(Duration.nanoseconds(unknown(5)).nanoseconds, equals: 5)
  require(Duration.milliseconds(unknown(1_999_999_999)).milliseconds, equals: 1_999_999_999)
  require(Duration.nanoseconds(unknown(1_999)).microseconds, equals: 1)
  require(Duration.nanoseconds(unknown(-1_999)).microseconds, equals: -1)
}

test("durations add, subtract and compare") {
  let second = Duration.seconds(1)
  require(second + .milliseconds(500) == .milliseconds(1500))
  require(second - .milliseconds(1500) == .milliseconds(-500))
  require(second * 3 == .seconds(3))
  require(second / 4 == .milliseconds(250))
  require(Duration.microseconds(999) < .milliseconds(1))
  require(Duration.zero == .nanoseconds(0))
}

test("points in time add up") {
  let start = Instant.boot + .milliseconds(100)
  require(start.sinceBoot == .milliseconds(100))
  require(start + .milliseconds(50) > start)
  require((start + .milliseconds(50)) - start == .milliseconds(50))
  require(Instant.boot - start == .milliseconds(-100))
  require(start + .milliseconds(-50) == start)
}

test("a sleep takes at least its time") {
  sleep(for: .milliseconds(20))
  require(Clock.now.sinceBoot, in: .milliseconds(20) ... .milliseconds(22))
}

test("a sleep of no time is over at once") {
  sleep(for: .zero)
  sleep(for: .milliseconds(-5))
  sleep(until: .boot)
  require(Clock.now.sinceBoot, in: .zero ... .milliseconds(1))
}

test("work that repeats does not drift") {
  var next = Clock.now
  for _ in 0..<10 {
    next = next + .milliseconds(10)
    busyWait(for: .milliseconds(3))
    sleep(until: next)
  }
  require(Clock.now.sinceBoot, in: .milliseconds(100) ... .milliseconds(102))
}

test("spinning takes its time") {
  let before = Clock.cycles
  busyWait(for: .milliseconds(10))
  let passed = Clock.cycles - before
  let wanted = UInt64(Clock.cyclesPerSecond) / 100
  require(passed, in: wanted...wanted + wanted / 10)
}
