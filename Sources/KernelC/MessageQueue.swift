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
