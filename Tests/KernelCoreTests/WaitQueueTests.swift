import KernelCore
import TestSupport
import Testing

private final class Waiter: WaitingNode {
  var level: UInt8
  var more: Waiter?
  var less: Waiter?
  private var after: Waiter?
  private var before: Waiter?
  init(level: UInt8) { self.level = level }
  var next: Waiter {
    get { after ?? self }
    set { after = newValue }
  }
  var previous: Waiter {
    get { before ?? self }
    set { before = newValue }
  }
  static func == (one: Waiter, other: Waiter) -> Bool { one === other }
}

@Suite struct WaitQueueTests {
  private func walk(_ top: Waiter?) -> [Waiter] {
    var found: [Waiter] = []
    var here = top
    while let waiter = here {
      found.append(waiter)
      here = WaitQueue.next(after: waiter, in: top)
    }
    return found
  }

  @Test func theMostUrgentComesFirstAndEqualsInOrderOfArrival() {
    let waiters = ([5, 3, 5, 1, 3, 5] as [UInt8]).map { Waiter(level: $0) }
    var top: Waiter?
    for waiter in waiters { WaitQueue.insert(waiter, into: &top) }
    #expect(walk(top) == [3, 1, 4, 0, 2, 5].map { waiters[$0] })
  }

  @Test func theNextOldestLeadsWhenALeaderLeaves() {
    let waiters = ([5, 3, 5, 1, 3] as [UInt8]).map { Waiter(level: $0) }
    var top: Waiter?
    for waiter in waiters { WaitQueue.insert(waiter, into: &top) }
    WaitQueue.remove(waiters[1], from: &top)
    #expect(walk(top) == [3, 4, 0, 2].map { waiters[$0] })
    WaitQueue.remove(waiters[3], from: &top)
    #expect(top == waiters[4])
  }

  @Test func theSuccessorAskedForBeforeARemovalStaysTrue() {
    let waiters = ([2, 1, 2, 1, 2] as [UInt8]).map { Waiter(level: $0) }
    var top: Waiter?
    for waiter in waiters { WaitQueue.insert(waiter, into: &top) }
    var left: [Waiter] = []
    var here = top
    while let waiter = here {
      here = WaitQueue.next(after: waiter, in: top)
      WaitQueue.remove(waiter, from: &top)
      left.append(waiter)
    }
    #expect(left == [1, 3, 0, 2, 4].map { waiters[$0] })
    #expect(top == nil)
  }

  @Test(arguments: 0..<512) func aWalkMayRemoveAnyOfThoseItHasPassed(subset: Int) {
    let waiters = ([5, 3, 5, 7, 3, 5, 3, 9, 7] as [UInt8]).map { Waiter(level: $0) }
    let order = [1, 4, 6, 0, 2, 5, 3, 8, 7]
    var top: Waiter?
    for waiter in waiters { WaitQueue.insert(waiter, into: &top) }
    var passed: [Waiter] = []
    var here = top
    while let waiter = here {
      here = WaitQueue.next(after: waiter, in: top)
      passed.append(waiter)
      if subset >> order[passed.count - 1] & 1 == 1 { WaitQueue.remove(waiter, from: &top) }
    }
    #expect(passed == order.map { waiters[$0] })
    #expect(walk(top) == order.filter { subset >> $0 & 1 == 0 }.map { waiters[$0] })
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func randomOperationsAgreeWithASortedArray(seed: UInt64) {
    var dice = Dice(seed: seed)
    var top: Waiter?
    var model: [Waiter] = []
    for _ in 0..<3000 {
      if model.count < 30, Bool.random(using: &dice) {
        let waiter = Waiter(level: UInt8.random(in: 0..<6, using: &dice))
        WaitQueue.insert(waiter, into: &top)
        let place = model.firstIndex { $0.level > waiter.level } ?? model.count
        model.insert(waiter, at: place)
      } else if let index = model.indices.randomElement(using: &dice) {
        WaitQueue.remove(model.remove(at: index), from: &top)
      }
      #expect(walk(top) == model)
    }
  }
}
