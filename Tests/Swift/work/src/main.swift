// Work, DelayedWork and WorkQueue.

import Bulkhead
import BulkheadTesting
import Synchronization

let queue = WorkQueue<1024>()
let calls = Atomic<Int>(0)
let order = Atomic<Int>(0)
let count = Work { calls.add(1, ordering: .relaxed) }
let slow = Work {
  sleep(for: .milliseconds(10))
  note(1)
}
let next = Work { note(2) }
let delayed = DelayedWork { note(3) }

func note(_ number: Int) {
  order.store(order.load(ordering: .relaxed) * 10 + number, ordering: .relaxed)
}

func begin() {
  calls.store(0, ordering: .relaxed)
  order.store(0, ordering: .relaxed)
}

test("the system's queue calls submitted work once") {
  begin()
  require(count.submit())
  count.wait()
  require(calls.load(ordering: .relaxed), equals: 1)
  require(!count.isBusy)
}

test("a handler may submit") {
  begin()
  runInInterrupt { require(count.submit()) }
  sleep(for: .milliseconds(1))
  require(calls.load(ordering: .relaxed), equals: 1)
}

test("what stands in a queue is not submitted again") {
  begin()
  CurrentThread.withSchedulerLocked {
    require(count.submit())
    require(count.isBusy)
    require(!count.submit())
  }
  count.wait()
  require(calls.load(ordering: .relaxed), equals: 1)
}

test("cancelled work is not called") {
  begin()
  CurrentThread.withSchedulerLocked {
    count.submit()
    require(count.cancel())
  }
  sleep(for: .milliseconds(1))
  require(calls.load(ordering: .relaxed), equals: 0)
}

test("work waits behind other work, and a wait for what comes next") {
  begin()
  slow.submit()
  next.submit()
  next.wait()
  require(order.load(ordering: .relaxed), equals: 12)
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(12))
}

test("what runs cannot be cancelled, but waited for") {
  begin()
  slow.submit()
  sleep(for: .milliseconds(2))
  require(!slow.cancel())
  slow.cancelAndWait()
  require(order.load(ordering: .relaxed), equals: 1)
}

test("delayed work is called after its delay") {
  begin()
  require(delayed.schedule(after: .milliseconds(10)))
  require(!delayed.schedule(after: .milliseconds(1)))
  require(delayed.remaining ?? .zero, in: .milliseconds(9) ... .milliseconds(11))
  sleep(for: .milliseconds(9))
  require(order.load(ordering: .relaxed), equals: 0)
  sleep(for: .milliseconds(3))
  require(order.load(ordering: .relaxed), equals: 3)
  require(delayed.remaining == nil)
}

test("rescheduling replaces the delay") {
  begin()
  delayed.schedule(after: .milliseconds(5))
  require(delayed.reschedule(after: .milliseconds(20)))
  sleep(for: .milliseconds(15))
  require(order.load(ordering: .relaxed), equals: 0)
  sleep(for: .milliseconds(10))
  require(order.load(ordering: .relaxed), equals: 3)
}

test("a cancelled delay never ends, one that is waited for ends at once") {
  begin()
  delayed.schedule(after: .milliseconds(5))
  require(delayed.cancel())
  sleep(for: .milliseconds(10))
  require(order.load(ordering: .relaxed), equals: 0)
  delayed.schedule(after: .seconds(10))
  delayed.wait()
  require(order.load(ordering: .relaxed), equals: 3)
}

test("a queue of one's own calls work in its thread") {
  begin()
  queue.start(name: "queue", priority: .preemptible(4))
  require(slow.submit(to: queue))
  require(delayed.schedule(after: .milliseconds(2), on: queue))
  sleep(for: .milliseconds(5))
  require(order.load(ordering: .relaxed), equals: 0)
  queue.drain()
  require(order.load(ordering: .relaxed), equals: 13)
}
