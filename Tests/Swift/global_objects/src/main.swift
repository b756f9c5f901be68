// Objects at the top level of files are there before main, whoever uses them first.

import Bulkhead
import BulkheadTesting

let madeBeforeMain = made.withLock { $0 }

test("what needs code is made before main, once") {
  require(madeBeforeMain, equals: 11)
  require(early.number, equals: 1)
  require(lonelyNumber(), equals: 10)
  require(made.withLock { $0 }, equals: 11)
}

test("a handler may be the first to use an object") {
  runInInterrupt { require(queue.sendIfRoom(5)) }
  require(queue.receive(), equals: 5)
}

test("a thread that is declared elsewhere runs") {
  worker.start(priority: .preemptible(5)) { queue.send(6) }
  require(try? queue.receive(within: .milliseconds(5)), equals: 6)
}
