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
  /// Whether the processor finds the lowest bit of a word that is set more quickly than the highest.
  @inline(__always) static var findsLowestBit: Bool { port_finds_lowest_bit() }

  /// How interrupts were masked before.
  typealias Key = UInt32

  /// Begins a section of the kernel, in which nothing comes between; sections do not nest.
  @inline(__always) static func lock() -> Key { port_lock() }
  @inline(__always) static func unlock(_ key: Key) { port_unlock(key) }
  /// Masks interrupts like `lock`, for what may lie in a section, and ends with `unmask`.
  @inline(__always) static func mask() -> Key { port_mask() }
  @inline(__always) static func unmask(_ key: Key) { port_unmask(key) }
  /// Masks interrupts for good: whatever was under way does not go on.
  @inline(__always) static func maskForGood() { port_mask_for_good() }
  /// Ends that after all, and every section.
  @inline(__always) static func unmaskAll() { port_unmask(port_unmasked_key()) }

  /// Whether who runs has locked the interrupt lines, with `irq_lock`: only the clock comes through.
  @inline(__always) static var hasLockedLines: Bool { port_locked_lines() != 0 }
  /// Unlocks them, whoever locked them.
  @inline(__always) static func freeLines() { port_free_lines() }
  @inline(__always) static var isInInterrupt: Bool { port_in_interrupt() }

  /// Pends the context switch: it happens when interrupts are unlocked and no handler runs.
  @inline(__always) static func requestSwitch() { port_request_switch() }
  @inline(__always) static func cancelSwitch() { port_cancel_switch() }
  /// Ends a section and switches away from a thread that is no longer ready; returns when it runs
  /// again.
  @inline(__always) static func switchNow() { port_switch_now() }

  /// Lets some time pass where time is simulated, because an application reads the clock.
  @inline(__always) static func passTime() { port_pass_time() }

  /// Waits for an interrupt; interrupts are masked before and on afterwards.
  @inline(__always) static func idle() { port_idle() }
}
