// k_object_alloc of bulkhead/user_mode.h, and what threads without privileges make of an object.

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_object_alloc(_ kind: k_objects) -> UnsafeMutableRawPointer? {
  unsafe allocateObject(bulkhead_claim(kind.rawValue))
}

@c @implementation
public func k_object_free(_ object: UnsafeMutableRawPointer) {
  freeObject(at: UInt(bitPattern: object))
}

@c @implementation
public func bulkhead_asked_k_object_free(_ object: UnsafeMutableRawPointer) {
  freeObjectAsAsked(at: UInt(bitPattern: object))
}

@c @implementation
public func bulkhead_asked_bulkhead_init_object(
  _ kind: bulkhead_claim, _ object: UnsafeMutableRawPointer, _ first: UInt32, _ second: UInt32
) -> Int32 {
  initialiseAsAsked(UInt(bitPattern: object), kind) {
    kind == BULKHEAD_CLAIM_MSGQ
      ? unsafe allocateQueue(
        object.assumingMemoryBound(to: MessageQueueRecord.self), Int(first), second)
      : unsafe bulkhead_init_object(kind, object, first, second)
  }
}

@c @implementation
public func bulkhead_init_object(
  _ kind: bulkhead_claim, _ object: UnsafeMutableRawPointer, _ first: UInt32, _ second: UInt32
) -> Int32 {
  switch kind {
  case BULKHEAD_CLAIM_SEM:
    return unsafe Semaphore(object.assumingMemoryBound(to: SemaphoreRecord.self))
      .prepare(count: first, limit: second) ? 0 : Errno.invalid
  case BULKHEAD_CLAIM_MUTEX:
    unsafe Mutex(object.assumingMemoryBound(to: MutexRecord.self)).prepare()
  case BULKHEAD_CLAIM_CONDVAR:
    unsafe Condition(object.assumingMemoryBound(to: ConditionRecord.self)).prepare()
  case BULKHEAD_CLAIM_EVENT:
    unsafe EventFlags(object.assumingMemoryBound(to: EventRecord.self)).prepare()
  default: return Errno.invalid
  }
  return 0
}
