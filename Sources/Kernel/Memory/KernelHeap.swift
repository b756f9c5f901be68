// A heap with a lock and a queue: who finds no room can wait until somebody gives some back.

import CBulkhead
import KernelCore

/// A heap that threads and handlers share, by reference.
///
/// Safety: the record is the application's and lives while it is used.
@safe
public struct KernelHeap {
  private let record: UnsafeMutablePointer<KernelHeapRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<KernelHeapRecord>) { unsafe self.record = record }

  /// The C record, for those who hand it on to C.
  @unsafe public var pointer: UnsafeMutablePointer<KernelHeapRecord> { unsafe record }

  @inline(__always)
  private var heap: Heap {
    unsafe Heap(withUnsafeMutablePointer(to: &record.pointee.heap) { unsafe $0 })
  }

  @inline(__always)
  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  @unsafe
  public func prepare(memory: UnsafeMutableRawPointer, size: Int) {
    unsafe record.initialize(to: KernelHeapRecord())
    unsafe heap.prepare(memory: memory, size: size)
  }

  /// Memory that is there now; nil if there is none.
  ///
  /// Any context, also in a section.
  @inline(__always)
  @unsafe
  public func tryAllocate(_ size: Int) -> UnsafeMutableRawPointer? {
    let key = Port.mask()
    let memory = unsafe heap.allocate(size)
    Port.unmask(key)
    return unsafe memory
  }

  /// Memory of a size and an alignment (a power of two, or 0), waiting for it up to the limit.
  @unsafe
  public func allocate(
    _ size: Int, alignment: Int, _ limit: Timeout
  ) -> UnsafeMutableRawPointer? {
    let deadline = limit.isForever || limit.isNone ? 0 : limit.deadline(now: uptimeTicks())
    var limit = limit
    while true {
      let key = Port.lock()
      let memory =
        unsafe alignment == 0
        ? heap.allocate(size) : heap.allocate(size, alignment: alignment)
      if let memory = unsafe memory {
        Port.unlock(key)
        return unsafe memory
      }
      // Every block that comes back wakes all who wait; who still finds no room waits on.
      guard block(in: waiters, limit, key) == .done else { return nil }
      if !limit.isForever { limit = Timeout(encoded: -2 &- Int64(truncatingIfNeeded: deadline)) }
    }
  }

  /// Gives memory back.
  ///
  /// Any context. Cost grows with those who wait.
  @inline(__always)
  @unsafe
  public func free(_ memory: UnsafeMutableRawPointer) {
    let key = Port.mask()
    unsafe heap.free(memory)
    if waiters.first != nil { wakeWaiters() }
    Port.unmask(key)
  }

  /// Memory that is there now, with a note whose it is.
  @unsafe
  fileprivate func tryAllocate(
    _ size: Int, alignment: Int, for owner: Owner
  ) -> UnsafeMutableRawPointer? {
    let key = Port.lock()
    let memory = unsafe heap.allocate(size, alignment: alignment, for: owner.rawValue)
    Port.unlock(key)
    return unsafe memory
  }

  /// Frees a block that an owner has; where it was.
  @unsafe
  fileprivate func takeMemory(of owner: UInt16) -> UnsafeMutableRawPointer? {
    let key = Port.mask()
    let memory = unsafe heap.memory(of: owner)
    if let memory = unsafe memory { unsafe free(memory) }
    Port.unmask(key)
    return unsafe memory
  }

  @inline(never)
  private func wakeWaiters() { _ = kernel.wakeAll(of: waiters, with: .done) }

  @unsafe
  public func usableSize(of memory: UnsafeMutableRawPointer) -> Int {
    unsafe heap.usableSize(of: memory)
  }
}

/// The heap of k_malloc, over the memory that the configuration sets aside; nil if it is none.
@safe
public var systemHeap: KernelHeap? {
  guard Image.heapSize != 0 else { return nil }
  return unsafe KernelHeap(&systemHeapRecord)
}

@safe nonisolated(unsafe) private var systemHeapRecord = unsafe KernelHeapRecord()

/// Memory from the system heap for an init entry's own function, at whose end it is taken back.
///
/// For others, what its threads, too, allocate later: memory that nobody takes back.
@inline(never)
@unsafe
public func allocateForEntry(_ size: Int, alignment: Int) -> UnsafeMutableRawPointer? {
  let owner = Owner.caller()
  guard owner.entry?.isUnderWay ?? false else {
    return unsafe systemHeap?.allocate(size, alignment: alignment, .none)
  }
  // Not instead of who takes back stacks, too.
  if belongings.memory == nil { belongings.memory = takeBackMemory }
  return unsafe systemHeap?.tryAllocate(size, alignment: alignment, for: owner)
}

/// Whether the caller may be an init entry's function, whose memory comes from `allocateForEntry`.
@inline(__always)
public var isCallerPerhapsEntry: Bool { Owner.mayBeCaller }

/// Memory of the owner's in the system heap.
func takeBackMemory(_ owner: UInt16) -> UInt {
  guard let heap = systemHeap, let memory = unsafe heap.takeMemory(of: owner) else {
    return Belongings.nothing
  }
  return UInt(bitPattern: memory)
}

/// Gives the system heap its memory, all of it free.
///
/// Boot, and a test's fresh start.
func prepareSystemHeap() {
  guard let memory = unsafe Image.heap, let heap = systemHeap else { return }
  unsafe heap.prepare(memory: memory, size: Image.heapSize)
}
