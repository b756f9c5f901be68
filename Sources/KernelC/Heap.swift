// zephyr/kernel/heap.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_heap_init(
  _ heap: UnsafeMutablePointer<KernelHeapRecord>, _ mem: UnsafeMutableRawPointer, _ bytes: Int
) {
  unsafe KernelHeap(heap).prepare(memory: mem, size: bytes)
}

@c @implementation
public func k_heap_alloc(
  _ heap: UnsafeMutablePointer<KernelHeapRecord>, _ bytes: Int, _ timeout: k_timeout_t
) -> UnsafeMutableRawPointer? {
  if let memory = unsafe KernelHeap(heap).tryAllocate(bytes) { return unsafe memory }
  return unsafe waitToAllocate(heap, bytes, timeout)
}

@inline(never)
@unsafe
private func waitToAllocate(
  _ heap: UnsafeMutablePointer<KernelHeapRecord>, _ bytes: Int, _ timeout: k_timeout_t
) -> UnsafeMutableRawPointer? {
  timeout.ticks == 0
    ? nil : unsafe KernelHeap(heap).allocate(bytes, alignment: 0, Timeout(timeout))
}

@c @implementation
public func k_heap_aligned_alloc(
  _ heap: UnsafeMutablePointer<KernelHeapRecord>, _ align: Int, _ bytes: Int,
  _ timeout: k_timeout_t
) -> UnsafeMutableRawPointer? {
  unsafe KernelHeap(heap).allocate(bytes, alignment: align, Timeout(timeout))
}

@c @implementation
public func k_heap_calloc(
  _ heap: UnsafeMutablePointer<KernelHeapRecord>, _ num: Int, _ size: Int, _ timeout: k_timeout_t
) -> UnsafeMutableRawPointer? {
  let (bytes, overflow) = num.multipliedReportingOverflow(by: size)
  guard !overflow, let memory = unsafe k_heap_alloc(heap, bytes, timeout) else { return nil }
  unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  return unsafe memory
}

@c @implementation
public func k_heap_realloc(
  _ heap: UnsafeMutablePointer<KernelHeapRecord>, _ mem: UnsafeMutableRawPointer?, _ bytes: Int,
  _ timeout: k_timeout_t
) -> UnsafeMutableRawPointer? {
  guard let mem = unsafe mem else { return unsafe k_heap_alloc(heap, bytes, timeout) }
  if bytes == 0 {
    unsafe k_heap_free(heap, mem)
    return nil
  }
  let old = unsafe KernelHeap(heap).usableSize(of: mem)
  if bytes <= old { return unsafe mem }
  guard let new = unsafe k_heap_alloc(heap, bytes, timeout) else { return nil }
  unsafe new.copyMemory(from: mem, byteCount: old)
  unsafe k_heap_free(heap, mem)
  return unsafe new
}

@c @implementation
public func k_heap_free(
  _ heap: UnsafeMutablePointer<KernelHeapRecord>, _ mem: UnsafeMutableRawPointer?
) {
  guard let mem = unsafe mem else { return }
  unsafe KernelHeap(heap).free(mem)
}

@c @implementation
public func k_malloc(_ size: Int) -> UnsafeMutableRawPointer? {
  if isCallerPerhapsEntry { return unsafe allocateForEntry(size == 0 ? 1 : size, alignment: 0) }
  return unsafe systemHeap?.tryAllocate(size) ?? allocateNothing(size)
}

/// A block for a request of 0 bytes; nil for others, which found no room.
@inline(never)
@unsafe
private func allocateNothing(_ size: Int) -> UnsafeMutableRawPointer? {
  size == 0 ? unsafe systemHeap?.tryAllocate(1) : nil
}

@c @implementation
public func k_aligned_alloc(_ align: Int, _ size: Int) -> UnsafeMutableRawPointer? {
  // Not the greater of the two: a request for too much is negative here.
  let size = size == 0 ? 1 : size
  return isCallerPerhapsEntry
    ? unsafe allocateForEntry(size, alignment: align)
    : unsafe systemHeap?.allocate(size, alignment: align, .none)
}

@c @implementation
public func k_calloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
  let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
  guard !overflow, let memory = unsafe k_malloc(bytes) else { return nil }
  unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  return unsafe memory
}

@c @implementation
public func k_realloc(_ mem: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
  guard let mem = unsafe mem else { return unsafe k_malloc(size) }
  if size == 0 {
    unsafe k_free(mem)
    return nil
  }
  guard let heap = systemHeap else { return nil }
  let old = unsafe heap.usableSize(of: mem)
  if size <= old { return unsafe mem }
  guard let new = unsafe k_malloc(size) else { return nil }
  unsafe new.copyMemory(from: mem, byteCount: old)
  unsafe k_free(mem)
  return unsafe new
}

@c @implementation
public func k_free(_ mem: UnsafeMutableRawPointer?) {
  guard let mem = unsafe mem else { return }
  unsafe systemHeap?.free(mem)
}

@c @implementation
public func sys_heap_init(
  _ heap: UnsafeMutablePointer<HeapRecord>, _ mem: UnsafeMutableRawPointer, _ bytes: Int
) {
  unsafe Heap(heap).prepare(memory: mem, size: bytes)
}

@c @implementation
public func sys_heap_alloc(
  _ heap: UnsafeMutablePointer<HeapRecord>, _ bytes: Int
) -> UnsafeMutableRawPointer? {
  unsafe Heap(heap).allocate(bytes)
}

@c @implementation
public func sys_heap_aligned_alloc(
  _ heap: UnsafeMutablePointer<HeapRecord>, _ align: Int, _ bytes: Int
) -> UnsafeMutableRawPointer? {
  unsafe Heap(heap).allocate(bytes, alignment: align)
}

@c @implementation
public func sys_heap_realloc(
  _ heap: UnsafeMutablePointer<HeapRecord>, _ mem: UnsafeMutableRawPointer?, _ bytes: Int
) -> UnsafeMutableRawPointer? {
  guard let mem = unsafe mem else { return unsafe sys_heap_alloc(heap, bytes) }
  let old = unsafe Heap(heap).usableSize(of: mem)
  if bytes <= old { return unsafe mem }
  guard let new = unsafe sys_heap_alloc(heap, bytes) else { return nil }
  unsafe new.copyMemory(from: mem, byteCount: old)
  unsafe Heap(heap).free(mem)
  return unsafe new
}

@c @implementation
public func sys_heap_free(
  _ heap: UnsafeMutablePointer<HeapRecord>, _ mem: UnsafeMutableRawPointer?
) {
  guard let mem = unsafe mem else { return }
  unsafe Heap(heap).free(mem)
}

@c @implementation
public func sys_heap_usable_size(
  _ heap: UnsafeMutablePointer<HeapRecord>, _ mem: UnsafeMutableRawPointer
) -> Int {
  unsafe Heap(heap).usableSize(of: mem)
}
