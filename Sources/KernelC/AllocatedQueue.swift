// k_msgq_alloc_init and k_msgq_cleanup of zephyr/kernel/msgq.h. Apart from what is called often: in one file with that
// the compiler makes common code of both, and sending to a higher thread takes seven instructions more.

import CBulkhead
import Kernel
import KernelCore

/// The buffer came from the heap and goes back there.
private let ownsBuffer: UInt32 = 1

@c @implementation
public func k_msgq_alloc_init(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ size: Int, _ count: UInt32
) -> Int32 {
  unsafe allocateQueue(msgq, size, count)
}

/// `k_msgq_alloc_init` of a queue that is no object yet: the image may have a function of its own in place of that one.
@unsafe
func allocateQueue(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ size: Int, _ count: UInt32
) -> Int32 {
  let (bytes, overflow) = size.multipliedReportingOverflow(by: Int(truncatingIfNeeded: count))
  if overflow || bytes < 0 { return Errno.invalid }
  guard let buffer = unsafe allocateForCaller(bytes) else { return Errno.noMemory }
  unsafe MessageQueue(msgq).prepare(
    buffer: buffer.assumingMemoryBound(to: CChar.self), messageSize: size, capacity: count)
  unsafe msgq.pointee.flags = ownsBuffer
  return 0
}

@c @implementation
public func k_msgq_cleanup(_ msgq: UnsafeMutablePointer<MessageQueueRecord>) -> Int32 {
  if unsafe MessageQueue(msgq).hasWaiters { return Errno.busy }
  if unsafe msgq.pointee.flags & ownsBuffer != 0, let buffer = unsafe msgq.pointee.buffer_start {
    unsafe freeForCaller(buffer)
    unsafe msgq.pointee.flags &= ~ownsBuffer
  }
  return 0
}
