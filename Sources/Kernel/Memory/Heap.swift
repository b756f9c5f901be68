// Heaps: blocks of any size in constant time. Free blocks are kept by power of two; a request
// looks at a few blocks of its own power and then takes the first of a larger one. It is cut from
// the block's end, and a block that comes back joins its free neighbours: so a block that shrinks
// or grows within its power of two stays where it is in its list, which is the common case.

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
  private static var inUse: Int { 1 }
  /// How many blocks of a request's own power of two are looked at.
  private static var tries: Int { 3 }

  /// Takes a region of memory as one free block. Too little memory makes a heap that is empty.
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
    let first = (start &+ UInt(MemoryLayout<HeapBins>.size) &+ mask) & ~mask
    let last = end &- UInt(Heap.header)
    guard end > first, last > first &+ UInt(Heap.smallest) else { return nil }
    guard let bins = unsafe Bins(bitPattern: start), let block = unsafe Block(bitPattern: first),
      let sentinel = unsafe Block(bitPattern: last)
    else { return nil }
    unsafe bins.initialize(to: HeapBins())
    let size = Int(last &- first)
    unsafe block.pointee.previous_size = 0
    unsafe block.pointee.size = size
    unsafe sentinel.pointee.previous_size = size
    unsafe sentinel.pointee.size = Heap.inUse
    unsafe Heap.insert(block, into: bins)
    unsafe record.pointee.heap = bins
    return unsafe bins
  }

  /// Memory of at least `size` bytes, aligned to two words; nil if no block is large enough.
  @inline(__always)
  @unsafe
  public func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    guard let bins = unsafe bins() else { return nil }
    let need = max(
      (size &+ Heap.header &+ Heap.granule &- 1) & ~(Heap.granule &- 1), Heap.smallest)
    guard size > 0, need > size, let block = unsafe Heap.find(need, in: bins) else { return nil }
    let found = unsafe block.pointee.size
    let rest = found &- need
    if rest < Heap.smallest {
      unsafe Heap.remove(block, from: bins)
      unsafe block.pointee.size = found | Heap.inUse
      return unsafe UnsafeMutableRawPointer(block) + Heap.header
    }
    unsafe Heap.resize(block, from: found, to: rest, in: bins)
    let cut = unsafe Heap.block(block, plus: rest)
    unsafe cut.pointee.previous_size = rest
    unsafe cut.pointee.size = need | Heap.inUse
    unsafe Heap.block(cut, plus: need).pointee.previous_size = need
    return unsafe UnsafeMutableRawPointer(cut) + Heap.header
  }

  /// Gives back memory that `allocate` returned.
  @inline(__always)
  @unsafe
  public func free(_ memory: UnsafeMutableRawPointer) {
    guard let bins = unsafe record.pointee.heap else { return }
    var block = unsafe (memory - Heap.header).assumingMemoryBound(to: HeapBlock.self)
    var size = unsafe block.pointee.size & ~Heap.inUse
    // A block that is not in use was given back twice, or something wrote over its header.
    precondition(unsafe block.pointee.size != size)
    var next = unsafe Heap.block(block, plus: size)
    let nextSize = unsafe next.pointee.size
    if nextSize & Heap.inUse == 0 {
      unsafe Heap.remove(next, from: bins)
      size &+= nextSize
      unsafe next = Heap.block(block, plus: size)
    }
    let previousSize = unsafe block.pointee.previous_size
    if previousSize != 0, unsafe Heap.block(block, plus: 0 &- previousSize).pointee.size & Heap.inUse == 0 {
      unsafe block = Heap.block(block, plus: 0 &- previousSize)
      size &+= previousSize
      unsafe Heap.resize(block, from: previousSize, to: size, in: bins)
    } else {
      unsafe block.pointee.size = size
      unsafe Heap.insert(block, into: bins)
    }
    unsafe next.pointee.previous_size = size
  }

  /// Bytes that can be used of memory that `allocate` returned: at least what was asked for.
  @unsafe
  public func usableSize(of memory: UnsafeMutableRawPointer) -> Int {
    let block = unsafe (memory - Heap.header).assumingMemoryBound(to: HeapBlock.self)
    return unsafe (block.pointee.size & ~Heap.inUse) &- Heap.header
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

  /// A free block of at least `need` bytes, still in its bin.
  @inline(__always)
  @unsafe
  private static func find(_ need: Int, in bins: Bins) -> Block? {
    let bin = bin(of: need)
    if let first = unsafe slot(bins, bin).pointee {
      if unsafe first.pointee.size >= need { return unsafe first }
      if let found = unsafe search(after: first, need) { return unsafe found }
    }
    let larger = unsafe bins.pointee.filled & (0xffff_fffe &<< UInt32(truncatingIfNeeded: bin))
    if larger == 0 { return nil }
    return unsafe slot(bins, larger.trailingZeroBitCount & 31).pointee
  }

  @inline(never)
  @unsafe
  private static func search(after first: Block, _ need: Int) -> Block? {
    var block = unsafe first
    for _ in 1..<tries {
      guard let next = unsafe block.pointee.next else { return nil }
      if unsafe next.pointee.size >= need { return unsafe next }
      unsafe block = next
    }
    return nil
  }

  /// Changes a free block's size; it changes its list only if it changes its power of two.
  @inline(__always)
  @unsafe
  private static func resize(_ block: Block, from old: Int, to new: Int, in bins: Bins) {
    if bin(of: old) == bin(of: new) {
      unsafe block.pointee.size = new
    } else {
      unsafe move(block, to: new, in: bins)
    }
  }

  @inline(never)
  @unsafe
  private static func move(_ block: Block, to size: Int, in bins: Bins) {
    unsafe remove(block, from: bins)
    unsafe block.pointee.size = size
    unsafe insert(block, into: bins)
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
