// MessageQueue.

import Bulkhead
import BulkheadTesting

struct Reading: BitwiseCopyable, Equatable {
  var sensor: UInt8
  var value: Int64
}

let sender = Thread<1024>()
let readings = MessageQueue<Reading, 2>()
let numbers = MessageQueue<Int, 1>()
let handled = MessageQueue<Int, 1>()
let dropped = MessageQueue<Int, 1>()

test("elements come out in the order they went in") {
  let queue = MessageQueue<Reading, 3>()
  for number in 1...3 { queue.send(Reading(sensor: UInt8(number), value: -7)) }
  require(queue.count, equals: 3)
  for number in 1...3 {
    require(queue.receive(), equals: Reading(sensor: UInt8(number), value: -7))
  }
  require(queue.receiveIfAny() == nil)
}

test("a full one refuses, and a ring begins again at its start") {
  let queue = MessageQueue<Int, 2>()
  for number in 0..<10 {
    require(queue.sendIfRoom(number))
    require(queue.sendIfRoom(number + 100))
    require(!queue.sendIfRoom(0))
    require(queue.receive(), equals: number)
    require(queue.receiveIfAny(), equals: number + 100)
  }
}

test("peeking leaves the elements") {
  let queue = MessageQueue<Int, 3>()
  queue.send(5)
  queue.send(6)
  require(queue.peek(), equals: 5)
  require(queue.peek(at: 1), equals: 6)
  require(queue.peek(at: 2) == nil && queue.peek(at: -1) == nil)
  require(queue.count, equals: 2)
}

test("waits end when their time is up") {
  let queue = MessageQueue<Int, 1>()
  require(throws: .timedOut) { () throws(WaitError) in
    try queue.receive(within: .milliseconds(5))
  }
  queue.send(1)
  require(throws: .timedOut) { () throws(WaitError) in
    try queue.send(2, within: .milliseconds(5))
  }
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(12))
  require(queue.receive(), equals: 1)
}

test("a sender waits for room, a receiver for an element") {
  sender.start(priority: .preemptible(5)) {
    for number: Int64 in 1...4 { readings.send(Reading(sensor: 1, value: number)) }
  }
  sleep(for: .milliseconds(1))
  require(readings.count, equals: 2)
  for number: Int64 in 1...4 { require(readings.receive().value, equals: number) }
  sender.join()
  sender.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(5))
    readings.send(Reading(sensor: 2, value: 9))
  }
  require((try? readings.receive(within: .milliseconds(20)))?.value, equals: 9)
}

test("a handler may send and receive") {
  runInInterrupt { require(handled.sendIfRoom(3)) }
  require(handled.receive(), equals: 3)
  handled.send(4)
  runInInterrupt { require(handled.receiveIfAny(), equals: 4) }
}

test("dropping all ends the waits that have a limit") {
  dropped.send(1)
  sender.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(2))
    dropped.removeAll()
  }
  require(throws: .cancelled) { () throws(WaitError) in
    try dropped.send(2, within: .seconds(1))
  }
  require(dropped.count, equals: 0)
}

test("dropping all makes room for a send without a limit") {
  numbers.send(1)
  sender.start(priority: .preemptible(5)) {
    sleep(for: .milliseconds(2))
    numbers.removeAll()
  }
  numbers.send(2)
  require(numbers.receive(), equals: 2)
}
