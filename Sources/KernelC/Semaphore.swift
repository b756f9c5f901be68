// zephyr/kernel/sem.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_sem_init(
  _ sem: UnsafeMutablePointer<SemaphoreRecord>, _ count: UInt32, _ limit: UInt32
) -> Int32 {
  unsafe Semaphore(sem).prepare(count: count, limit: limit) ? 0 : Errno.invalid
}

@c @implementation
public func k_sem_take(
  _ sem: UnsafeMutablePointer<SemaphoreRecord>, _ timeout: k_timeout_t
) -> Int32 {
  unsafe Semaphore(sem).tryTake() ? 0 : waitToTake(sem, timeout)
}

@inline(never)
private func waitToTake(
  _ sem: UnsafeMutablePointer<SemaphoreRecord>, _ timeout: k_timeout_t
) -> Int32 {
  unsafe Semaphore(sem).take(Timeout(timeout)).errno()
}

@c @implementation
public func k_sem_give(_ sem: UnsafeMutablePointer<SemaphoreRecord>) {
  unsafe Semaphore(sem).give()
}

@c @implementation
public func k_sem_reset(_ sem: UnsafeMutablePointer<SemaphoreRecord>) {
  unsafe Semaphore(sem).reset()
}

@c @implementation
public func k_sem_count_get(_ sem: UnsafeMutablePointer<SemaphoreRecord>) -> UInt32 {
  unsafe Semaphore(sem).count
}
