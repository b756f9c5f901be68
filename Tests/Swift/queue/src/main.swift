// Queue, with blocks of a MemorySlab.

import Bulkhead
import BulkheadTesting

let slab = MemorySlab<Int, 8>()
let line = Queue<Int>()
let sender = Thread<1024>()

test("blocks come out first in, first out") {
  let queue = Queue<Int>()
  for number in 1...3 { queue.send(slab.make(number)) }
  for number in 1...3 { require(queue.receive().value, equals: number) }
  require(slab.count, equals: 0)
}

test("what is sent first comes out last in, first out") {
  let queue = Queue<Int>()
  for number in 1...3 { queue.sendFirst(slab.make(number)) }
  require(queue.receive().value, equals: 3)
  require(queue.receive().value, equals: 2)
  require(queue.receive().value, equals: 1)
}

test("a block is handed over, not copied") {
  let queue = Queue<Int>()
  queue.send(slab.make(1))
  require(slab.count, equals: 1)
  var block = queue.receive()
  block.value = 2
  require(slab.count, equals: 1)
  queue.send(block)
  require(queue.receive().value, equals: 2)
  require(slab.count, equals: 0)
}

test("a wait ends with a block, or when its time is up") {
  sender.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(5))
    line.send(slab.make(9))
  }
  require(line.receive().value, equals: 9)
  require(Clock.now.sinceBoot, in: .milliseconds(5) ... .milliseconds(7))
  require(throws: .timedOut) { () throws(WaitError) in
    _ = try line.receive(within: .milliseconds(5))
  }
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(13))
}

test("a handler may send") {
  runInInterrupt {
    if let block = slab.makeIfRoom(7) { line.send(block) }
  }
  if let block = line.receiveIfAny() {
    require(block.value, equals: 7)
  } else {
    fail("the block did not come")
  }
  require(line.receiveIfAny() == nil)
}
