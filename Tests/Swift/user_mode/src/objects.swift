// Semaphores, mutexes, queues and events between threads without privileges, threads that have them, and interrupts.

import Bulkhead
import BulkheadTesting
import Synchronization

struct Wide: BitwiseCopyable, Sendable {
  var letter: UInt8
  var number: UInt64
}

struct Signals: OptionSet, Sendable {
  let rawValue: UInt32

  static var red: Signals { Signals(rawValue: 1) }
  static var green: Signals { Signals(rawValue: 2) }
}

let units = Semaphore(limit: 3)
let account = Mutex((count: 0, sum: 0))
let three = MessageQueue<Int, 3>()
let single = MessageQueue<UInt8, 1>()
let four = MessageQueue<Wide, 4>()
let signals = Event<Signals>()
let ticking = Timer()
let stock = Mutex(0)
let delivered = ConditionVariable()

func takeUnit(number: Int) {
  units.take()
  note(number: number)
}

/// What a wait says.
func isLate(_ body: () throws(WaitError) -> Void) -> Bool {
  do throws(WaitError) { try body() } catch { return error == .timedOut }
  return false
}

func declareObjectTests() {
  declareSemaphoreTests()
  declareMutexTests()
  declareConditionTests()
  declareQueueTests()
  declareEventTests()
  declareTimerTests()
}

private func declareSemaphoreTests() {
  test("units go to the most urgent waiter, whoever gives them") {
    log.store(0, ordering: .relaxed)
    for index in crew.indices {
      crew[index].start(priority: .preemptible(7 - index), number: index + 1, takeUnit)
    }
    sleep(for: .milliseconds(1))
    units.give()
    sleep(for: .milliseconds(1))
    require(log.load(ordering: .relaxed), equals: 3)
    runInInterrupt { units.give() }
    sleep(for: .milliseconds(1))
    require(log.load(ordering: .relaxed), equals: 32)
    helper.start(priority: .preemptible(9)) { units.give() }
    for index in crew.indices { crew[index].join() }
    require(log.load(ordering: .relaxed), equals: 321)
    require(units.count, equals: 0)
  }

  test("a semaphore holds what its limit allows, and waits end when their time is up") {
    require(
      faults {
        for _ in 0..<5 { units.give() }
        check(units.count == 3)
        for _ in 0..<3 { check(units.takeIfAvailable()) }
        check(!units.takeIfAvailable())
        let before = Clock.now
        check(isLate { () throws(WaitError) in try units.take(within: .milliseconds(10)) })
        check(Clock.now - before >= .milliseconds(10))
        let until = Clock.now + .milliseconds(5)
        check(isLate { () throws(WaitError) in try units.take(until: until) })
        check(Clock.now >= until)
      }, equals: 0)
  }

  test("a more urgent thread runs as soon as its unit is given") {
    log.store(0, ordering: .relaxed)
    crew[0].start(priority: .preemptible(4), number: 1, takeUnit)
    worker.start(priority: .preemptible(8)) {
      units.give()
      note(number: 2)
    }
    worker.join()
    require(log.load(ordering: .relaxed), equals: 12)
  }
}

private func declareMutexTests() {
  test("one thread at a time has what a mutex guards") {
    account.withLock { $0 = (0, 0) }
    for index in crew.indices {
      crew[index].start(priority: .preemptible(6), number: index) { number in
        for _ in 0..<10 {
          account.withLock {
            let count = $0.count
            // Others come between, and wait.
            if number != 1 { CurrentThread.yield() } else { sleep(for: .microseconds(300)) }
            $0 = (count + 1, $0.sum + number)
          }
        }
      }
    }
    for index in crew.indices { crew[index].join() }
    let (count, sum) = account.withLock { $0 }
    require(count, equals: 30)
    require(sum, equals: 30)
    require(Int(take_faults()), equals: 0)
  }

  test("the owner of a mutex has the priority of who waits for it") {
    log.store(0, ordering: .relaxed)
    helper.start(priority: .preemptible(9)) {
      account.withLock { _ in
        units.give()
        sleep(for: .milliseconds(5))
        note(number: CurrentThread.priority == .preemptible(3) ? 1 : 9)
      }
      note(number: CurrentThread.priority == .preemptible(9) ? 3 : 9)
    }
    units.take()
    crew[0].start(priority: .preemptible(3)) {
      account.withLock { _ in note(number: 2) }
    }
    crew[0].join()
    helper.join()
    require(log.load(ordering: .relaxed), equals: 123)
  }

  test("a mutex that another thread has is not to be had at once, nor in a limited time") {
    helper.start(priority: .preemptible(4)) {
      account.withLock { _ in sleep(for: .milliseconds(20)) }
    }
    require(
      faults {
        check(account.withLockIfAvailable { _ in true } == nil)
        check(
          isLate { () throws(WaitError) in
            try account.withLock(within: .milliseconds(2)) { _ in }
          })
        account.withLock { _ in note(number: 1) }
        check(account.withLockIfAvailable { _ in true } == true)
      }, equals: 0)
    require(log.load(ordering: .relaxed), equals: 1)
  }

  test("who locks a mutex twice ends") {
    let own = faults { Own.mutex.withLock { _ in Own.mutex.withLock { _ in note(number: 1) } } }
    require(own, equals: 1)
    require(log.load(ordering: .relaxed), equals: 0)
  }
}

private func declareConditionTests() {
  test("threads wait until what a mutex guards is what they need, and are told") {
    log.store(0, ordering: .relaxed)
    for index in crew.indices {
      crew[index].start(priority: .preemptible(4), number: index + 1) { number in
        stock.withLock(when: { $0 >= number }, signaledBy: delivered) {
          $0 -= number
          note(number: number)
        }
      }
    }
    // 1 for the first, then 5 for the two others, by a thread that has no privileges and a handler.
    helper.start(priority: .preemptible(6)) {
      stock.withLock { $0 = 1 }
      delivered.signal()
      sleep(for: .milliseconds(1))
      stock.withLock { $0 = 5 }
      sleep(for: .milliseconds(5))
    }
    sleep(for: .milliseconds(3))
    runInInterrupt { delivered.broadcast() }
    for index in crew.indices { crew[index].join() }
    helper.join()
    require(log.load(ordering: .relaxed), in: 123...132)
    require(Int(take_faults()), equals: 0)
    require(stock.withLock { $0 }, equals: 0)
  }

  test("a wait for a signal ends when its time is up, with the mutex free") {
    require(
      faults {
        let before = Clock.now
        check(
          isLate { () throws(WaitError) in
            try stock.withLock(
              when: { $0 > 9 }, signaledBy: delivered, within: .milliseconds(4)
            ) { _ in }
          })
        check(Clock.now - before >= .milliseconds(4))
        check(stock.withLockIfAvailable { $0 } == 0)
        delivered.signal()
      }, equals: 0)
  }
}

private enum Own {
  static let mutex = Mutex(0)
}

private func declareQueueTests() {
  test("a queue gives in order what was put into it, and holds up who is too fast") {
    helper.start(priority: .preemptible(6)) {
      for number in 1...40 {
        three.send(number)
        if number % 7 == 0 { sleep(for: .microseconds(200)) }
      }
    }
    require(
      faults {
        for number in 1...40 {
          check(three.receive() == number)
          if number % 5 == 0 { sleep(for: .microseconds(300)) }
        }
        check(three.receiveIfAny() == nil && three.count == 0)
      }, equals: 0)
    helper.join()
  }

  test("a queue holds as many elements as it says") {
    require(
      faults {
        for number in 0..<3 { check(three.sendIfRoom(number) && three.count == number + 1) }
        check(!three.sendIfRoom(3))
        check(isLate { () throws(WaitError) in try three.send(3, within: .milliseconds(2)) })
        for number in 0..<3 { check(three.receiveIfAny() == number) }
        check(
          isLate { () throws(WaitError) in
            _ = try three.receive(within: .milliseconds(2))
          })
        for round in 0..<9 {
          check(single.sendIfRoom(UInt8(round)) && !single.sendIfRoom(0) && single.count == 1)
          check(single.receiveIfAny() == UInt8(round) && single.receiveIfAny() == nil)
        }
      }, equals: 0)
  }

  test("elements of any shape come through, also from an interrupt") {
    helper.start(priority: .preemptible(4)) {
      let element = four.receive()
      note(number: element.letter == 7 && element.number == 1 << 40 ? 1 : 9)
    }
    log.store(0, ordering: .relaxed)
    runInInterrupt { _ = four.sendIfRoom(Wide(letter: 7, number: 1 << 40)) }
    helper.join()
    require(log.load(ordering: .relaxed), equals: 1)
    for index in 0..<4 {
      require(four.sendIfRoom(Wide(letter: UInt8(index), number: UInt64(index) << 33)))
    }
    require(!four.sendIfRoom(Wide(letter: 0, number: 0)))
    require(
      faults {
        for index in 0..<4 {
          let element = four.receive()
          check(element.letter == UInt8(index) && element.number == UInt64(index) << 33)
        }
      }, equals: 0)
  }
}

private func declareEventTests() {
  test("an event wakes who waits for any of its flags, or for all") {
    log.store(0, ordering: .relaxed)
    signals.clear([.red, .green])
    crew[0].start(priority: .preemptible(5)) {
      signals.wait(forAll: [.red, .green])
      note(number: 2)
    }
    crew[1].start(priority: .preemptible(4)) {
      check(signals.wait(forAny: [.red, .green]) == .red)
      note(number: 1)
    }
    sleep(for: .milliseconds(1))
    helper.start(priority: .preemptible(7)) { signals.post(.red) }
    crew[1].join()
    require(log.load(ordering: .relaxed), equals: 1)
    runInInterrupt { signals.post(.green) }
    crew[0].join()
    require(log.load(ordering: .relaxed), equals: 12)
    require(Int(take_faults()), equals: 0)
    require(signals.flags == [.red, .green])
  }

  test("flags that are taken are taken once, and waits for them end in time") {
    signals.clear([.red, .green])
    signals.post(.green)
    require(
      faults {
        check(signals.take(anyOf: [.red, .green]) == .green)
        check(signals.flags == [])
        check(signals.wait(forAny: []) == [])
        check(
          isLate { () throws(WaitError) in
            _ = try signals.take(anyOf: .green, within: .milliseconds(2))
          })
        check(
          isLate { () throws(WaitError) in
            try signals.wait(forAll: [.red, .green], within: .milliseconds(2))
          })
        signals.post(.red)
        check((try? signals.wait(forAny: .red, within: .milliseconds(2))) == .red)
      }, equals: 0)
  }
}

private func declareTimerTests() {
  test("threads use timers") {
    require(
      faults {
        ticking.start(after: .milliseconds(2), every: .milliseconds(2))
        check(ticking.wait() == 1)
        sleep(for: .milliseconds(5))
        let expiries = ticking.takeExpiries()
        check(expiries == 2 || expiries == 3)
        check(ticking.remaining != nil)
        ticking.stop()
        check(ticking.remaining == nil && ticking.wait() == 0)
      }, equals: 0)
  }

  test("only who has privileges says what a timer calls with them") {
    require(
      faults { ticking.start(after: .milliseconds(1)) { note(number: 9) } }, equals: 1)
    ticking.start(after: .milliseconds(1)) {
      if CurrentThread.isPrivileged && isInInterrupt { units.give() }
    }
    require(
      faults {
        units.take()
        ticking.start(after: .milliseconds(1))
        // It calls what it called before.
        units.take()
        note(number: 1)
      }, equals: 0)
    require(log.load(ordering: .relaxed), equals: 1)
    ticking.start(after: .milliseconds(1))
    sleep(for: .milliseconds(3))
    require(units.count, equals: 0)
  }
}
