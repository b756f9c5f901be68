// Memory that the kernel takes on a thread's behalf: from the heap that the thread was assigned,
// by itself or by the thread that created it.

import CBulkhead
import KernelCore

/// Bytes before each block, which name its heap; as much as keeps a block's alignment.
private let prefix = 2 * MemoryLayout<UInt>.size

/// Memory from the running thread's heap, in interrupts from the system's; nil if there is none.
///
/// Any context.
@unsafe
public func allocateForCaller(_ size: Int) -> UnsafeMutableRawPointer? {
  let system = unsafe systemHeap?.pointer
  let assigned = unsafe kernel.current.fields.inherited.heap?
    .assumingMemoryBound(to: KernelHeapRecord.self)
  guard let heap = unsafe Port.isInInterrupt ? system : assigned else { return nil }
  let (bytes, overflow) = size.addingReportingOverflow(prefix)
  guard !overflow, let block = unsafe KernelHeap(heap).tryAllocate(bytes) else { return nil }
  unsafe block.storeBytes(of: UnsafeMutableRawPointer(heap), as: UnsafeMutableRawPointer.self)
  return unsafe block + prefix
}

/// Gives back what `allocateForCaller` gave to anybody.
///
/// Any context.
@unsafe
public func freeForCaller(_ memory: UnsafeMutableRawPointer) {
  // Safety: every block begins with its heap's address.
  let block = unsafe memory - prefix
  let heap = unsafe block.load(as: UnsafeMutableRawPointer.self)
  unsafe KernelHeap(heap.assumingMemoryBound(to: KernelHeapRecord.self)).free(block)
}

extension Thread {
  /// Where the kernel takes memory for this thread, and for the threads it creates from now on.
  @unsafe
  public func assignHeap(_ heap: UnsafeMutablePointer<KernelHeapRecord>?) {
    unsafe fields.inherited.heap = UnsafeMutableRawPointer(heap)
  }

  /// Takes the kernel's memory for this thread from the system heap, if there is one.
  public func assignSystemHeap() { unsafe assignHeap(systemHeap?.pointer) }
}
