// Thread, CurrentThread, Priority.

import Bulkhead
import BulkheadTesting
import Synchronization

let first = Thread<1024>()
let second = Thread<1024>()
let third = Thread<1024>()
let order = Atomic<Int>(0)
let count = Atomic<Int>(0)

func note(number: Int) {
  order.store(order.load(ordering: .relaxed) * 10 + number, ordering: .relaxed)
}

func noteForever(number: Int) {
  while true {
    note(number: number)
    CurrentThread.yield()
  }
}

func countForever() {
  while true {
    count.add(1, ordering: .relaxed)
    sleep(for: .milliseconds(1))
  }
}

test("a thread runs its body and ends") {
  order.store(0, ordering: .relaxed)
  first.start(name: "first", priority: .preemptible(5), number: 7, note)
  require(first.isAlive)
  first.join()
  require(!first.isAlive)
  require(order.load(ordering: .relaxed), equals: 7)
}

test("one that ended starts again") {
  order.store(0, ordering: .relaxed)
  for number in 1...3 {
    first.start(priority: .preemptible(5), number: number, note)
    first.join()
  }
  require(order.load(ordering: .relaxed), equals: 123)
}

test("the more urgent one runs first, equals in their order") {
  order.store(0, ordering: .relaxed)
  CurrentThread.withSchedulerLocked {
    first.start(priority: .preemptible(6), number: 3, note)
    second.start(priority: .preemptible(5), number: 1, note)
    third.start(priority: .preemptible(5), number: 2, note)
  }
  first.join()
  require(order.load(ordering: .relaxed), equals: 123)
}

test("a more urgent one begins at once, unless the scheduler is locked") {
  order.store(0, ordering: .relaxed)
  CurrentThread.setPriority(.preemptible(5))
  CurrentThread.withSchedulerLocked {
    first.start(priority: .cooperative(3), number: 2, note)
    note(number: 1)
  }
  second.start(priority: .cooperative(3), number: 3, note)
  note(number: 4)
  require(order.load(ordering: .relaxed), equals: 1234)
}

test("a start can be delayed") {
  first.start(priority: .preemptible(5), number: 1, after: .milliseconds(10), note)
  first.join()
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(12))
}

test("a join ends when its time is up") {
  first.start(priority: .preemptible(5), countForever)
  require(throws: .timedOut) { () throws(JoinError) in
    try first.join(within: .milliseconds(10))
  }
  require(first.isAlive)
}

test("who joins itself is told") {
  first.start(priority: .preemptible(5)) {
    require(throws: .deadlock) { () throws(JoinError) in
      try first.join(within: .milliseconds(10))
    }
    note(number: 5)
  }
  order.store(0, ordering: .relaxed)
  first.join()
  require(order.load(ordering: .relaxed), equals: 5)
}

test("an aborted one does nothing more, and can be joined") {
  count.store(0, ordering: .relaxed)
  first.start(priority: .preemptible(5), countForever)
  sleep(for: .milliseconds(5))
  first.abort()
  require(!first.isAlive)
  first.join()
  let counted = count.load(ordering: .relaxed)
  require(counted, in: 3...6)
  sleep(for: .milliseconds(5))
  require(count.load(ordering: .relaxed), equals: counted)
}

test("a thread may end itself anywhere") {
  order.store(0, ordering: .relaxed)
  first.start(priority: .preemptible(5)) {
    note(number: 1)
    CurrentThread.end()
  }
  first.join()
  require(order.load(ordering: .relaxed), equals: 1)
}

test("a suspended one goes on when it is resumed") {
  count.store(0, ordering: .relaxed)
  first.start(priority: .preemptible(5), countForever)
  sleep(for: .milliseconds(3))
  first.suspend()
  let counted = count.load(ordering: .relaxed)
  sleep(for: .milliseconds(5))
  require(count.load(ordering: .relaxed), equals: counted)
  first.resume()
  sleep(for: .milliseconds(5))
  require(count.load(ordering: .relaxed), in: counted + 3...counted + 7)
}

test("a sleeper can be woken") {
  first.start(priority: .preemptible(5)) { sleep(for: .seconds(10)) }
  sleep(for: .milliseconds(3))
  first.wakeUp()
  first.join()
  require(Clock.now.sinceBoot, in: .milliseconds(3) ... .milliseconds(5))
}

test("priorities can be asked and changed") {
  require(Priority.cooperative(30).isMoreUrgent(than: .preemptible(0)))
  require(!Priority.preemptible(5).isMoreUrgent(than: .preemptible(5)))
  first.start(priority: .preemptible(5), countForever)
  require(first.priority == .preemptible(5))
  first.setPriority(.preemptible(8))
  require(first.priority == .preemptible(8))
  CurrentThread.setPriority(.cooperative(2))
  require(CurrentThread.priority == .cooperative(2))
}

test("equals take turns when they yield") {
  order.store(0, ordering: .relaxed)
  first.start(priority: .preemptible(5), number: 1, noteForever)
  second.start(priority: .preemptible(5), number: 2, noteForever)
  // Whoever becomes an equal stands behind the others.
  CurrentThread.setPriority(.preemptible(5))
  for _ in 0..<2 { CurrentThread.yield() }
  require(order.load(ordering: .relaxed), equals: 121_212)
}
