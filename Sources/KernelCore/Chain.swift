// A singly linked list whose nodes carry the link, known by its ends: what waits in a queue for
// somebody to take it. Both ends are reached at once; finding a node in the middle takes a walk.

/// A thing that can stand in a `Chain`: a reference whose link the chain owns.
public protocol ChainNode: Equatable {
  var following: Self? { get nonmutating set }
}

/// The ends of a list, which its owner keeps where it likes.
public struct Chain<Node: ChainNode> {
  public private(set) var first: Node?
  public private(set) var last: Node?

  @inline(__always)
  public init(first: Node?, last: Node?) {
    self.first = first
    self.last = last
  }

  @inline(__always)
  public mutating func append(_ node: Node) {
    node.following = nil
    if let last { last.following = node } else { first = node }
    last = node
  }

  @inline(__always)
  public mutating func prepend(_ node: Node) {
    node.following = first
    if first == nil { last = node }
    first = node
  }

  /// Puts a node behind one that stands in this chain.
  public mutating func insert(_ node: Node, after previous: Node) {
    node.following = previous.following
    previous.following = node
    if last == previous { last = node }
  }

  /// Appends nodes that are linked to each other already, from one to another.
  public mutating func append(from start: Node, through end: Node) {
    end.following = nil
    if let last { last.following = start } else { first = start }
    last = end
  }

  @inline(__always)
  public mutating func removeFirst() -> Node? {
    guard let node = first else { return nil }
    first = node.following
    if first == nil { last = nil }
    return node
  }

  /// Removes a node; false if it is not here.
  ///
  /// Cost grows with the nodes before it.
  public mutating func remove(_ node: Node) -> Bool {
    var previous: Node?
    var here = first
    while let current = here {
      if current == node {
        let after = node.following
        if let previous { previous.following = after } else { first = after }
        if last == node { last = previous }
        return true
      }
      previous = current
      here = current.following
    }
    return false
  }

  /// Cost grows with the nodes before it.
  public func contains(_ node: Node) -> Bool {
    var here = first
    while let current = here {
      if current == node { return true }
      here = current.following
    }
    return false
  }
}
