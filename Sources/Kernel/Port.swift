// The port this kernel is compiled for, and the only #if on it. Everything a port provides is
// listed in Ports/README.md.

import CBulkhead

#if CortexM
@_exported import CPortCortexM
#elseif RISCV32
@_exported import CPortRISCV32
#else
@_exported import CPortHost
#endif

/// The processor, as the kernel sees it: the port's functions under Swift names.
enum Port {
  /// How interrupts were masked before a lock; ends with `unlock`.
  typealias Key = UInt32

  @inline(__always) static func lock() -> Key { port_lock() }
  @inline(__always) static func unlock(_ key: Key) { port_unlock(key) }
  /// The key that unmasks whatever was before.
  @inline(__always) static var unlocked: Key { port_unlocked_key() }
  @inline(__always) static var isInInterrupt: Bool { port_in_interrupt() }

  /// Pends the context switch: it happens when interrupts are unlocked and no handler runs.
  @inline(__always) static func requestSwitch() { port_request_switch() }
  @inline(__always) static func cancelSwitch() { port_cancel_switch() }
  /// Switches away from a thread that is no longer ready; returns when it runs again.
  @inline(__always) static func switchNow(_ key: Key) { port_switch_now(key) }

  /// Lets some time pass where time is simulated, because an application reads the clock.
  @inline(__always) static func passTime() { port_pass_time() }

  /// Waits for an interrupt; interrupts are masked before and on afterwards.
  @inline(__always) static func idle() { port_idle() }
}
