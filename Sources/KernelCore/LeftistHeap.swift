// A priority queue whose nodes carry the links, for things that wait for a time. Insertion, removal
// of the first and removal of any node take at most O(log n) steps in the worst case, which is
// why it is not a pairing heap, and there is nothing to allocate, which is why it is not an array.

/// A thing that can stand in a `LeftistHeap`: a reference whose links the heap owns.
///
/// Conforming types are references to something that outlives its stay in the heap.
public protocol HeapNode: Equatable {
  var left: Self? { get nonmutating set }
  var right: Self? { get nonmutating set }
  var parent: Self? { get nonmutating set }
  /// The length of the shortest way down to a missing child; 0 outside a heap.
  var rank: UInt32 { get nonmutating set }
  /// Whether this node leaves the heap before `other`; a strict total order.
  func isDue(before other: Self) -> Bool
}

/// A leftist heap (Crane 1972): the shortest way to a missing child always leads right, so every
/// right spine is at most logarithmic, and all work happens on right spines.
public struct LeftistHeap<Node: HeapNode> {
  /// The node that is due first.
  public private(set) var first: Node?

  public init() { first = nil }

  /// Adds a node that stands in no heap.
  public mutating func insert(_ node: Node) {
    node.left = nil
    node.right = nil
    node.parent = nil
    node.rank = 1
    first = Self.merge(first, node)
  }

  /// Removes a node that stands in this heap, wherever it stands.
  public mutating func remove(_ node: Node) {
    let parent = node.parent
    let orphans = Self.merge(node.left, node.right)
    node.rank = 0
    orphans?.parent = parent
    guard let parent else {
      first = orphans
      return
    }
    if parent.left == node { parent.left = orphans } else { parent.right = orphans }
    Self.restoreRanks(from: parent, whileChanging: true)
  }

  /// A node that agrees, if there is one.
  ///
  /// Cost grows with the nodes.
  public func first(where agrees: (Node) -> Bool) -> Node? {
    var next = first
    while let node = next {
      if agrees(node) { return node }
      // A node without a left child has no right one.
      next = node.left ?? Self.nextBranch(above: node)
    }
    return nil
  }

  /// Where the way from the top goes on when all below a node was seen, left before right.
  private static func nextBranch(above node: Node) -> Node? {
    var seen = node
    while let parent = seen.parent {
      if let right = parent.right, right != seen { return right }
      seen = parent
    }
    return nil
  }

  /// Joins two heaps given by their roots; the result's root has no parent.
  private static func merge(_ one: Node?, _ other: Node?) -> Node? {
    guard var upper = one else {
      other?.parent = nil
      return other
    }
    upper.parent = nil
    guard var lower = other else { return upper }
    lower.parent = nil
    if lower.isDue(before: upper) { swap(&upper, &lower) }
    let root = upper
    // Invariant: `upper` is placed and due before `lower`, which is not placed yet.
    while let right = upper.right {
      let follows = right.isDue(before: lower) ? right : lower
      let rest = follows == right ? lower : right
      upper.right = follows
      follows.parent = upper
      upper = follows
      lower = rest
    }
    upper.right = lower
    lower.parent = upper
    restoreRanks(from: upper, whileChanging: false)
    return root
  }

  /// Makes ranks true again upwards from a node whose children changed: to the root, or if only
  /// this node's children changed, as far as ranks change.
  private static func restoreRanks(from start: Node, whileChanging: Bool) {
    var node = start
    while true {
      if rank(node.left) < rank(node.right) {
        let left = node.left
        node.left = node.right
        node.right = left
      }
      let rank = rank(node.right) &+ 1
      if whileChanging, node.rank == rank { return }
      node.rank = rank
      guard let parent = node.parent else { return }
      node = parent
    }
  }

  private static func rank(_ node: Node?) -> UInt32 { node?.rank ?? 0 }
}
