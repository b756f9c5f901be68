// Mailbox.

import Bulkhead
import BulkheadTesting
import Synchronization

struct Letter: BitwiseCopyable, Equatable {
  var number: Int
  var weight: UInt8
}

let first = Thread<1024>()
let second = Thread<1024>()
let letters = Mailbox<Letter>()
let words = Mailbox<Int>()
let state = Atomic<Int>(0)

func sendNumber(number: Int) { words.send(number) }

func receiveAndNote(number: Int) {
  state.store(words.receive() * 10 + number, ordering: .relaxed)
}

test("a message arrives whole") {
  first.start(priority: .preemptible(5)) { letters.send(Letter(number: 7, weight: 200)) }
  require(letters.receive(), equals: Letter(number: 7, weight: 200))
  first.join()
}

test("a sender waits until its message has arrived") {
  state.store(0, ordering: .relaxed)
  first.start(priority: .preemptible(5)) {
    words.send(1)
    state.store(1, ordering: .relaxed)
  }
  sleep(for: .milliseconds(5))
  require(state.load(ordering: .relaxed), equals: 0)
  require(words.receive(), equals: 1)
  first.join()
  require(state.load(ordering: .relaxed), equals: 1)
}

test("the most urgent sender is first") {
  first.start(priority: .preemptible(6), number: 1, sendNumber)
  second.start(priority: .preemptible(5), number: 2, sendNumber)
  sleep(for: .milliseconds(1))
  require(words.receive(), equals: 2)
  require(words.receive(), equals: 1)
}

test("a receiver may insist on a sender") {
  first.start(priority: .preemptible(6), number: 1, sendNumber)
  second.start(priority: .preemptible(5), number: 2, sendNumber)
  sleep(for: .milliseconds(1))
  require(words.receive(from: first), equals: 1)
  require(throws: .timedOut) { () throws(WaitError) in
    try words.receive(from: first, within: .milliseconds(2))
  }
  require(words.receive(from: second), equals: 2)
}

test("a sender may insist on a receiver") {
  state.store(0, ordering: .relaxed)
  first.start(priority: .preemptible(5), number: 1, receiveAndNote)
  second.start(priority: .preemptible(5), number: 2, receiveAndNote)
  sleep(for: .milliseconds(1))
  words.send(4, to: second)
  second.join()
  require(state.load(ordering: .relaxed), equals: 42)
  require(throws: .timedOut) { () throws(WaitError) in
    try words.send(5, to: second, within: .milliseconds(2))
  }
}

test("waits end when their time is up") {
  require(throws: .timedOut) { () throws(WaitError) in
    try words.send(1, within: .milliseconds(5))
  }
  require(throws: .timedOut) { () throws(WaitError) in
    try words.receive(within: .milliseconds(5))
  }
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(13))
}
