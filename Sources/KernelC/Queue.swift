// zephyr/kernel/queue.h; fifo.h and lifo.h are inline functions over it.

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_queue_init(_ queue: UnsafeMutablePointer<QueueRecord>) {
  unsafe Queue(queue).prepare()
}

@c @implementation
public func k_queue_append(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ data: UnsafeMutableRawPointer
) {
  unsafe Queue(queue).put(data, .last)
}

@c @implementation
public func k_queue_prepend(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ data: UnsafeMutableRawPointer
) {
  unsafe Queue(queue).put(data, .first)
}

@c @implementation
public func k_queue_insert(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ previous: UnsafeMutableRawPointer?,
  _ data: UnsafeMutableRawPointer
) {
  if let previous = unsafe previous {
    unsafe Queue(queue).put(data, after: previous)
  } else {
    unsafe k_queue_prepend(queue, data)
  }
}

@c @implementation
public func k_queue_alloc_append(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ data: UnsafeMutableRawPointer?
) -> Int32 {
  unsafe Queue(queue).putBoxed(data, .last) ? 0 : Errno.noMemory
}

@c @implementation
public func k_queue_alloc_prepend(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ data: UnsafeMutableRawPointer?
) -> Int32 {
  unsafe Queue(queue).putBoxed(data, .first) ? 0 : Errno.noMemory
}

@c @implementation
public func k_queue_append_list(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ head: UnsafeMutableRawPointer?,
  _ tail: UnsafeMutableRawPointer?
) -> Int32 {
  guard let head = unsafe head, let tail = unsafe tail else { return Errno.invalid }
  unsafe Queue(queue).put(from: head, through: tail)
  return 0
}

@c @implementation
public func k_queue_unique_append(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ data: UnsafeMutableRawPointer
) -> Bool {
  unsafe Queue(queue).putOnce(data)
}

@c @implementation
public func k_queue_remove(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ data: UnsafeMutableRawPointer
) -> Bool {
  unsafe Queue(queue).remove(data)
}

@c @implementation
public func k_queue_get(
  _ queue: UnsafeMutablePointer<QueueRecord>, _ timeout: k_timeout_t
) -> UnsafeMutableRawPointer? {
  unsafe Queue(queue).get(Timeout(timeout))
}

@c @implementation
public func k_queue_cancel_wait(_ queue: UnsafeMutablePointer<QueueRecord>) {
  unsafe Queue(queue).cancelWait()
}

@c @implementation
public func k_queue_peek_head(
  _ queue: UnsafeMutablePointer<QueueRecord>
) -> UnsafeMutableRawPointer? {
  unsafe Queue(queue).first
}

@c @implementation
public func k_queue_peek_tail(
  _ queue: UnsafeMutablePointer<QueueRecord>
) -> UnsafeMutableRawPointer? {
  unsafe Queue(queue).last
}
