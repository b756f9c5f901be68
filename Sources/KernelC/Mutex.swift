// zephyr/kernel/mutex.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_mutex_init(_ mutex: UnsafeMutablePointer<MutexRecord>) -> Int32 {
  unsafe Mutex(mutex).prepare()
  return 0
}

@c @implementation
public func k_mutex_lock(
  _ mutex: UnsafeMutablePointer<MutexRecord>, _ timeout: k_timeout_t
) -> Int32 {
  unsafe Mutex(mutex).tryLock() ? 0 : waitToLock(mutex, timeout)
}

@inline(never)
private func waitToLock(
  _ mutex: UnsafeMutablePointer<MutexRecord>, _ timeout: k_timeout_t
) -> Int32 {
  unsafe Mutex(mutex).lock(Timeout(timeout)).errno()
}

@c @implementation
public func k_mutex_unlock(_ mutex: UnsafeMutablePointer<MutexRecord>) -> Int32 {
  unsafe Mutex(mutex).unlock().errno()
}
