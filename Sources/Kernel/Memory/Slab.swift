// Memory slabs: blocks of one size. Blocks that were never handed out are taken in order, blocks
// that came back form a list through their first word; so a slab needs no preparation.

import CBulkhead
import KernelCore

/// A slab, by reference.
///
/// Safety: record and buffer are the application's and live while they are used.
@safe
public struct Slab {
  private let record: UnsafeMutablePointer<SlabRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<SlabRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe private var fields: SlabRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  @inline(__always)
  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  /// Begins with all blocks of `buffer` free; false if they would not be whole words.
  @unsafe
  public func prepare(buffer: UnsafeMutableRawPointer, blockSize: Int, count: UInt32) -> Bool {
    let word = MemoryLayout<UInt>.size
    guard blockSize != 0, blockSize % word == 0, UInt(bitPattern: buffer) % UInt(word) == 0 else {
      return false
    }
    unsafe record.initialize(to: SlabRecord())
    let start = unsafe buffer.assumingMemoryBound(to: CChar.self)
    unsafe fields.buffer = start
    unsafe fields.fresh = start
    unsafe fields.end = start + blockSize &* Int(count)
    fields.block_size = blockSize
    fields.num_blocks = count
    return true
  }

  /// A block that came back, if there is one.
  ///
  /// Any context.
  @inline(__always)
  @unsafe
  public func takeFree() -> UnsafeMutableRawPointer? {
    let key = Port.lock()
    guard let block = unsafe fields.free else {
      Port.unlock(key)
      return nil
    }
    // Safety: a free block's first word is the link to the next.
    unsafe fields.free = block.load(as: UnsafeMutableRawPointer?.self)
    fields.used &+= 1
    Port.unlock(key)
    return unsafe block
  }

  /// A block, waiting for one up to the limit; nil with the reason.
  ///
  /// In interrupts without waiting.
  @unsafe
  public func take(_ limit: Timeout) -> (block: UnsafeMutableRawPointer?, outcome: Outcome) {
    let key = Port.lock()
    if let block = unsafe fields.free {
      unsafe fields.free = block.load(as: UnsafeMutableRawPointer?.self)
      fields.used &+= 1
      Port.unlock(key)
      return unsafe (block, .done)
    }
    if let fresh = unsafe fields.fresh, unsafe fields.fresh != fields.end {
      unsafe fields.fresh = fresh + fields.block_size
      fields.used &+= 1
      Port.unlock(key)
      return (UnsafeMutableRawPointer(fresh), .done)
    }
    let thread = kernel.current
    let outcome = block(in: waiters, limit, key)
    return unsafe (outcome == .done ? thread.fields.transfer : nil, outcome)
  }

  /// Gives a block back, to the most urgent waiter if there is one.
  ///
  /// Any context.
  @inline(__always)
  @unsafe
  public func give(_ block: UnsafeMutableRawPointer) {
    let key = Port.lock()
    if waiters.first != nil {
      unsafe handOver(block)
    } else {
      unsafe block.storeBytes(of: fields.free, as: UnsafeMutableRawPointer?.self)
      unsafe fields.free = block
      fields.used &-= 1
    }
    Port.unlock(key)
  }

  @inline(never)
  @unsafe
  private func handOver(_ block: UnsafeMutableRawPointer) {
    guard let thread = waiters.first else { return }
    unsafe thread.fields.transfer = block
    kernel.wake(thread, from: waiters)
  }
}
