// How failing tests in Swift are reported.

import Bulkhead
import BulkheadTesting

struct Point: Equatable {
  var x = 0
}

let worker = Thread<1024>()

test("a number is another") { require(3, equals: 4) }
test("a number is outside") { require(UInt64.max, in: 1...2) }
test("a number is not there") { require(Int?.none, equals: 1) }
test("a duration is outside") { require(Duration.milliseconds(5), in: .zero ... .milliseconds(4)) }
test("values differ") { require(Point(x: 1), equals: Point()) }
test("a condition does not hold") { require(1 > 2, "one is not more than two") }
test("nothing is thrown") {
  let semaphore = Semaphore(count: 1)
  require(throws: .timedOut) { () throws(WaitError) in
    try semaphore.take(within: .milliseconds(1))
  }
}
test("another error is thrown") {
  let semaphore = Semaphore()
  require(throws: .cancelled) { () throws(WaitError) in
    try semaphore.take(within: .milliseconds(1))
  }
}
test("a thread fails") {
  worker.start(priority: .preemptible(5)) { fail("in a thread") }
  worker.join()
}
test("a handler fails") { runInInterrupt { fail("in a handler") } }
test("the next test is not concerned") { require(!isInInterrupt) }
