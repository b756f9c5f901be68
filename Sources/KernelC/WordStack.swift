// zephyr/kernel/stack.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_stack_init(
  _ stack: UnsafeMutablePointer<StackRecord>, _ buffer: UnsafeMutablePointer<stack_data_t>,
  _ count: UInt32
) {
  unsafe WordStack(stack).prepare(buffer: buffer, count: count)
}

/// The buffer came from the caller's heap and goes back there.
private let ownsBuffer: UInt32 = 1

@c @implementation
public func k_stack_alloc_init(
  _ stack: UnsafeMutablePointer<StackRecord>, _ count: UInt32
) -> Int32 {
  let (bytes, overflow) = Int(truncatingIfNeeded: count)
    .multipliedReportingOverflow(by: MemoryLayout<stack_data_t>.size)
  guard !overflow, bytes >= 0, let buffer = unsafe allocateForCaller(bytes) else {
    return Errno.noMemory
  }
  unsafe k_stack_init(stack, buffer.assumingMemoryBound(to: stack_data_t.self), count)
  unsafe stack.pointee.flags = ownsBuffer
  return 0
}

@c @implementation
public func k_stack_cleanup(_ stack: UnsafeMutablePointer<StackRecord>) -> Int32 {
  if unsafe WordStack(stack).hasWaiters { return Errno.again }
  if unsafe stack.pointee.flags & ownsBuffer != 0, let buffer = unsafe stack.pointee.base {
    unsafe freeForCaller(buffer)
    unsafe stack.pointee.flags &= ~ownsBuffer
  }
  return 0
}

@c @implementation
public func k_stack_push(
  _ stack: UnsafeMutablePointer<StackRecord>, _ data: stack_data_t
) -> Int32 {
  unsafe WordStack(stack).push(data) ? 0 : Errno.noMemory
}

@c @implementation
public func k_stack_pop(
  _ stack: UnsafeMutablePointer<StackRecord>, _ data: UnsafeMutablePointer<stack_data_t>,
  _ timeout: k_timeout_t
) -> Int32 {
  unsafe WordStack(stack).pop(data, Timeout(timeout)).errno()
}
