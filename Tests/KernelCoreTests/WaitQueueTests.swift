import KernelCore
import Testing

private final class Guest: Equatable, WaitingNode {
  let name: Int
  let level: UInt8
  private var links: (next: Guest?, previous: Guest?)
  var more: Guest?
  var less: Guest?
  init(_ name: Int, level: UInt8) {
    self.name = name
    self.level = level
  }
  var next: Guest {
    get { links.next ?? self }
    set { links.next = newValue }
  }
  var previous: Guest {
    get { links.previous ?? self }
    set { links.previous = newValue }
  }
  static func == (one: Guest, other: Guest) -> Bool { one === other }
}

@Suite struct WaitQueueTests {
  private let guests: [Guest]
  private let top: Guest?

  init() {
    let levels: [UInt8] = [5, 3, 5, 7, 3, 5, 3, 9, 7]
    guests = levels.enumerated().map { Guest($0, level: $1) }
    var first: Guest?
    for guest in guests { WaitQueue.insert(guest, into: &first) }
    top = first
  }

  /// By level, and by arrival within one.
  private let expected = [1, 4, 6, 0, 2, 5, 3, 8, 7]

  private func walk(_ top: Guest?, removing: (Guest) -> Void = { _ in }) -> [Int] {
    var names: [Int] = []
    var guest = top
    while let one = guest {
      guest = WaitQueue.next(after: one, in: top)
      names.append(one.name)
      removing(one)
    }
    return names
  }

  @Test func aWalkPassesEverybodyInTheOrderOfService() {
    #expect(walk(top) == expected)
  }

  @Test func theFirstIsServedFirst() {
    var top = top
    var served: [Int] = []
    while let first = top {
      served.append(first.name)
      WaitQueue.remove(first, from: &top)
    }
    #expect(served == expected)
  }

  @Test(arguments: 0..<9) func anybodyCanLeave(name: Int) {
    var top = top
    WaitQueue.remove(guests[name], from: &top)
    #expect(walk(top) == expected.filter { $0 != name })
  }

  @Test(arguments: 0..<512) func aWalkMayRemoveThoseItHasPassed(subset: Int) {
    var top = top
    var names: [Int] = []
    var guest = top
    while let one = guest {
      guest = WaitQueue.next(after: one, in: top)
      names.append(one.name)
      if subset >> one.name & 1 == 1 { WaitQueue.remove(one, from: &top) }
    }
    #expect(names == expected)
    #expect(walk(top) == expected.filter { subset >> $0 & 1 == 0 })
  }
}
