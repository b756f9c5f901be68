// Semaphore.

import Bulkhead
import BulkheadTesting
import Synchronization

let first = Thread<1024>()
let second = Thread<1024>()
let shared = Semaphore(limit: 3)
let order = Atomic<Int>(0)

/// Takes a unit, then notes which thread it was: digits, in their order.
func takeAndNote(number: Int) {
  shared.take()
  order.store(order.load(ordering: .relaxed) * 10 + number, ordering: .relaxed)
}

test("it begins with its count") {
  let semaphore = Semaphore(count: 2, limit: 3)
  require(semaphore.count, equals: 2)
  require(semaphore.takeIfAvailable())
  require(semaphore.count, equals: 1)
}

test("gives beyond the limit are lost") {
  let semaphore = Semaphore(count: 2, limit: 3)
  semaphore.give()
  semaphore.give()
  require(semaphore.count, equals: 3)
}

test("an empty one is not taken") {
  let semaphore = Semaphore()
  require(!semaphore.takeIfAvailable())
  require(semaphore.count, equals: 0)
}

test("a wait ends when its time is up") {
  let semaphore = Semaphore()
  require(throws: .timedOut) { () throws(WaitError) in
    try semaphore.take(within: .milliseconds(10))
  }
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(11))
}

test("a wait ends at a point in time") {
  let semaphore = Semaphore()
  sleep(for: .milliseconds(5))
  require(throws: .timedOut) { () throws(WaitError) in
    try semaphore.take(until: Instant.boot + .milliseconds(20))
  }
  require(Clock.now.sinceBoot, in: .milliseconds(20) ... .milliseconds(21))
}

test("a unit ends a wait before its time") {
  first.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(3))
    shared.give()
  }
  require((try? shared.take(within: .milliseconds(100))) != nil)
  require(Clock.now.sinceBoot, in: .milliseconds(3) ... .milliseconds(5))
}

test("the most urgent waiter gets the unit") {
  first.start(priority: .preemptible(6), number: 1, takeAndNote)
  second.start(priority: .preemptible(5), number: 2, takeAndNote)
  sleep(for: .milliseconds(1))
  shared.give()
  shared.give()
  sleep(for: .milliseconds(1))
  require(order.load(ordering: .relaxed), equals: 21)
}

test("a handler may give") {
  shared.reset()
  runInInterrupt { shared.give() }
  require(shared.takeIfAvailable())
}

test("a reset empties it and ends the waits") {
  shared.give()
  shared.reset()
  require(shared.count, equals: 0)
  first.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(2))
    shared.reset()
  }
  require(throws: .cancelled) { () throws(WaitError) in
    try shared.take(within: .seconds(1))
  }
  require(Clock.now.sinceBoot, in: .milliseconds(2) ... .milliseconds(4))
}
