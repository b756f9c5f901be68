// Interrupt, isInInterrupt and withInterruptsOff.

import Bulkhead
import BulkheadTesting
import Synchronization

let line = Interrupt(line: UInt32(SPARE_LINE))
let came = Semaphore()
let calls = Atomic<Int>(0)
let ticking = Timer()

func handle() {
  acknowledge_spare_line()
  require(isInInterrupt)
  calls.add(1, ordering: .relaxed)
  came.give()
}

test("a connected line calls its handler while it is enabled") {
  came.reset()
  calls.store(0, ordering: .relaxed)
  require((try? line.connect(priority: 3, handle)) != nil)
  line.enable()
  require(line.isEnabled)
  raise_spare_line()
  require((try? came.take(within: .milliseconds(10))) != nil)
  require(calls.load(ordering: .relaxed), equals: 1)
  line.disable()
  require(!line.isEnabled)
}

test("a disabled line does not") {
  came.reset()
  require((try? line.connect(priority: 3, handle)) != nil)
  raise_spare_line()
  sleep(for: .milliseconds(5))
  require(came.count, equals: 0)
}

test("a line that the controller does not have is refused") {
  require(throws: .noSuchLine) { () throws(Interrupt.ConnectError) in
    try Interrupt(line: 60_000).connect(priority: 3, handle)
  }
}

test("a thread is not in an interrupt, a handler is") {
  require(!isInInterrupt)
  runInInterrupt { require(isInInterrupt) }
  require(!isInInterrupt)
}

test("nothing comes between with interrupts off") {
  ticking.start(after: .milliseconds(1), every: .milliseconds(1))
  let (before, after) = withInterruptsOff {
    let before = ticking.takeExpiries()
    let start = Clock.cycles
    while Clock.cycles - start < UInt64(Clock.cyclesPerSecond / 200) {}
    return (before, ticking.takeExpiries())
  }
  require(before, equals: 0)
  require(after, equals: 0)
  sleep(for: .milliseconds(2))
  require(ticking.takeExpiries(), in: 2...8)
}
