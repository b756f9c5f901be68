// zephyr/kernel/msgq.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_msgq_init(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ buffer: UnsafeMutablePointer<CChar>,
  _ size: Int, _ count: UInt32
) {
  unsafe MessageQueue(msgq).prepare(buffer: buffer, messageSize: size, capacity: count)
}

@c @implementation
public func k_msgq_put(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ data: UnsafeRawPointer,
  _ timeout: k_timeout_t
) -> Int32 {
  unsafe MessageQueue(msgq).put(data, Timeout(timeout))
    .errno(busy: Errno.noMessage, cancelled: Errno.noMessage)
}

@c @implementation
public func k_msgq_put_front(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ data: UnsafeRawPointer,
  _ timeout: k_timeout_t
) -> Int32 {
  unsafe MessageQueue(msgq).putFirst(data, Timeout(timeout))
    .errno(busy: Errno.noMessage, cancelled: Errno.noMessage)
}

@c @implementation
public func k_msgq_get(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ data: UnsafeMutableRawPointer,
  _ timeout: k_timeout_t
) -> Int32 {
  unsafe MessageQueue(msgq).get(data, Timeout(timeout))
    .errno(busy: Errno.noMessage, cancelled: Errno.noMessage)
}

@c @implementation
public func k_msgq_peek(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ data: UnsafeMutableRawPointer
) -> Int32 {
  unsafe MessageQueue(msgq).peek(data, at: 0) ? 0 : Errno.noMessage
}

@c @implementation
public func k_msgq_peek_at(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ data: UnsafeMutableRawPointer,
  _ index: UInt32
) -> Int32 {
  unsafe MessageQueue(msgq).peek(data, at: index) ? 0 : Errno.noMessage
}

@c @implementation
public func k_msgq_purge(_ msgq: UnsafeMutablePointer<MessageQueueRecord>) {
  unsafe MessageQueue(msgq).purge()
}

@c @implementation
public func k_msgq_num_free_get(_ msgq: UnsafeMutablePointer<MessageQueueRecord>) -> UInt32 {
  let queue = unsafe MessageQueue(msgq)
  return queue.capacity &- queue.count
}

@c @implementation
public func k_msgq_num_used_get(_ msgq: UnsafeMutablePointer<MessageQueueRecord>) -> UInt32 {
  unsafe MessageQueue(msgq).count
}

@c @implementation
public func k_msgq_get_attrs(
  _ msgq: UnsafeMutablePointer<MessageQueueRecord>, _ attrs: UnsafeMutablePointer<k_msgq_attrs>
) {
  let queue = unsafe MessageQueue(msgq)
  unsafe attrs.pointee = k_msgq_attrs(
    msg_size: queue.messageSize, max_msgs: queue.capacity, used_msgs: queue.count)
}

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
