// Stacks of any size, each in the lowest gap that has room: the least wasted of all kinds, for a time
// that grows with the stacks. Gaps are what lies between stacks, so neighbours need no joining.

/// A stack allocator for up to `capacity` stacks at once.
///
/// Each operation costs time in proportion to the stacks there are.
public struct FirstFit<let capacity: Int>: StackAllocator {
  public let total: UInt32
  public private(set) var free: UInt32
  public private(set) var wasted: UInt32 = 0

  private let base: UInt32
  private let placement: StackPlacement
  /// Where blocks may lie: addresses, the upper one excluded.
  private let lower: UInt32
  private let upper: UInt32
  /// The first `count` are those handed out, from the lowest to the highest.
  private var blocks: [capacity of StackBlock]
  private var count = 0

  public init(total: UInt32, base: UInt32, placement: StackPlacement) {
    self.total = total
    self.base = base
    self.placement = placement
    upper = (base + total).alignedDown(to: placement.granule)
    lower = min(base.alignedUp(to: placement.granule) ?? upper, upper)
    free = upper &- lower
    blocks = .init(repeating: StackBlock(offset: 0, usable: 0, reserved: 0))
  }

  public var overhead: UInt32 { total &- (upper &- lower) }

  public var largestFree: UInt32 {
    mutating get {
      if count == capacity { return 0 }
      var largest: UInt32 = 0
      for index in 0...count {
        largest = max(largest, placement.largest(from: gapStart(index), to: gapEnd(index)))
      }
      return largest
    }
  }

  public mutating func allocate(bytes: UInt32) throws(StackError) -> StackBlock {
    try take(bytes, wholly: false)
  }

  public mutating func allocateForIdle(bytes: UInt32) throws(StackError) -> StackBlock {
    try take(bytes, wholly: true)
  }

  public mutating func deallocate(_ block: StackBlock) throws(StackError) {
    var index = 0
    while index < count, blocks[index].offset < block.offset { index &+= 1 }
    guard index < count, blocks[index] == block else { throw .notAllocated }
    for following in index &+ 1..<count { blocks[following &- 1] = blocks[following] }
    count &-= 1
    free &+= block.reserved
    wasted &-= block.reserved &- block.usable
  }

  private mutating func take(_ bytes: UInt32, wholly: Bool) throws(StackError) -> StackBlock {
    guard let size = placement.size(for: bytes), size <= placement.largest(from: lower, to: upper)
    else { throw .tooLarge }
    if count == capacity { throw .exhausted }
    for index in 0...count {
      let (start, end) = (gapStart(index), gapEnd(index))
      guard size <= end &- start, let address = placement.start(of: size, atOrAbove: start),
        address <= end &- size
      else { continue }
      let block = StackBlock(
        offset: address &- base, usable: wholly ? size : max(bytes, 1), reserved: size)
      insert(block, at: index)
      return block
    }
    throw .exhausted
  }

  private mutating func insert(_ block: StackBlock, at index: Int) {
    var place = count
    while place > index {
      blocks[place] = blocks[place &- 1]
      place &-= 1
    }
    blocks[index] = block
    count &+= 1
    free &-= block.reserved
    wasted &+= block.reserved &- block.usable
  }

  /// The address where the gap below a block begins, or that above the last.
  private mutating func gapStart(_ index: Int) -> UInt32 {
    if index == 0 { return lower }
    let below = blocks[index &- 1]
    return base &+ below.offset &+ below.reserved
  }

  private mutating func gapEnd(_ index: Int) -> UInt32 {
    index == count ? upper : base &+ blocks[index].offset
  }
}
