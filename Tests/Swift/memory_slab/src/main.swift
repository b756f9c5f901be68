// MemorySlab and Block.

import Bulkhead
import BulkheadTesting
import Synchronization

struct Packet {
  var length: Int
  var payload: InlineArray<16, UInt8>

  init(length: Int) {
    self.length = length
    payload = InlineArray(repeating: UInt8(length))
  }
}

/// A value that says when it goes.
struct Noted: ~Copyable {
  let number: Int

  deinit { gone.add(number, ordering: .relaxed) }
}

let packets = MemorySlab<Packet, 3>()
let noted = MemorySlab<Noted, 2>()
let contended = MemorySlab<Int, 1>()
let handled = MemorySlab<Int, 1>()
let gone = Atomic<Int>(0)
let holder = Thread<1024>()

test("a value can be changed in its place") {
  var block = packets.make(Packet(length: 5))
  require(block.value.length, equals: 5)
  block.value.length = 6
  block.value.payload[15] = 7
  require(block.value.length, equals: 6)
  require(block.value.payload[15], equals: 7)
  require(block.value.payload[0], equals: 5)
}

test("room is free again when the owner goes") {
  for round in 1...10 {
    let first = packets.make(Packet(length: round))
    let second = packets.make(Packet(length: round + 1))
    let third = packets.make(Packet(length: round + 2))
    require(packets.count, equals: 3)
    require(packets.makeIfRoom(Packet(length: 0)) == nil)
    require(first.value.length, equals: round)
    require(second.value.length, equals: round + 1)
    require(third.value.payload[7], equals: UInt8(round + 2))
  }
  require(packets.count, equals: 0)
}

test("a value ends with its owner, once") {
  gone.store(0, ordering: .relaxed)
  do {
    let block = noted.make(Noted(number: 3))
    require(block.value.number, equals: 3)
    require(gone.load(ordering: .relaxed), equals: 0)
  }
  require(gone.load(ordering: .relaxed), equals: 3)
}

test("a wait ends when room is free") {
  holder.start(priority: .preemptible(5)) {
    let block = contended.make(1)
    sleep(for: .milliseconds(5))
    require(block.value, equals: 1)
  }
  sleep(for: .milliseconds(1))
  let block = contended.make(2)
  require(block.value, equals: 2)
  require(Clock.now.sinceBoot, in: .milliseconds(5) ... .milliseconds(7))
}

test("a wait ends when its time is up") {
  let block = contended.make(1)
  require(throws: .timedOut) { () throws(WaitError) in
    _ = try contended.make(2, within: .milliseconds(5))
  }
  require(block.value, equals: 1)
}

test("a handler may make and give back") {
  runInInterrupt {
    guard let block = handled.makeIfRoom(4) else { return fail("there is no room") }
    require(block.value, equals: 4)
  }
  require(handled.count, equals: 0)
}
