// bulkhead/stack.h, and the stacks of zephyr/kernel/thread_stack.h that come from a pool

import CBulkhead
import Kernel
import KernelCore

private typealias Element = k_thread_stack_element

@c @implementation
public func k_thread_stack_alloc(
  _ size: Int, _ flags: Int32
) -> UnsafeMutablePointer<k_thread_stack_element>? {
  unsafe StackPool.allocate(size)?.element
}

@c @implementation
public func k_thread_stack_free(_ stack: UnsafeMutablePointer<k_thread_stack_element>) -> Int32 {
  guard StackPool.exists else { return Errno.noSystem }
  return switch unsafe StackPool.free(stack.bytes) {
  case .done: 0
  case .inUse: Errno.busy
  case .unknown: Errno.invalid
  }
}

@c @implementation
public func bulkhead_stack_alloc_for_idle(
  _ size: UnsafeMutablePointer<Int>
) -> UnsafeMutablePointer<k_thread_stack_element>? {
  guard let stack = unsafe StackPool.allocate(size.pointee, wholly: true) else { return nil }
  unsafe size.pointee = stack.size
  return unsafe stack.element
}

@c @implementation
public func bulkhead_stack_next(
  _ stack: UnsafeMutablePointer<k_thread_stack_element>?
) -> UnsafeMutablePointer<k_thread_stack_element>? {
  let key = port_mask()
  defer { port_unmask(key) }
  let before = unsafe stack.flatMap { unsafe StackPool.stack(at: $0.bytes) }
  if unsafe stack != nil, before == nil { return nil }
  return unsafe StackPool.next(after: before)?.element
}

@c @implementation
public func bulkhead_stack_facts(
  _ stack: UnsafeMutablePointer<k_thread_stack_element>,
  _ facts: UnsafeMutablePointer<bulkhead_stack_facts>
) -> Int32 {
  let key = port_mask()
  guard let found = unsafe StackPool.stack(at: stack.bytes) else {
    port_unmask(key)
    return Errno.invalid
  }
  let thread = found.thread
  unsafe facts.pointee.stack = stack
  unsafe facts.pointee.size = found.size
  unsafe facts.pointee.reserved = found.reserved
  unsafe facts.pointee.wasted = found.wasted
  unsafe facts.pointee.thread = thread?.pointer
  unsafe facts.pointee.owner = found.ownerName
  port_unmask(key)
  // Interrupts are on: it may be long.
  unsafe facts.pointee.high_water = found.highWater(of: thread) ?? -1
  return 0
}

@c @implementation
public func bulkhead_stack_pool_facts(
  _ facts: UnsafeMutablePointer<bulkhead_stack_pool_facts>
) -> Int32 {
  guard StackPool.exists else { return Errno.noSystem }
  let key = port_mask()
  let figures = StackPool.figures()
  port_unmask(key)
  unsafe facts.pointee = bulkhead_stack_pool_facts(
    total: Int(StackPool.total), free: Int(figures.free), reserved: figures.reserved,
    wasted: figures.wasted, largest: figures.largest, count: figures.count, limit: StackPool.limit)
  return 0
}

extension DynamicStack {
  /// As C knows it.
  @unsafe
  fileprivate var element: UnsafeMutablePointer<k_thread_stack_element> {
    unsafe UnsafeMutableRawPointer(start).assumingMemoryBound(to: Element.self)
  }
}

extension UnsafeMutablePointer<k_thread_stack_element> {
  @unsafe
  fileprivate var bytes: UnsafeMutablePointer<CChar> {
    unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: CChar.self)
  }
}
