import KernelCore
import TestSupport
import Testing

/// Counts every look at a link or a rank, the steps of the heap's work.
private final class Counted: HeapNode {
  nonisolated(unsafe) static var looks = 0
  let due: Int
  private var links: (left: Counted?, right: Counted?, parent: Counted?) = (nil, nil, nil)
  var rank: UInt32 = 0
  init(due: Int) { self.due = due }
  var left: Counted? {
    get {
      Self.looks += 1
      return links.left
    }
    set { links.left = newValue }
  }
  var right: Counted? {
    get {
      Self.looks += 1
      return links.right
    }
    set { links.right = newValue }
  }
  var parent: Counted? {
    get {
      Self.looks += 1
      return links.parent
    }
    set { links.parent = newValue }
  }
  func isDue(before other: Counted) -> Bool { due < other.due }
  static func == (one: Counted, other: Counted) -> Bool { one === other }
}

/// One after the other: they share the counter of steps.
@Suite(.serialized) struct LeftistHeapTests {
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func randomOperationsAgreeWithASortedArray(seed: UInt64) {
    var dice = Dice(seed: seed)
    var heap = LeftistHeap<Counted>()
    var model: [Counted] = []
    var serial = 0
    for _ in 0..<4000 {
      switch Int.random(in: 0..<5, using: &dice) {
      case 0...2 where model.count < 300:
        // Different by their last digits: the order is total.
        serial += 1
        let node = Counted(due: Int.random(in: 0..<500, using: &dice) * 10_000 + serial)
        heap.insert(node)
        model.insert(node, at: model.firstIndex { $0.due > node.due } ?? model.count)
      case 3:
        guard !model.isEmpty else { continue }
        heap.remove(model.removeFirst())
      default:
        guard let index = model.indices.randomElement(using: &dice) else { continue }
        let node = model.remove(at: index)
        heap.remove(node)
        #expect(node.rank == 0)
      }
      #expect(heap.first == model.first)
    }
    #expect(isSound(heap.first, below: nil) == model.count)
  }

  /// The worst orders there are for a heap that leans: rising, falling, and a comb of both.
  @Test(arguments: [1, -1, 0]) func noOperationTakesMoreThanLogarithmicSteps(direction: Int) {
    let count = 4096
    var heap = LeftistHeap<Counted>()
    var nodes: [Counted] = []
    for index in 0..<count {
      let due = direction == 0 ? (index % 2 == 0 ? index : -index) : direction * index
      nodes.append(Counted(due: due))
    }
    // Two spines of at most log2(n + 1) nodes, a few looks at each.
    let bound = 12 * 13 * 2
    for node in nodes { #expect(steps { heap.insert(node) } <= bound) }
    var dice = Dice(seed: 99)
    nodes.shuffle(using: &dice)
    for node in nodes.prefix(count / 2) { #expect(steps { heap.remove(node) } <= bound) }
    while let first = heap.first { #expect(steps { heap.remove(first) } <= bound) }
  }

  @Test func everyNodeIsFoundAndNoOther() {
    var dice = Dice(seed: 7)
    for count in 0..<40 {
      var heap = LeftistHeap<Counted>()
      let dues = (0..<count).shuffled(using: &dice)
      for due in dues { heap.insert(Counted(due: due)) }
      for due in dues { #expect(heap.first { $0.due == due }?.due == due) }
      #expect(heap.first { $0.due == count } == nil)
    }
  }

  private func steps(_ work: () -> Void) -> Int {
    Counted.looks = 0
    work()
    return Counted.looks
  }

  /// How many nodes stand below a root whose order, parents and ranks are as they must be.
  private func isSound(_ node: Counted?, below parent: Counted?) -> Int {
    guard let node else { return 0 }
    #expect(node.parent == parent)
    if let parent { #expect(parent.due < node.due) }
    let (left, right) = (node.left?.rank ?? 0, node.right?.rank ?? 0)
    #expect(left >= right)
    #expect(node.rank == right + 1)
    return 1 + isSound(node.left, below: node) + isSound(node.right, below: node)
  }
}
