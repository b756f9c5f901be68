// Threads of the Swift API without privileges: what they reach, and how they work with each other, with threads that
// have privileges, and with interrupts.

import Bulkhead
import BulkheadTesting
import Synchronization

let worker = Thread<1024>()
let helper = Thread<1024>()
let crew: [3 of Thread<1024>] = [.init(), .init(), .init()]
enum Home {
  static let keeper = Thread<1024>()
}
let log = Atomic<Int>(0)
let found = Atomic<Int>(0)
let address = Atomic<UInt>(0)

func note(number: Int) {
  log.store(log.load(ordering: .relaxed) * 10 + number, ordering: .relaxed)
}

/// In a thread without privileges: what does not hold ends it, and the test that counts faults fails.
func check(_ holds: Bool) {
  if !holds { fatalError() }
}

/// Runs a body without privileges to its end, and tells how many faults there were.
func faults(of body: @escaping @convention(c) () -> Void) -> Int {
  log.store(0, ordering: .relaxed)
  worker.start(name: "worker", priority: .preemptible(5), body)
  worker.join()
  return Int(take_faults())
}

func readAddress() {
  let place = UnsafePointer<UInt32>(bitPattern: address.load(ordering: .relaxed))
  if let place { found.store(Int(unsafe place.pointee), ordering: .relaxed) }
  note(number: 9)
}

func writeAddress() {
  let place = UnsafeMutablePointer<UInt32>(bitPattern: address.load(ordering: .relaxed))
  if let place { unsafe place.pointee = 1 }
  note(number: 9)
}

// MARK: What they reach

test("threads have no privileges, unless they are started with them") {
  require(CurrentThread.isPrivileged)
  require(
    faults {
      check(!CurrentThread.isPrivileged && is_without_privileges())
      note(number: 1)
    }, equals: 0)
  require(log.load(ordering: .relaxed), equals: 1)
  worker.start(priority: .preemptible(5), isPrivileged: true) {
    check(CurrentThread.isPrivileged)
    note(number: 2)
  }
  worker.join()
  require(log.load(ordering: .relaxed), equals: 12)
  require(Int(take_faults()), equals: 0)
}

test("a variable of the application's C is not theirs, nor can it be read") {
  address.store(variable_of_c(), ordering: .relaxed)
  require(faults(of: readAddress), equals: 1)
  require(Int(owner_of_fault()), equals: KERNEL)
  require(faults(of: writeAddress), equals: 1)
  require(log.load(ordering: .relaxed), equals: 0)
  // Who has privileges reads it.
  readAddress()
  require(found.load(ordering: .relaxed), equals: 7)
}

test("the kernel's code cannot be read") {
  address.store(code_of_the_kernel() & ~3, ordering: .relaxed)
  require(faults(of: readAddress), equals: 1)
  require(Int(owner_of_fault()), equals: KERNEL_CODE)
}

test("the stack of another thread cannot be read") {
  address.store(stack_of_main(), ordering: .relaxed)
  require(faults(of: readAddress), equals: 1)
  require(Int(owner_of_fault()), equals: OTHER_STACK)
}

test("constants can be read and not written") {
  let constant: StaticString = "a constant"
  address.store(UInt(bitPattern: unsafe constant.utf8Start) & ~3, ordering: .relaxed)
  require(faults(of: readAddress), equals: 0)
  require(faults(of: writeAddress), equals: 1)
  require(Int(owner_of_fault()), equals: APPLICATION)
}

@inline(never)
func descend(_ depth: Int) -> Int {
  let here = Atomic<Int>(depth)
  return depth > 1_000_000 ? 0 : descend(depth + 1) + here.load(ordering: .relaxed)
}

test("a stack that overflows ends its thread, and the others go on") {
  helper.start(name: "helper", priority: .preemptible(6)) {
    sleep(for: .milliseconds(5))
    note(number: 3)
  }
  require(faults { found.store(descend(0), ordering: .relaxed) }, equals: 1)
  helper.join()
  require(log.load(ordering: .relaxed), equals: 3)
}

test("one that ended by a fault starts again") {
  require(faults { fatalError() }, equals: 1)
  require(faults { note(number: 4) }, equals: 0)
  require(log.load(ordering: .relaxed), equals: 4)
}

test("a function of the kernel's ends who calls it without privileges") {
  require(faults { withInterruptsOff { note(number: 1) } }, equals: 1)
  require(faults { CurrentThread.withSchedulerLocked { note(number: 1) } }, equals: 1)
  require(log.load(ordering: .relaxed), equals: 0)
}

// MARK: Threads

test("they are globals, static, or in an array that is") {
  log.store(0, ordering: .relaxed)
  for index in crew.indices {
    crew[index].start(priority: .preemptible(3 + index), number: index + 1, note)
  }
  Home.keeper.start(priority: .preemptible(9)) { note(number: 4) }
  for index in crew.indices { crew[index].join() }
  Home.keeper.join()
  require(log.load(ordering: .relaxed), equals: 1234)
  require(Int(take_faults()), equals: 0)
}

test("they start, ask, suspend, wake and end each other") {
  require(
    faults {
      check(!helper.isAlive)
      helper.start(name: "helper", priority: .preemptible(6)) {
        while true {
          note(number: 1)
          sleep(for: .seconds(1))
        }
      }
      check(helper.isAlive && helper.priority == .preemptible(6))
      check(CurrentThread.priority == .preemptible(5))
      sleep(for: .milliseconds(2))
      helper.wakeUp()
      sleep(for: .milliseconds(2))
      helper.suspend()
      helper.wakeUp()
      sleep(for: .milliseconds(2))
      helper.resume()
      sleep(for: .milliseconds(2))
      helper.setPriority(.preemptible(8))
      check(helper.priority == .preemptible(8))
      check((helper.unusedStack ?? 0) > 100)
      var isLate = false
      do throws(JoinError) {
        try helper.join(within: .milliseconds(2))
      } catch { isLate = error == .timedOut }
      check(isLate)
      helper.abort()
      helper.join()
      check(!helper.isAlive)
      note(number: 2)
    }, equals: 0)
  require(log.load(ordering: .relaxed), in: 112...1112)
}

test("none starts one that is more urgent, or one with privileges, and none becomes more urgent") {
  require(
    faults { helper.start(priority: .preemptible(4)) { note(number: 1) } }, equals: 1)
  require(
    faults {
      helper.start(priority: .preemptible(6), isPrivileged: true) { note(number: 1) }
    }, equals: 1)
  require(faults { CurrentThread.setPriority(.preemptible(4)) }, equals: 1)
  require(log.load(ordering: .relaxed), equals: 0)
  require(!helper.isAlive)
}

test("one that runs is not started again, and none joins itself") {
  require(faults { worker.start(priority: .preemptible(6)) {} }, equals: 1)
  require(
    faults {
      var isTold = false
      do throws(JoinError) {
        try worker.join(within: .milliseconds(1))
      } catch { isTold = error == .deadlock }
      check(isTold)
    }, equals: 0)
}

test("equals take turns when they yield, and the most urgent runs first") {
  log.store(0, ordering: .relaxed)
  func takeTurns(number: Int) {
    for _ in 0..<2 {
      note(number: number)
      CurrentThread.yield()
    }
  }
  CurrentThread.withSchedulerLocked {
    crew[0].start(priority: .preemptible(6), number: 1, takeTurns)
    crew[1].start(priority: .preemptible(6), number: 2, takeTurns)
    crew[2].start(priority: .preemptible(5), number: 3, note)
  }
  for index in crew.indices { crew[index].join() }
  require(log.load(ordering: .relaxed), equals: 31212)
}

test("a start can be delayed, also by one without privileges") {
  require(
    faults {
      helper.start(priority: .preemptible(6), after: .milliseconds(10)) { note(number: 1) }
      helper.join()
    }, equals: 0)
  require(Clock.now.sinceBoot, in: .milliseconds(10) ... .milliseconds(13))
  require(log.load(ordering: .relaxed), equals: 1)
}

test("a thread with privileges gives them up") {
  log.store(0, ordering: .relaxed)
  helper.start(priority: .preemptible(5), isPrivileged: true) {
    CurrentThread.giveUpPrivileges {
      check(!CurrentThread.isPrivileged)
      note(number: 6)
    }
  }
  helper.join()
  require(log.load(ordering: .relaxed), equals: 6)
  require(Int(take_faults()), equals: 0)
}

declareObjectTests()
