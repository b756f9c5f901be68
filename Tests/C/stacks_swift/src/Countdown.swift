import KernelCore

/// Slots of an equal size, of which the uppermost that is free is taken.
struct Countdown: StackAllocator {
  private static var slots: UInt32 { 4 }

  let total: UInt32
  private let size: UInt32
  private var taken: UInt32 = 0
  private(set) var wasted: UInt32 = 0

  init(total: UInt32, base: UInt32, placement: StackPlacement) {
    self.total = total
    size = total / Self.slots / placement.granule * placement.granule
  }

  mutating func allocate(bytes: UInt32) throws(StackError) -> StackBlock {
    if bytes > size { throw .tooLarge }
    for slot in (0..<Self.slots).reversed() where taken & 1 << slot == 0 {
      taken |= 1 << slot
      wasted += size - bytes
      return StackBlock(offset: slot * size, usable: bytes, reserved: size)
    }
    throw .exhausted
  }

  mutating func allocateForIdle(bytes: UInt32) throws(StackError) -> StackBlock {
    let block = try allocate(bytes: bytes)
    wasted -= size - bytes
    return StackBlock(offset: block.offset, usable: size, reserved: size)
  }

  mutating func deallocate(_ block: StackBlock) throws(StackError) {
    let bit: UInt32 = 1 << (block.offset / size)
    if taken & bit == 0 { throw .notAllocated }
    taken &= ~bit
    wasted -= block.reserved - block.usable
  }

  var overhead: UInt32 { total - Self.slots * size }
  var free: UInt32 { (Self.slots - UInt32(taken.nonzeroBitCount)) * size }
  var largestFree: UInt32 { free == 0 ? 0 : size }
}
