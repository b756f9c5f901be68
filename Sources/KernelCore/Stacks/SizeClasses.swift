// Stacks of a few fixed sizes, so many of each: nothing is ever divided or joined, so what can be
// allocated depends on how many stacks there are and never on what came before.

/// A number of stacks of one size.
public struct StackClass: Equatable, Sendable {
  /// What each has room for, at least.
  public let bytes: UInt32
  public let count: Int

  public init(bytes: UInt32, count: Int) {
    self.bytes = bytes
    self.count = count
  }
}

/// A stack allocator with a slab of slots for each of `classes` sizes, `capacity` slots in all.
///
/// A stack gets a slot of the smallest class that has room for it and a slot left. Allocating and
/// deallocating take time in proportion to the classes.
public struct SizeClasses<let classes: Int, let capacity: Int>: StackAllocator {
  public let total: UInt32
  public private(set) var overhead: UInt32
  public private(set) var free: UInt32 = 0
  public private(set) var wasted: UInt32 = 0

  private enum Slot {
    /// With the next free one of the same class.
    case free(next: Int?)
    case taken(usable: UInt32)
  }

  /// The slots of a class, one behind the other.
  private struct Slab {
    var offset: UInt32 = 0
    /// Bytes of a slot; 0 if there is none.
    var size: UInt32 = 0
    var count: UInt32 = 0
    /// Its first slot in the table of all.
    var first = 0
    var firstFree: Int?
  }

  /// From the smallest slots to the largest.
  private var slabs: [classes of Slab] = .init(repeating: Slab())
  private var slots: [capacity of Slot] = .init(repeating: .free(next: nil))

  /// Slots as large as the total allows: each class has twice the room of the one before and as many
  /// slots; the first has those that are left over, too.
  public init(total: UInt32, base: UInt32, placement: StackPlacement) {
    precondition(classes > 0 && classes <= capacity, "every class has a slot")
    self.init(total: total)
    var list: [classes of StackClass] = .init(repeating: StackClass(bytes: 0, count: 0))
    // How many of the smallest slots would take as much room as all slots do.
    var weight: UInt64 = 0
    for index in 0..<classes {
      let count = capacity / classes + (index == 0 ? capacity % classes : 0)
      list[index] = StackClass(bytes: 0, count: count)
      weight += UInt64(count) << UInt64(index)
    }
    var bytes = Self.slot(atMost: UInt32(UInt64(total) / weight), placement)
    while bytes > 0 {
      for index in 0..<classes {
        list[index] = StackClass(bytes: bytes << UInt32(index), count: list[index].count)
      }
      if divide(into: list, base: base, placement) { return }
      bytes = Self.slot(atMost: bytes - 1, placement)
    }
  }

  /// Classes that were chosen.
  ///
  /// - Parameters:
  ///   - total: The region's size in bytes.
  ///   - base: The address of its first byte; the region ends below 2³².
  ///   - placement: Where the protection of memory lets blocks lie.
  ///   - list: From the smallest class to the largest.
  /// - Throws: `tooLarge` if the total, or `capacity`, has no room for all of them.
  public init(
    total: UInt32, base: UInt32, placement: StackPlacement, classes list: [classes of StackClass]
  ) throws(StackError) {
    self.init(total: total)
    if !divide(into: list, base: base, placement) { throw .tooLarge }
  }

  private init(total: UInt32) {
    self.total = total
    overhead = total
  }

  public var largestFree: UInt32 {
    mutating get {
      var largest: UInt32 = 0
      for index in 0..<classes where slabs[index].firstFree != nil {
        largest = max(largest, slabs[index].size)
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
    for index in 0..<classes where slabs[index].size > 0 && slabs[index].size == block.reserved {
      // Beyond every slot for an offset below the slab.
      let distance = block.offset &- slabs[index].offset
      let (number, rest) = distance.quotientAndRemainder(dividingBy: block.reserved)
      if rest > 0 || number >= slabs[index].count { continue }
      let slot = slabs[index].first &+ Int(truncatingIfNeeded: number)
      guard case .taken(block.usable) = slots[slot] else { throw .notAllocated }
      slots[slot] = .free(next: slabs[index].firstFree)
      slabs[index].firstFree = slot
      free &+= block.reserved
      wasted &-= block.reserved &- block.usable
      return
    }
    throw .notAllocated
  }

  private mutating func take(_ bytes: UInt32, wholly: Bool) throws(StackError) -> StackBlock {
    let bytes = max(bytes, 1)
    var refusal = StackError.tooLarge
    for index in 0..<classes where bytes <= slabs[index].size {
      refusal = .exhausted
      guard let slot = slabs[index].firstFree, case .free(let next) = slots[slot] else { continue }
      let slab = slabs[index]
      let block = StackBlock(
        offset: slab.offset &+ UInt32(truncatingIfNeeded: slot &- slab.first) &* slab.size,
        usable: wholly ? slab.size : bytes, reserved: slab.size)
      slabs[index].firstFree = next
      slots[slot] = .taken(usable: block.usable)
      free &-= block.reserved
      wasted &+= block.reserved &- block.usable
      return block
    }
    throw refusal
  }

  /// Makes the slabs; false, and nothing is made, if there is no room for one of them.
  private mutating func divide(
    into list: [classes of StackClass], base: UInt32, _ placement: StackPlacement
  ) -> Bool {
    let end = base + total
    var address = base
    var first = 0
    var bytes: UInt32 = 0
    // The largest come first, so that behind a base that is aligned to them all others are, too.
    for index in (0..<classes).reversed() where list[index].count > 0 {
      let count = UInt32(list[index].count)
      guard list[index].count <= capacity - first,
        let size = Self.slot(for: list[index].bytes, placement),
        let start = address.alignedUp(to: Self.alignment(of: size, placement)),
        start <= end, count <= (end - start) / size
      else {
        slabs = .init(repeating: Slab())
        return false
      }
      slabs[index] = Slab(
        offset: start - base, size: size, count: count, first: first, firstFree: first)
      for slot in first..<first + list[index].count - 1 { slots[slot] = .free(next: slot + 1) }
      first += list[index].count
      slots[first - 1] = .free(next: nil)
      address = start + size * count
      bytes += size * count
    }
    free = bytes
    overhead = total - bytes
    return true
  }

  /// The size of the slots of a class.
  ///
  /// Eighths are not worth having here: five of them leave no room for another five in the same
  /// region, so slots of the whole region are as many.
  private static func slot(for bytes: UInt32, _ placement: StackPlacement) -> UInt32? {
    placement.shape == .multiples
      ? placement.size(for: bytes) : .powerOfTwo(atLeast: max(bytes, placement.granule))
  }

  private static func slot(atMost limit: UInt32, _ placement: StackPlacement) -> UInt32 {
    if limit < placement.granule { return 0 }
    return placement.shape == .multiples
      ? limit.alignedDown(to: placement.granule) : .powerOfTwo(atMost: limit)
  }

  private static func alignment(of slot: UInt32, _ placement: StackPlacement) -> UInt32 {
    placement.shape == .multiples ? placement.granule : slot
  }
}
