// zephyr/kernel/mem_slab.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_mem_slab_init(
  _ slab: UnsafeMutablePointer<SlabRecord>, _ buffer: UnsafeMutableRawPointer, _ size: Int,
  _ count: UInt32
) -> Int32 {
  unsafe Slab(slab).prepare(buffer: buffer, blockSize: size, count: count) ? 0 : Errno.invalid
}

@c @implementation
public func k_mem_slab_alloc(
  _ slab: UnsafeMutablePointer<SlabRecord>, _ mem: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
  _ timeout: k_timeout_t
) -> Int32 {
  if let block = unsafe Slab(slab).takeFree() {
    unsafe mem.pointee = block
    return 0
  }
  return unsafe takeSlowly(slab, mem, timeout)
}

@inline(never)
@unsafe
private func takeSlowly(
  _ slab: UnsafeMutablePointer<SlabRecord>, _ mem: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
  _ timeout: k_timeout_t
) -> Int32 {
  let (block, outcome) = unsafe Slab(slab).take(Timeout(timeout))
  unsafe mem.pointee = block
  return outcome.errno(busy: Errno.noMemory)
}

@c @implementation
public func bulkhead_mem_slab_free(
  _ slab: UnsafeMutablePointer<SlabRecord>, _ block: UnsafeMutableRawPointer
) {
  unsafe Slab(slab).give(block)
}
