// zephyr/kernel/condvar.h

import CBulkhead
import Kernel
import KernelCore

@c @implementation
public func k_condvar_init(_ condvar: UnsafeMutablePointer<ConditionRecord>) -> Int32 {
  unsafe Condition(condvar).prepare()
  return 0
}

@c @implementation
public func k_condvar_signal(_ condvar: UnsafeMutablePointer<ConditionRecord>) -> Int32 {
  unsafe Condition(condvar).signal()
  return 0
}

@c @implementation
public func k_condvar_broadcast(_ condvar: UnsafeMutablePointer<ConditionRecord>) -> Int32 {
  unsafe Int32(truncatingIfNeeded: Condition(condvar).broadcast())
}

@c @implementation
public func k_condvar_wait(
  _ condvar: UnsafeMutablePointer<ConditionRecord>, _ mutex: UnsafeMutablePointer<MutexRecord>,
  _ timeout: k_timeout_t
) -> Int32 {
  unsafe Condition(condvar).wait(with: Mutex(mutex), Timeout(timeout)).errno()
}
