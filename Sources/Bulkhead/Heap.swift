// Heaps: memory of any size.

import CBulkhead
import Kernel
import KernelCore

/// `size` bytes from which pieces of any size are allocated.
///
/// Belongs in a global or static `let`. Each allocation takes two words of it besides its own bytes.
/// Allocating takes constant time, freeing too if nobody waits.
@safe
public struct Heap<let size: Int>: ~Copyable, @unchecked Sendable {
  // In this order in memory: one piece of both.
  private let record: Cell<KernelHeapRecord>
  private let overhead: RoomLike<bulkhead_heap_room>
  private let memory: Room<UInt8, size>

  /// All of it is free.
  @inline(__always)
  public init() {
    precondition(size > 0)
    unsafe record = Cell(KernelHeapRecord())
    overhead = RoomLike()
    memory = Room()
  }

  /// The kernel's heap over this object's memory.
  ///
  /// Safety: the record lies in this object, which is borrowed while the reference is used. The
  /// memory's address enters the record at the first use, because a constant cannot contain it.
  @inline(__always)
  private var kernel: KernelHeap {
    if unsafe record.address.pointee.heap.init_mem != overhead.address { settle() }
    return unsafe KernelHeap(record.address)
  }

  @inline(never)
  private func settle() {
    withInterruptsOff {
      // A more urgent thread may have been here first.
      guard let old = unsafe record.address.pointee.heap.init_mem else {
        unsafe KernelHeap(record.address).prepare(
          memory: overhead.address, size: MemoryLayout<bulkhead_heap_room>.size &+ size)
        return
      }
      if unsafe old != overhead.address { refuse("a heap was moved after its first use") }
    }
  }

  /// Allocates so many bytes, whose contents are undefined, waiting until there is room.
  ///
  /// `alignment` is a power of two. Thread. More than the heap could ever give is a wait without
  /// end.
  public func allocate(byteCount: Int, alignment: Int = 2 * MemoryLayout<Int>.size) -> Allocation {
    guard let memory = unsafe kernel.allocate(byteCount, alignment: alignment, .forever) else {
      refuse("a heap's wait without end ended")
    }
    return unsafe Allocation(start: memory, byteCount: byteCount, heap: record.address)
  }

  /// Allocates if there is room; nil if not.
  ///
  /// Any context.
  public func allocateIfRoom(
    byteCount: Int, alignment: Int = 2 * MemoryLayout<Int>.size
  ) -> Allocation? {
    guard let memory = unsafe kernel.allocate(byteCount, alignment: alignment, .none) else {
      return nil
    }
    return unsafe Allocation(start: memory, byteCount: byteCount, heap: record.address)
  }

  /// Allocates, waiting for room at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func allocate(
    byteCount: Int, alignment: Int = 2 * MemoryLayout<Int>.size, within duration: Duration
  ) throws(WaitError) -> Allocation {
    guard
      let memory = unsafe kernel.allocate(byteCount, alignment: alignment, Timeout(duration))
    else { throw .timedOut }
    return unsafe Allocation(start: memory, byteCount: byteCount, heap: record.address)
  }

  /// The owner of memory from a heap, to which it returns when the owner goes.
  @safe
  public struct Allocation: ~Copyable, @unchecked Sendable {
    private let start: UnsafeMutableRawPointer
    /// As many as were asked for.
    public let byteCount: Int
    private let heap: UnsafeMutablePointer<KernelHeapRecord>

    /// Safety: the memory is from the heap, and nobody else has it.
    @unsafe
    init(
      start: UnsafeMutableRawPointer, byteCount: Int, heap: UnsafeMutablePointer<KernelHeapRecord>
    ) {
      unsafe self.start = start
      self.byteCount = byteCount
      unsafe self.heap = heap
    }

    /// The memory.
    public var bytes: MutableRawSpan {
      @_lifetime(&self)
      mutating get {
        let span = unsafe MutableRawSpan(_unsafeStart: start, byteCount: byteCount)
        return unsafe _overrideLifetime(span, mutating: &self)
      }
    }

    deinit { unsafe KernelHeap(heap).free(start) }
  }
}
