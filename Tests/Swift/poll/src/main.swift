// waitForAny, Signal, and what can be waited for.

import Bulkhead
import BulkheadTesting

let worker = Thread<1024>()
let units = Semaphore()
let stop = Signal()
let numbers = MessageQueue<Int, 2>()
let slab = MemorySlab<Int, 2>()
let blocks = Queue<Int>()
let bytes = Pipe<4>()
let late = Signal()

test("what is ready already is told, of all objects") {
  let first = Semaphore(count: 1)
  let second = Semaphore()
  let third = Semaphore(count: 1)
  let (isFirst, isSecond, isThird) = waitForAny(first, second, third)
  require(isFirst)
  require(!isSecond)
  require(isThird)
  require(first.count, equals: 1)
}

test("a unit, an element, a block, bytes and a signal end a wait") {
  let idle = Semaphore()
  worker.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(1))
    units.give()
    sleep(for: .milliseconds(1))
    numbers.send(5)
    sleep(for: .milliseconds(1))
    blocks.send(slab.make(6))
    sleep(for: .milliseconds(1))
    let sent = InlineArray<2, UInt8>(repeating: 7)
    require((try? bytes.write(sent.span)) != nil)
    sleep(for: .milliseconds(1))
    stop.raise(8)
  }
  require(waitForAny(idle, units) == (false, true))
  require(units.takeIfAvailable())
  require(waitForAny(idle, numbers) == (false, true))
  require(numbers.receiveIfAny(), equals: 5)
  require(waitForAny(idle, blocks) == (false, true))
  require(blocks.receive().value, equals: 6)
  require(waitForAny(idle, bytes) == (false, true))
  require(bytes.count, equals: 2)
  require(waitForAny(idle, stop) == (false, true))
  require(stop.value, equals: 8)
}

test("a wait ends when its time is up") {
  let first = Semaphore()
  let second = Signal()
  require(throws: .timedOut) { () throws(WaitError) in
    _ = try waitForAny(first, second, within: .milliseconds(5))
  }
  require(throws: .timedOut) { () throws(WaitError) in
    _ = try waitForAny(first, second, units, within: .milliseconds(5))
  }
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(13))
  first.give()
  guard let ready = try? waitForAny(first, second, within: .milliseconds(5)) else {
    return fail("nothing is ready")
  }
  require(ready == (true, false))
}

test("a signal stays raised until it is reset") {
  let signal = Signal()
  require(signal.value == nil)
  signal.raise(-3)
  require(signal.wait(), equals: -3)
  require(signal.value, equals: -3)
  signal.reset()
  require(signal.value == nil)
  require(throws: .timedOut) { () throws(WaitError) in
    _ = try signal.wait(within: .milliseconds(2))
  }
}

test("a handler may raise a signal") {
  runInInterrupt { late.raise(1) }
  require(try? late.wait(within: .milliseconds(2)), equals: 1)
}
