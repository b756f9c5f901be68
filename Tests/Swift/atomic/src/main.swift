// Atomics are the standard library's: Synchronization.Atomic.

import Bulkhead
import BulkheadTesting
import Synchronization

let count = Atomic<Int>(0)
let flags = Atomic<UInt32>(0)
let isOn = Atomic<Bool>(false)
let ticking = Timer()

test("additions of threads and handlers all count") {
  count.store(0, ordering: .relaxed)
  ticking.start(after: .milliseconds(1), every: .milliseconds(1)) {
    count.add(1_000_000, ordering: .relaxed)
  }
  var added = 0
  while Clock.now.sinceBoot < .milliseconds(20) {
    count.add(1, ordering: .relaxed)
    added += 1
  }
  ticking.stop()
  let counted = count.load(ordering: .relaxed)
  require(counted % 1_000_000, equals: added)
  require(counted / 1_000_000, in: 18...20)
}

test("a value is exchanged only for the one expected") {
  flags.store(5, ordering: .relaxed)
  let failed = flags.compareExchange(expected: 4, desired: 9, ordering: .acquiringAndReleasing)
  require(!failed.exchanged)
  require(failed.original, equals: 5)
  let done = flags.compareExchange(expected: 5, desired: 9, ordering: .acquiringAndReleasing)
  require(done.exchanged)
  require(flags.load(ordering: .acquiring), equals: 9)
}

test("bits are set and cleared, and a flag is taken once") {
  flags.store(0b1100, ordering: .relaxed)
  require(flags.bitwiseOr(0b0011, ordering: .relaxed).newValue, equals: 0b1111)
  require(flags.bitwiseAnd(0b0110, ordering: .relaxed).oldValue, equals: 0b1111)
  require(!isOn.exchange(true, ordering: .acquiringAndReleasing))
  require(isOn.exchange(true, ordering: .acquiringAndReleasing))
}
