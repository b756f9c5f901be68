// Event.

import Bulkhead
import BulkheadTesting

struct Flags: OptionSet {
  let rawValue: UInt32

  static let start = Flags(rawValue: 1)
  static let stop = Flags(rawValue: 2)
  static let pause = Flags(rawValue: 4)
}

let poster = Thread<1024>()
let event = Event<Flags>()

func post(number: Int) {
  sleep(for: .milliseconds(5))
  event.post(Flags(rawValue: UInt32(number)))
}

test("flags stay set until they are cleared") {
  let event = Event<Flags>()
  event.post(.start)
  event.post([.stop])
  require(event.flags == [.start, .stop])
  event.clear(.start)
  require(event.flags == .stop)
}

test("any of the flags ends a wait and stays") {
  let event = Event<Flags>()
  event.post(.stop)
  require(event.wait(forAny: [.start, .stop]) == .stop)
  require(event.flags == .stop)
}

test("what is taken is cleared, and nothing else") {
  let event = Event<Flags>()
  event.post([.start, .pause])
  require(event.take(anyOf: [.start, .stop]) == .start)
  require(event.flags == .pause)
}

test("a wait for all ends with the last") {
  event.clear([.start, .stop, .pause])
  event.post(.start)
  poster.start(priority: .preemptible(5), number: 2, post)
  event.wait(forAll: [.start, .stop])
  require(Clock.now.sinceBoot, in: .milliseconds(5) ... .milliseconds(7))
  require(event.flags == [.start, .stop])
}

test("a wait for no flags is over at once") {
  let event = Event<Flags>()
  require(event.wait(forAny: []) == [])
  require((try? event.wait(forAny: [], within: .milliseconds(5))) == [])
}

test("waits end when their time is up") {
  let event = Event<Flags>()
  event.post(.pause)
  require(throws: .timedOut) { () throws(WaitError) in
    try event.wait(forAny: [.start, .stop], within: .milliseconds(5))
  }
  require(throws: .timedOut) { () throws(WaitError) in
    try event.wait(forAll: [.start, .pause], within: .milliseconds(5))
  }
  require(throws: .timedOut) { () throws(WaitError) in
    try event.take(anyOf: .stop, within: .milliseconds(5))
  }
  require(Clock.now.sinceBoot, in: .milliseconds(15) ... .milliseconds(18))
  require(event.flags == .pause)
}

test("a handler may post") {
  event.clear([.start, .stop, .pause])
  runInInterrupt { event.post(.pause) }
  require((try? event.take(anyOf: .pause, within: .milliseconds(1))) == .pause)
}
