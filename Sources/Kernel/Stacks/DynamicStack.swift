// A stack of the pool, by reference to what the kernel keeps of it. How the pool is divided is told
// in StackPool.swift.

import CBulkhead
import KernelCore

/// A place for what is known of a stack.
///
/// Safety: the build made the records, as many as it says; changed with interrupts masked.
@safe
public struct DynamicStack {
  let record: UnsafeMutablePointer<DynamicStackRecord>

  @safe var fields: DynamicStackRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  /// Whether it is one; else the place is free.
  var isAllocated: Bool { fields.block.reserved != 0 }

  /// Bytes of the pool that it takes.
  public var reserved: Int { Int(truncatingIfNeeded: fields.block.reserved) }

  /// Bytes that a thread has, with what the port keeps of them; an allocator may give odd ones.
  private var usable: Int { Int(truncatingIfNeeded: fields.block.usable) & ~StackPool.fringe }

  /// Bytes that a thread may be told that it has.
  public var size: Int { usable &- bulkhead_stack_reserved() }

  /// Bytes of the pool that nobody can use.
  public var wasted: Int { reserved &- usable }

  /// Its lowest byte, by which the application knows it.
  @unsafe
  public var start: UnsafeMutablePointer<CChar> { unsafe end - usable }

  /// One past its highest byte, which is that of its piece of the pool.
  @unsafe
  private var end: UnsafeMutablePointer<CChar> {
    // Safety: what is allocated lies in the pool, so there is one.
    let offset = Int(truncatingIfNeeded: fields.block.offset)
    return unsafe bulkhead_stack_pool.memory.unsafelyUnwrapped + (offset &+ reserved)
  }

  /// Who lives on it; nil if it is dormant.
  ///
  /// Interrupts are masked. Cost grows with the threads that are alive.
  public var thread: Thread? {
    var one = kernel.alive
    while let thread = one {
      // What a port guards of a stack, it takes from its low end.
      if let stack = unsafe thread.fields.stack, unsafe stack >= start, unsafe stack < end {
        return thread
      }
      one = thread.nextAlive
    }
    return nil
  }

  /// The most bytes that were ever written, counted from the top; nil if stacks are not painted.
  ///
  /// Cost grows with what was not.
  public func highWater(of thread: Thread?) -> Int? {
    guard Image.paintsStacks else { return nil }
    // Safety: below its thread's own lowest byte may be the port's guard.
    var lowest = unsafe thread.flatMap { unsafe $0.fields.stack } ?? start
    let paint = CChar(bitPattern: UInt8(BULKHEAD_STACK_PAINT))
    while unsafe lowest < end, unsafe lowest.pointee == paint { unsafe lowest += 1 }
    return unsafe end - lowest
  }

  /// Fills it, so that one can tell how much of it was used.
  func paint() {
    unsafe UnsafeMutableRawPointer(start).initializeMemory(
      as: UInt8.self, repeating: UInt8(BULKHEAD_STACK_PAINT), count: usable)
  }

  /// The init entry that it belongs to.
  var owner: Owner {
    get { Owner(rawValue: UInt16(truncatingIfNeeded: fields.owner)) }
    nonmutating set { fields.owner = UInt32(newValue.rawValue) }
  }

  /// The name of that entry; nil if it is nobody's.
  @unsafe
  public var ownerName: UnsafePointer<CChar>? { unsafe owner.entry?.record.name }
}
