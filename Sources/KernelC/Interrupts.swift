// zephyr/irq.h and zephyr/irq_offload.h

import CBulkhead
import Kernel

@c @implementation
public func irq_lock() -> UInt32 { lockLines() }

@c @implementation
public func irq_unlock(_ key: UInt32) { unlockLines(key) }

@c @implementation
public func arch_irq_unlocked(_ key: UInt32) -> Bool { !port_is_locked(key) }

@c @implementation
public func irq_enable(_ irq: UInt32) { enableInterrupt(line: irq) }

@c @implementation
public func irq_disable(_ irq: UInt32) { port_interrupt_disable(irq) }

@c @implementation
public func irq_is_enabled(_ irq: UInt32) -> Int32 { port_interrupt_is_enabled(irq) ? 1 : 0 }

@c @implementation
public func irq_connect_dynamic(
  _ irq: UInt32, _ priority: UInt32,
  _ routine: @convention(c) (UnsafeRawPointer?) -> Void, _ parameter: UnsafeRawPointer?,
  _ flags: UInt32
) -> Int32 {
  unsafe connectInterrupt(line: irq, priority: priority, handler: routine, argument: parameter)
    ? Int32(irq) : Errno.invalid
}

@c @implementation
public func irq_offload(
  _ routine: irq_offload_routine_t, _ parameter: UnsafeRawPointer?
) {
  unsafe port_offload(routine, parameter)
}

// zephyr/fatal.h

@c @implementation
public func k_fatal_halt(_ reason: UInt32) -> Never { halt() }
