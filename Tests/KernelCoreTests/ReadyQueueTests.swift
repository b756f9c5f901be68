import KernelCore
import TestSupport
import Testing

/// What a processor finds quickly: the highest bit of a word that is set, or the lowest.
private protocol QuickBit {
  static var isLowest: Bool { get }
}
private enum Highest: QuickBit { static let isLowest = false }
private enum Lowest: QuickBit { static let isLowest = true }

private final class Runner<Bit: QuickBit>: RingNode {
  static var findsLowestBit: Bool { Bit.isLowest }
  let name: Int
  private var after: Runner?
  private var before: Runner?
  init(_ name: Int) { self.name = name }
  var next: Runner {
    get { after ?? self }
    set { after = newValue }
  }
  var previous: Runner {
    get { before ?? self }
    set { before = newValue }
  }
  static func == (one: Runner, other: Runner) -> Bool { one === other }
}

@Suite struct ReadyQueueTests {
  private func expectFirst<Bit>(
    _ expected: Runner<Bit>?, of queue: inout ReadyQueue<Runner<Bit>>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let first = queue.first()
    #expect(first == expected, sourceLocation: sourceLocation)
  }

  private let runners = (0..<8).map { Runner<Highest>($0) }

  @Test func theMostUrgentLevelIsFirst() {
    var queue = ReadyQueue<Runner<Highest>>()
    for (level, runner) in zip([63, 40, 32, 31, 7, 0] as [UInt8], runners) {
      let hasCompany = queue.append(runner, at: level)
      #expect(!hasCompany)
      expectFirst(runner, of: &queue)
    }
  }

  @Test func equalsComeInTheOrderInWhichTheyBecameReady() {
    var queue = ReadyQueue<Runner<Highest>>()
    for runner in runners {
      let hasCompany = queue.append(runner, at: 9)
      #expect(hasCompany == (runner.name > 0))
    }
    #expect(queue.sharing == 7)
    for runner in runners {
      expectFirst(runner, of: &queue)
      queue.remove(runner, from: 9)
    }
    expectFirst(nil, of: &queue)
    #expect(queue.sharing == 0)
  }

  @Test func aPrependedThreadIsFirstOfItsLevelOnly() {
    var queue = ReadyQueue<Runner<Highest>>()
    _ = queue.append(runners[0], at: 9)
    queue.prepend(runners[1], at: 9)
    expectFirst(runners[1], of: &queue)
    queue.prepend(runners[2], at: 10)
    expectFirst(runners[1], of: &queue)
  }

  @Test func aRotatedThreadIsLast() {
    var queue = ReadyQueue<Runner<Highest>>()
    for runner in runners.prefix(3) { _ = queue.append(runner, at: 9) }
    let rotated = queue.rotate(runners[0], at: 9)
    #expect(rotated == runners[1])
    for expected in [1, 2, 0] {
      expectFirst(runners[expected], of: &queue)
      queue.remove(runners[expected], from: 9)
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func randomOperationsAgreeWithListsInArrays(seed: UInt64) {
    expectAgreement(of: Highest.self, seed)
    expectAgreement(of: Lowest.self, seed)
  }

  private func expectAgreement<Bit: QuickBit>(of _: Bit.Type, _ seed: UInt64) {
    var dice = Dice(seed: seed)
    var queue = ReadyQueue<Runner<Bit>>()
    var model = [[Runner<Bit>]](repeating: [], count: 64)
    var outside = (0..<40).map { Runner<Bit>($0) }
    for _ in 0..<4000 {
      let level = Int.random(in: 0..<64, using: &dice)
      switch Int.random(in: 0..<4, using: &dice) {
      case 0:
        guard let runner = outside.popLast() else { continue }
        let hasCompany = queue.append(runner, at: UInt8(level))
        #expect(hasCompany == !model[level].isEmpty)
        model[level].append(runner)
      case 1:
        guard let runner = outside.popLast() else { continue }
        queue.prepend(runner, at: UInt8(level))
        model[level].insert(runner, at: 0)
      case 2:
        guard let index = model[level].indices.randomElement(using: &dice) else { continue }
        let runner = model[level].remove(at: index)
        queue.remove(runner, from: UInt8(level))
        outside.append(runner)
      default:
        guard let first = model[level].first else { continue }
        model[level].append(model[level].removeFirst())
        let rotated = queue.rotate(first, at: UInt8(level))
        #expect(rotated == model[level][0])
      }
      expectFirst(model.first { !$0.isEmpty }?.first, of: &queue)
      #expect(queue.sharing == model.reduce(0) { $0 + UInt32(max(0, $1.count - 1)) })
    }
  }
}
