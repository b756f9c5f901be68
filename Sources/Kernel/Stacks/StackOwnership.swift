// Stacks that are an init entry's: at its end they are taken back, with what of the heap is its own
// and behind its threads, which may live on them.

import CBulkhead
import KernelCore

extension DynamicStack {
  /// It is the init entry's for which the calling code works; interrupts are masked.
  func belongToCaller() {
    owner = Owner.caller()
    if owner != .nobody { unsafe belongings.memory = bulkhead_stack_pool.take_back }
  }
}

/// Frees a stack of the owner's; where it was.
@c @implementation
public func bulkhead_take_back_stack(_ owner: UInt16) -> UInt {
  let key = Port.mask()
  defer { Port.unmask(key) }
  var next = StackPool.next(after: nil)
  while let stack = next {
    next = StackPool.next(after: stack)
    if stack.owner.rawValue != owner { continue }
    let address = unsafe UInt(bitPattern: stack.start)
    // It is left to the thread of somebody else's that lives on it.
    if stack.thread != nil || !StackPool.giveBack(stack) { stack.owner = .nobody }
    return address
  }
  return Belongings.nothing
}

/// A stack of the owner's, or else memory of its own in the system heap.
@c @implementation
public func bulkhead_take_back_stack_or_memory(_ owner: UInt16) -> UInt {
  let stack = bulkhead_take_back_stack(owner)
  return stack == Belongings.nothing ? takeBackMemory(owner) : stack
}

/// What an image with a pool says of something that a shutdown function has left behind.
@c @implementation
public func bulkhead_print_leak_or_stack(_ place: Int32, _ kind: bulkhead_leak, _ what: UInt) {
  guard kind == BULKHEAD_LEAK_MEMORY, StackPool.contains(what) else {
    bulkhead_print_leak(place, kind, what)
    return
  }
  Console.write("shutdown of ")
  unsafe Console.write(cString: InitEntry(place: Int(place)).record.name)
  Console.write(" left stack at ")
  Console.write(address: what)
  Console.write(" allocated\n")
}
