// Heaps: blocks of any size in constant time. Free blocks are kept by power of two; a request
// looks at a few blocks of its own power and then takes the first of a larger one. What is left of
// a block that was cut is the spare block, which stands in no bin: the next requests are cut from
// its end, and what comes back joins it, without touching a list.

import CBulkhead
import KernelCore

/// A heap without a lock, by reference.
///
/// Safety: the memory is the heap's alone; callers keep each other out.
@safe
public struct Heap {
  private let record: UnsafeMutablePointer<HeapRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<HeapRecord>) { unsafe self.record = record }

  fileprivate typealias Block = UnsafeMutablePointer<HeapBlock>
  private typealias Bins = UnsafeMutablePointer<HeapBins>

  private static var header: Int { MemoryLayout<Int>.size &* 2 }
  /// Sizes are multiples of this, and so are addresses.
  private static var granule: Int { header }
  private static var smallest: Int { header &* 2 }
  private static var binsSize: Int {
    unsafe (MemoryLayout<HeapBins>.size &+ granule &- 1) & ~(granule &- 1)
  }
  private static var inUse: Int { 1 }
  /// The block's last word says which init entry owns it.
  private static var owned: Int { 2 }
  private static var flags: Int { inUse | owned }
  /// How many blocks of a request's own power of two are looked at.
  private static var tries: Int { 3 }

  /// Takes a region of memory as one free block.
  ///
  /// Too little memory makes a heap that is empty.
  @unsafe
  public func prepare(memory: UnsafeMutableRawPointer, size: Int) {
    unsafe record.pointee.init_mem = memory
    unsafe record.pointee.init_bytes = size
    unsafe record.pointee.heap = nil
  }

  /// The bins, made at first use: so a statically defined heap needs no boot.
  @inline(__always)
  @unsafe
  private func bins() -> Bins? {
    if let bins = unsafe record.pointee.heap { return unsafe bins }
    return unsafe makeBins()
  }

  @inline(never)
  @unsafe
  private func makeBins() -> Bins? {
    guard let memory = unsafe record.pointee.init_mem else { return nil }
    let mask = UInt(Heap.granule &- 1)
    let start = (UInt(bitPattern: memory) &+ mask) & ~mask
    let end = (UInt(bitPattern: memory) &+ UInt(unsafe record.pointee.init_bytes)) & ~mask
    let first = start &+ UInt(Heap.binsSize)
    let last = end &- UInt(Heap.header)
    guard end > first, last >= first &+ UInt(Heap.smallest) else { return nil }
    guard let bins = unsafe Bins(bitPattern: start), let block = unsafe Block(bitPattern: first),
      let sentinel = unsafe Block(bitPattern: last)
    else { return nil }
    unsafe bins.initialize(to: HeapBins())
    let size = Int(last &- first)
    unsafe block.pointee.previous_size = 0
    unsafe block.pointee.size = size
    unsafe sentinel.pointee.previous_size = size
    unsafe sentinel.pointee.size = Heap.inUse
    unsafe bins.pointee.spare = block
    unsafe record.pointee.heap = bins
    return unsafe bins
  }

  /// Memory of at least `size` bytes, aligned to two words; nil if no block is large enough.
  @inline(__always)
  @unsafe
  public func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    // One comparison for 0, for what is negative, and for what would overflow below.
    guard UInt(bitPattern: size &- 1) < UInt(Int.max / 2), let bins = unsafe bins() else {
      return nil
    }
    let need = (size &+ Heap.header &+ Heap.granule &- 1) & ~(Heap.granule &- 1)
    if let spare = unsafe bins.pointee.spare, unsafe bins.pointee.filled & Heap.bit(of: need) == 0 {
      let rest = unsafe spare.pointee.size &- need
      if rest >= Heap.smallest { return unsafe Heap.cut(need, from: spare, leaving: rest) }
    }
    return unsafe Heap.allocateFromBins(need, bins)
  }

  /// Cuts the end off a free block, whose new size is `rest`.
  @inline(__always)
  @unsafe
  private static func cut(
    _ need: Int, from block: Block, leaving rest: Int
  ) -> UnsafeMutableRawPointer {
    unsafe block.pointee.size = rest
    let end = unsafe Heap.block(block, plus: rest)
    unsafe end.pointee.previous_size = rest
    unsafe end.pointee.size = need | Heap.inUse
    unsafe Heap.block(end, plus: need).pointee.previous_size = need
    return unsafe UnsafeMutableRawPointer(end) + Heap.header
  }

  /// From a block of the request's own power of two, from the spare block, or from a larger block,
  /// whose rest becomes the spare one.
  @inline(never)
  @unsafe
  private static func allocateFromBins(_ need: Int, _ bins: Bins) -> UnsafeMutableRawPointer? {
    if let block = unsafe find(need, in: bins) {
      unsafe remove(block, from: bins)
      return unsafe take(need, from: block, bins)
    }
    if let spare = unsafe bins.pointee.spare, unsafe spare.pointee.size >= need {
      unsafe bins.pointee.spare = nil
      return unsafe take(need, from: spare, bins)
    }
    let larger =
      unsafe bins.pointee.filled & (0xffff_fffe &<< UInt32(truncatingIfNeeded: bin(of: need)))
    guard larger != 0, let block = unsafe slot(bins, larger.trailingZeroBitCount & 31).pointee
    else { return nil }
    unsafe remove(block, from: bins)
    return unsafe take(need, from: block, bins)
  }

  /// Uses a block that stands in no bin: all of it, or its end, the rest being spare from now on.
  @unsafe
  private static func take(_ need: Int, from block: Block, _ bins: Bins) -> UnsafeMutableRawPointer
  {
    let found = unsafe block.pointee.size
    let rest = found &- need
    if rest < smallest {
      unsafe block.pointee.size = found | inUse
      return unsafe UnsafeMutableRawPointer(block) + header
    }
    if let spare = unsafe bins.pointee.spare { unsafe insert(spare, into: bins) }
    unsafe bins.pointee.spare = block
    return unsafe cut(need, from: block, leaving: rest)
  }

  /// Gives back memory that `allocate` returned.
  @inline(__always)
  @unsafe
  public func free(_ memory: UnsafeMutableRawPointer) {
    guard let bins = unsafe record.pointee.heap else { return }
    let block = unsafe (memory - Heap.header).assumingMemoryBound(to: HeapBlock.self)
    let size = unsafe block.pointee.size & ~Heap.flags
    // A block that is not in use was given back twice, or something wrote over its header.
    precondition(unsafe block.pointee.size != size)
    let next = unsafe Heap.block(block, plus: size)
    let spare = unsafe Heap.block(block, plus: 0 &- block.pointee.previous_size)
    if unsafe spare == bins.pointee.spare, unsafe next.pointee.size & Heap.inUse != 0 {
      // The common case: it was cut from the spare block and returns to it.
      let whole = unsafe spare.pointee.size &+ size
      unsafe spare.pointee.size = whole
      unsafe next.pointee.previous_size = whole
      return
    }
    unsafe Heap.join(block, size, next, bins)
  }

  /// Makes one free block of this one and its free neighbours; it is spare if one of them was.
  @inline(never)
  @unsafe
  private static func join(_ block: Block, _ size: Int, _ next: Block, _ bins: Bins) {
    var block = unsafe block
    var size = size
    var isSpare = false
    if unsafe next.pointee.size & inUse == 0 {
      unsafe size &+= next.pointee.size
      unsafe isSpare = detach(next, bins)
    }
    let previousSize = unsafe block.pointee.previous_size
    if previousSize != 0 {
      let previous = unsafe Heap.block(block, plus: 0 &- previousSize)
      if unsafe previous.pointee.size & inUse == 0 {
        let wasSpare = unsafe detach(previous, bins)
        isSpare = isSpare || wasSpare
        size &+= previousSize
        unsafe block = previous
      }
    }
    unsafe block.pointee.size = size
    unsafe Heap.block(block, plus: size).pointee.previous_size = size
    if isSpare {
      unsafe bins.pointee.spare = block
    } else {
      unsafe insert(block, into: bins)
    }
  }

  /// Takes a free block from where it is known; returns whether it was the spare one.
  @unsafe
  private static func detach(_ block: Block, _ bins: Bins) -> Bool {
    if unsafe bins.pointee.spare == block {
      unsafe bins.pointee.spare = nil
      return true
    }
    unsafe remove(block, from: bins)
    return false
  }

  /// Bytes that can be used of memory that `allocate` returned: at least what was asked for.
  @unsafe
  public func usableSize(of memory: UnsafeMutableRawPointer) -> Int {
    let block = unsafe (memory - Heap.header).assumingMemoryBound(to: HeapBlock.self)
    let size = unsafe block.pointee.size
    let word = size & Heap.owned == 0 ? 0 : MemoryLayout<UInt>.size
    return (size & ~Heap.flags) &- Heap.header &- word
  }

  /// Memory aligned to a power of two; what precedes it in its block goes back to the heap.
  @unsafe
  public func allocate(_ size: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    if alignment <= Heap.granule { return unsafe allocate(size) }
    let (padded, overflow) = size.addingReportingOverflow(alignment &+ Heap.smallest)
    guard !overflow, size > 0, let memory = unsafe allocate(padded) else { return nil }
    let mask = UInt(alignment &- 1)
    var place = (UInt(bitPattern: memory) &+ mask) & ~mask
    if place == UInt(bitPattern: memory) { return unsafe memory }
    if place &- UInt(bitPattern: memory) < UInt(Heap.smallest) { place &+= UInt(alignment) }
    let skip = Int(place &- UInt(bitPattern: memory))
    let block = unsafe (memory - Heap.header).assumingMemoryBound(to: HeapBlock.self)
    let total = unsafe block.pointee.size & ~Heap.inUse
    let aligned = unsafe Heap.block(block, plus: skip)
    unsafe aligned.pointee.previous_size = skip
    unsafe aligned.pointee.size = (total &- skip) | Heap.inUse
    unsafe Heap.block(aligned, plus: total &- skip).pointee.previous_size = total &- skip
    unsafe block.pointee.size = skip | Heap.inUse
    unsafe free(memory)
    return unsafe UnsafeMutableRawPointer(aligned) + Heap.header
  }
}

// Memory that an init entry owns.
extension Heap {
  /// The same as `allocate`, with a word more at the block's end, for the owner.
  @unsafe
  func allocate(_ size: Int, alignment: Int, for owner: UInt16) -> UnsafeMutableRawPointer? {
    let (bytes, overflow) = size.addingReportingOverflow(MemoryLayout<UInt>.size)
    guard size > 0, !overflow, let memory = unsafe allocate(bytes, alignment: alignment) else {
      return nil
    }
    let block = unsafe (memory - Heap.header).assumingMemoryBound(to: HeapBlock.self)
    unsafe Heap.ownerWord(of: block).pointee = UInt(owner)
    unsafe block.pointee.size |= Heap.owned
    return unsafe memory
  }

  @unsafe
  private static func ownerWord(of block: Block) -> UnsafeMutablePointer<UInt> {
    let end = unsafe Heap.block(block, plus: block.pointee.size & ~flags)
    return unsafe UnsafeMutableRawPointer(end).assumingMemoryBound(to: UInt.self) - 1
  }

  /// Memory that an owner has; nil if it has none.
  ///
  /// Cost grows with the blocks.
  @unsafe
  func memory(of owner: UInt16) -> UnsafeMutableRawPointer? {
    guard let bins = unsafe record.pointee.heap else { return nil }
    var block = unsafe Heap.firstBlock(bins)
    // The last block has no bytes.
    while true {
      let size = unsafe block.pointee.size & ~Heap.flags
      if size == 0 { return nil }
      if unsafe block.pointee.size & Heap.owned != 0,
        unsafe Heap.ownerWord(of: block).pointee == UInt(owner)
      {
        return unsafe UnsafeMutableRawPointer(block) + Heap.header
      }
      unsafe block = Heap.block(block, plus: size)
    }
  }

  @unsafe
  private static func firstBlock(_ bins: Bins) -> Block {
    unsafe (UnsafeMutableRawPointer(bins) + binsSize).assumingMemoryBound(to: HeapBlock.self)
  }
}

// Blocks and bins.
extension Heap {
  @inline(__always)
  @unsafe
  private static func block(_ block: Block, plus offset: Int) -> Block {
    unsafe (UnsafeMutableRawPointer(block) + offset).assumingMemoryBound(to: HeapBlock.self)
  }

  @inline(__always)
  private static func bin(of size: Int) -> Int {
    (Int.bitWidth &- 1 &- size.leadingZeroBitCount) & 31
  }

  @inline(__always)
  @unsafe
  private static func slot(_ bins: Bins, _ bin: Int) -> UnsafeMutablePointer<Block?> {
    // Safety: `first` is an array of 32 pointers and `bin` is below that.
    unsafe withUnsafeMutablePointer(to: &bins.pointee.first) {
      unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: Block?.self) + bin
    }
  }

  @inline(__always)
  private static func bit(of size: Int) -> UInt32 {
    1 &<< UInt32(truncatingIfNeeded: bin(of: size))
  }

  /// A block of at least `need` bytes among the first few of its power of two, still in its bin.
  @unsafe
  private static func find(_ need: Int, in bins: Bins) -> Block? {
    var block = unsafe slot(bins, bin(of: need)).pointee
    for _ in 0..<tries {
      guard let candidate = unsafe block else { return nil }
      if unsafe candidate.pointee.size >= need { return unsafe candidate }
      unsafe block = candidate.pointee.next
    }
    return nil
  }

  @inline(never)
  @unsafe
  private static func insert(_ block: Block, into bins: Bins) {
    let bin = unsafe bin(of: block.pointee.size)
    let first = unsafe slot(bins, bin).pointee
    unsafe block.pointee.next = first
    unsafe block.pointee.previous = nil
    unsafe first?.pointee.previous = block
    unsafe slot(bins, bin).pointee = block
    unsafe bins.pointee.filled |= 1 &<< UInt32(truncatingIfNeeded: bin)
  }

  /// Takes a free block out of the list of its size.
  @inline(never)
  @unsafe
  private static func remove(_ block: Block, from bins: Bins) {
    let next = unsafe block.pointee.next
    unsafe next?.pointee.previous = block.pointee.previous
    if let previous = unsafe block.pointee.previous {
      unsafe previous.pointee.next = next
      return
    }
    let bin = unsafe bin(of: block.pointee.size)
    unsafe slot(bins, bin).pointee = next
    if unsafe next == nil { unsafe bins.pointee.filled &= ~(1 &<< UInt32(truncatingIfNeeded: bin)) }
  }
}
