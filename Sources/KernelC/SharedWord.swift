// bulkhead/shared_word.h and zephyr/kernel/futex.h. What comes by a system call is checked here.

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func bulkhead_wait_for_unit(
  _ word: UnsafeMutablePointer<UInt32>, _ timeout: k_timeout_t
) -> Int32 {
  let units = unsafe SharedUnits(word)
  guard units.isReachedByCaller else { return Errno.noAccess }
  return units.take(Timeout(timeout)).errno()
}

@c @implementation
public func bulkhead_await_unit(_ word: UnsafeMutablePointer<UInt32>) -> Int32 {
  unsafe SharedUnits(word).take(.forever).errno()
}

@c @implementation
public func bulkhead_give_unit(_ word: UnsafeMutablePointer<UInt32>, _ limit: UInt32) -> Int32 {
  let units = unsafe SharedUnits(word)
  guard units.isReachedByCaller else { return Errno.noAccess }
  return units.give(limit: limit).errno(busy: Errno.again)
}

@c @implementation
public func bulkhead_lock_contended(
  _ word: UnsafeMutablePointer<UInt32>, _ timeout: k_timeout_t
) -> Int32 {
  let mutex = unsafe SharedMutex(word)
  guard mutex.isReachedByCaller else { return Errno.noAccess }
  return mutex.lock(Timeout(timeout)).errno()
}

@c @implementation
public func bulkhead_unlock_contended(_ word: UnsafeMutablePointer<UInt32>) -> Int32 {
  let mutex = unsafe SharedMutex(word)
  guard mutex.isReachedByCaller else { return Errno.noAccess }
  return mutex.unlock().errno()
}

@c @implementation
public func bulkhead_wake_waiter(_ word: UnsafeMutablePointer<UInt32>) -> Int32 {
  let futex = unsafe Futex(word)
  guard futex.isReachedByCaller else { return Errno.noAccess }
  futex.wakeOneAndTell()
  return 0
}

@c @implementation
public func k_futex_wait(
  _ futex: UnsafeMutablePointer<FutexRecord>, _ expected: Int32, _ timeout: k_timeout_t
) -> Int32 {
  let futex = unsafe Futex(futex)
  guard futex.isReachedByCaller else { return Errno.noAccess }
  let outcome = futex.wait(while: expected, Timeout(timeout))
  return outcome == .timedOut ? Errno.timedOut : outcome.errno(busy: Errno.timedOut)
}

@c @implementation
public func k_futex_wake(_ futex: UnsafeMutablePointer<FutexRecord>, _ wakesAll: Bool) -> Int32 {
  let futex = unsafe Futex(futex)
  guard futex.isReachedByCaller else { return Errno.noAccess }
  return Int32(truncatingIfNeeded: futex.wake(all: wakesAll))
}
