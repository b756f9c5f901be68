// Timer.

import Bulkhead
import BulkheadTesting
import Synchronization

let once = Timer()
let ticking = Timer()
let waited = Timer()
let stopper = Thread<1024>()
let calls = Atomic<Int>(0)
let callsInInterrupt = Atomic<Int>(0)

test("it expires once, after its time") {
  once.start(after: .milliseconds(10))
  require(once.remaining ?? .zero, in: .milliseconds(9) ... .milliseconds(11))
  require(once.takeExpiries(), equals: 0)
  sleep(for: .milliseconds(30))
  require(once.takeExpiries(), equals: 1)
  require(once.takeExpiries(), equals: 0)
  require(once.remaining == nil)
}

test("a period repeats without drift") {
  ticking.start(after: .milliseconds(5), every: .milliseconds(10))
  sleep(until: .boot + .milliseconds(1002))
  require(ticking.takeExpiries(), equals: 100)
  ticking.stop()
  sleep(for: .milliseconds(50))
  require(ticking.takeExpiries(), equals: 0)
}

test("its handler is called in interrupt context") {
  ticking.start(after: .milliseconds(1), every: .milliseconds(1)) {
    calls.add(1, ordering: .relaxed)
    if isInInterrupt { callsInInterrupt.add(1, ordering: .relaxed) }
    if calls.load(ordering: .relaxed) == 3 { ticking.stop() }
  }
  sleep(for: .milliseconds(20))
  require(calls.load(ordering: .relaxed), equals: 3)
  require(callsInInterrupt.load(ordering: .relaxed), equals: 3)
}

test("a wait ends with the next expiry") {
  waited.start(after: .milliseconds(10))
  require(waited.wait(), equals: 1)
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(12))
  require(waited.wait(), equals: 0)
}

test("stopping ends a wait") {
  waited.start(after: .seconds(10))
  stopper.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(3))
    waited.stop()
  }
  require(waited.wait(), equals: 0)
  require(Clock.now.sinceBoot, in: .milliseconds(3) ... .milliseconds(5))
}

test("starting over forgets the first start") {
  once.start(after: .milliseconds(5))
  once.start(after: .milliseconds(20))
  sleep(for: .milliseconds(10))
  require(once.takeExpiries(), equals: 0)
  sleep(for: .milliseconds(15))
  require(once.takeExpiries(), equals: 1)
}

test("one that never ran may go") {
  let local = Timer()
  local.stop()
  require(local.takeExpiries(), equals: 0)
}
