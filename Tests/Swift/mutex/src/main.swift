// Mutex.

import Bulkhead
import BulkheadTesting

struct Refusal: Error, Equatable {}

let low = Thread<1024>()
let middle = Thread<1024>()
let lent = Mutex(0)
let sum = Mutex(0)
let taken = Mutex(0)
let order = Mutex(0)

func note(_ number: Int) { order.withLock { $0 = $0 * 10 + number } }

test("the value is there under the lock, and stays") {
  let mutex = Mutex(40)
  mutex.withLock { $0 += 2 }
  require(mutex.withLock { $0 }, equals: 42)
}

test("what the body throws comes out, and the mutex is free") {
  let mutex = Mutex(1)
  require(throws: Refusal()) { () throws(Refusal) in
    try mutex.withLock { (value) throws(Refusal) in
      value = 2
      throw Refusal()
    }
  }
  require(mutex.withLockIfAvailable { $0 }, equals: 2)
}

test("a thread waits for another's lock") {
  low.start(priority: .preemptible(5)) {
    sum.withLock {
      sleep(for: .milliseconds(5))
      $0 += 1
    }
  }
  sleep(for: .milliseconds(1))
  require(sum.withLock { $0 }, equals: 1)
  require(Clock.now.sinceBoot, in: .milliseconds(5) ... .milliseconds(7))
}

test("nobody waits who only asks") {
  low.start(priority: .preemptible(5)) { taken.withLock { _ in sleep(for: .milliseconds(5)) } }
  sleep(for: .milliseconds(1))
  require(taken.withLockIfAvailable { $0 } == nil)
  low.join()
  require(taken.withLockIfAvailable { $0 } != nil)
}

test("a wait for the lock ends when its time is up") {
  low.start(priority: .preemptible(5)) { taken.withLock { _ in sleep(for: .milliseconds(50)) } }
  sleep(for: .milliseconds(1))
  require(throws: .timedOut) { () throws(WaitError) in
    try taken.withLock(within: .milliseconds(10)) { $0 = 1 }
  }
  require(Clock.now.sinceBoot, in: .milliseconds(11) ... .milliseconds(13))
  low.join()
  require((try? taken.withLock(within: .milliseconds(10)) { $0 }), equals: 0)
}

test("an owner runs at the priority of who waits for it") {
  low.start(priority: .preemptible(9)) {
    lent.withLock { _ in
      note(1)
      busyWait(for: .milliseconds(4))
      require(CurrentThread.priority == .preemptible(0))
      note(2)
    }
    require(CurrentThread.priority == .preemptible(9))
  }
  sleep(for: .milliseconds(1))
  // More urgent than the owner, but not than who waits for it.
  middle.start(priority: .preemptible(5), after: .milliseconds(1)) { note(4) }
  CurrentThread.setPriority(.preemptible(0))
  lent.withLock { _ in note(3) }
  middle.join()
  require(order.withLock { $0 }, equals: 1234)
}

test("what it guards goes with it") {
  do {
    let mutex = Mutex(Noted(number: 5))
    mutex.withLock { $0.number = 6 }
    order.withLock { $0 = 0 }
  }
  require(order.withLock { $0 }, equals: 6)
}

/// A value that says when it goes.
struct Noted: ~Copyable {
  var number: Int

  deinit { note(number) }
}
