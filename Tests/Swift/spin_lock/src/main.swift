// SpinLock.

import Bulkhead
import BulkheadTesting

struct Refusal: Error, Equatable {}

let counted = SpinLock(0)
let ticking = Timer()

test("threads and handlers share a value") {
  counted.withLock { $0 = 1 }
  runInInterrupt { counted.withLock { $0 += 1 } }
  require(counted.withLock { $0 }, equals: 2)
}

test("no handler comes while it is held") {
  counted.withLock { $0 = 0 }
  ticking.start(after: .milliseconds(1), every: .milliseconds(1)) { counted.withLock { $0 += 1 } }
  let seen = counted.withLock { count in
    let start = Clock.cycles
    while Clock.cycles - start < UInt64(Clock.cyclesPerSecond / 200) {}
    return count
  }
  require(seen, equals: 0)
  sleep(for: .milliseconds(2))
  ticking.stop()
  require(counted.withLock { $0 }, in: 2...8)
}

test("what the body throws comes out, and interrupts are on again") {
  require(throws: Refusal()) { () throws(Refusal) in
    try counted.withLock { (value) throws(Refusal) in
      value = 7
      throw Refusal()
    }
  }
  require(counted.withLock { $0 }, equals: 7)
  sleep(for: .milliseconds(1))
}
