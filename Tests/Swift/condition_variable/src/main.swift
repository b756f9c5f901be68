// ConditionVariable, with a Mutex.

import Bulkhead
import BulkheadTesting

let first = Thread<1024>()
let second = Thread<1024>()
let stock = Mutex(0)
let delivered = ConditionVariable()
let sold = Mutex(0)

func buy() {
  stock.withLock(when: { $0 > 0 }, signaledBy: delivered, { $0 -= 1 })
  sold.withLock { $0 += 1 }
}

func begin(stock count: Int) {
  stock.withLock { $0 = count }
  sold.withLock { $0 = 0 }
}

test("nobody waits for what holds already") {
  begin(stock: 3)
  stock.withLock(when: { $0 > 0 }, signaledBy: delivered, { $0 -= 1 })
  require(stock.withLock { $0 }, equals: 2)
}

test("a thread goes on when the value is as it needs it") {
  begin(stock: 0)
  first.start(priority: .preemptible(5), buy)
  sleep(for: .milliseconds(1))
  delivered.signal()
  sleep(for: .milliseconds(1))
  require(sold.withLock { $0 }, equals: 0)
  stock.withLock { $0 = 1 }
  delivered.signal()
  first.join()
  require(sold.withLock { $0 }, equals: 1)
  require(stock.withLock { $0 }, equals: 0)
}

test("a signal wakes one thread, a broadcast all") {
  begin(stock: 0)
  first.start(priority: .preemptible(5), buy)
  second.start(priority: .preemptible(5), buy)
  sleep(for: .milliseconds(1))
  stock.withLock { $0 = 2 }
  delivered.signal()
  sleep(for: .milliseconds(1))
  require(sold.withLock { $0 }, equals: 1)
  delivered.broadcast()
  second.join()
  require(sold.withLock { $0 }, equals: 2)
}

test("a wait ends when its time is up, and the mutex is free") {
  begin(stock: 0)
  require(throws: .timedOut) { () throws(WaitError) in
    try stock.withLock(
      when: { $0 > 0 }, signaledBy: delivered, within: .milliseconds(10), { $0 -= 1 })
  }
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(12))
  require(stock.withLockIfAvailable { $0 }, equals: 0)
}

test("signals that do not help do not prolong a wait") {
  begin(stock: 0)
  first.start(priority: .preemptible(5)) {
    while true {
      sleep(for: .milliseconds(3))
      delivered.broadcast()
    }
  }
  require(throws: .timedOut) { () throws(WaitError) in
    try stock.withLock(
      when: { $0 > 0 }, signaledBy: delivered, within: .milliseconds(10), { $0 -= 1 })
  }
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(12))
}
