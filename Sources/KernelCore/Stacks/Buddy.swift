// Stacks as powers of two, each aligned to itself, halved and joined again: natural for protection
// that knows nothing else, and quick however many stacks there are.

/// A stack allocator over at most `capacity` leaves, its smallest blocks; `capacity` is a power of two.
///
/// A leaf is as small as the granule and the total allow: where the base is aligned to the total, the
/// total by `capacity`. The blocks are the nodes of a binary tree over the leaves (Knowlton 1965), and
/// each node knows the largest free block below it. So to allocate and to deallocate are walks between
/// root and leaf, and the lowest block that fits is taken. The tree takes six bytes a leaf, and to
/// make it a walk for every second leaf.
public struct Buddy<let capacity: Int>: StackAllocator {
  /// The order of a block says how many times a leaf is doubled to be as large.
  private typealias Order = UInt8

  public let total: UInt32
  public let overhead: UInt32
  public private(set) var free: UInt32
  public private(set) var wasted: UInt32 = 0

  private let base: UInt32
  /// The address of the first leaf, which may lie below the base: it is aligned.
  private let origin: UInt32
  private let leafShift: UInt32
  /// What the root had in `largest` when nothing was allocated.
  private var largestEver: Order = 0
  /// Of the nodes that are no leaves, from the root at 1 on: 0 if nothing is free below, or else the
  /// order of the largest free block and one.
  ///
  /// What lies below a block that is handed out says that all is free, and is so when the block is.
  private var largest: [capacity of Order] = .init(repeating: 0)
  /// The usable bytes of the block that begins with a leaf; 0 if none does, or `outside`.
  private var usable: [capacity of UInt32] = .init(repeating: 0)
  /// The order of the block that begins with a leaf.
  private var orders: [capacity of Order] = .init(repeating: 0)

  /// Of a leaf that is not in the region; no block has so many usable bytes.
  private static var outside: UInt32 { .max }

  public init(total: UInt32, base: UInt32, placement: StackPlacement) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0, "the leaves are a power of two")
    // No block can be larger than this, so a tree that is aligned to it has all blocks there are. It
    // may begin below the base, and then leaves are twice as large for it to reach the end.
    let top = UInt32.powerOfTwo(atMost: total)
    var leaf = placement.granule
    var (start, end, origin) = (base, base + total, base)
    while true {
      end = (base + total).alignedDown(to: leaf)
      start = min(base.alignedUp(to: leaf) ?? end, end)
      origin = start.alignedDown(to: max(top, leaf))
      if (end &- origin) / leaf <= UInt32(capacity) { break }
      leaf *= 2
    }

    self.total = total
    self.base = base
    self.origin = origin
    leafShift = UInt32(truncatingIfNeeded: leaf.trailingZeroBitCount)
    free = end &- start
    overhead = total &- (end &- start)
    for index in 0..<capacity {
      let address = origin &+ UInt32(truncatingIfNeeded: index) &* leaf
      if address < start || address >= end { usable[index] = Self.outside }
    }
    for node in stride(from: capacity, to: 2 * capacity, by: 2) {
      joinUpwards(from: node, order: 0)
    }
    largestEver = largest(at: 1)
  }

  public var largestFree: UInt32 {
    mutating get {
      let root = largest(at: 1)
      return root == 0 ? 0 : size(of: root &- 1)
    }
  }

  public mutating func allocate(bytes: UInt32) throws(StackError) -> StackBlock {
    try take(bytes, wholly: false)
  }

  public mutating func allocateForIdle(bytes: UInt32) throws(StackError) -> StackBlock {
    try take(bytes, wholly: true)
  }

  public mutating func deallocate(_ block: StackBlock) throws(StackError) {
    let position = base &+ block.offset &- origin
    let first = Int(truncatingIfNeeded: position &>> leafShift)
    guard position & (size(of: 0) &- 1) == 0, first < capacity,
      0 < block.usable, block.usable <= block.reserved,
      usable[first] == block.usable, size(of: orders[first]) == block.reserved
    else { throw .notAllocated }
    usable[first] = 0
    let order = orders[first]
    let node = (capacity &+ first) &>> Int(order)
    if node < capacity { largest[node] = order &+ 1 }
    joinUpwards(from: node, order: order)
    free &+= block.reserved
    wasted &-= block.reserved &- block.usable
  }

  private mutating func take(_ bytes: UInt32, wholly: Bool) throws(StackError) -> StackBlock {
    guard let order = order(for: bytes), order < largestEver else { throw .tooLarge }
    if largest(at: 1) <= order { throw .exhausted }
    var node = 1
    // A node of a block's own order that has such a block is this block.
    while node &<< Int(order) < capacity {
      node &<<= 1
      if largest(at: node) <= order { node &+= 1 }
    }
    let first = (node &<< Int(order)) &- capacity
    let size = size(of: order)
    let block = StackBlock(
      offset: origin &+ UInt32(truncatingIfNeeded: first) &* self.size(of: 0) &- base,
      usable: wholly ? size : max(bytes, 1), reserved: size)
    if node < capacity { largest[node] = 0 }
    usable[first] = block.usable
    orders[first] = order
    joinUpwards(from: node, order: order)
    free &-= block.reserved
    wasted &+= block.reserved &- block.usable
    return block
  }

  private mutating func size(of order: Order) -> UInt32 { 1 &<< (leafShift &+ UInt32(order)) }

  /// The order of the smallest block that has room.
  private mutating func order(for bytes: UInt32) -> Order? {
    UInt32.powerOfTwo(atLeast: max(bytes, size(of: 0))).map { size in
      Order(truncatingIfNeeded: size.trailingZeroBitCount &- Int(leafShift))
    }
  }

  private mutating func largest(at node: Int) -> Order {
    node < capacity ? largest[node] : usable[node &- capacity] == 0 ? 1 : 0
  }

  /// Makes what the nodes above one know true again.
  private mutating func joinUpwards(from start: Int, order: Order) {
    var node = start
    var order = order
    while node > 1 {
      let (one, buddy) = (largest(at: node), largest(at: node ^ 1))
      node &>>= 1
      order &+= 1
      let bothAreFree = one == order && buddy == order
      largest[node] = bothAreFree ? order &+ 1 : max(one, buddy)
    }
  }
}
