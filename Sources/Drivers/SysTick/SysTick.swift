// SysTick as the kernel's clock. A processor has one, at a fixed address, so its state is a
// variable and not a device's. Source: Armv7-M ARM (DDI 0403), B3.3.

import CBulkhead
import Kernel

/// 24 bits, from the processor's clock.
private struct SysTick: DownCounter {
  private enum Offset {
    static let control: UInt = 0x0
    static let reload: UInt = 0x4
    static let current: UInt = 0x8
  }

  private enum Control {
    static let enable: UInt32 = 1
    static let interrupt: UInt32 = 2
    static let processorClock: UInt32 = 4
    /// The counter has reached 0 since the register was last read; reading clears it.
    static let wrapped: UInt32 = 1 << 16
  }

  private var registers: Registers { Registers(base: 0xe000_e010) }

  static var longest: UInt32 { 0xff_ffff }

  func start() {
    registers[Offset.reload] = Self.longest &- 1
    registers[Offset.current] = 0
    registers[Offset.control] = Control.enable | Control.interrupt | Control.processorClock
  }

  func stop() {
    registers[Offset.control] = 0
    registers[Offset.current] = 0
    // An interrupt that is pending would still come: ICSR.PENDSTCLR, B3.2.4.
    Registers(base: 0xe000_ed00)[0x04] = 1 << 25
  }

  @inline(__always)
  func begin(_ period: UInt32, then following: UInt32) {
    registers[Offset.reload] = period &- 1
    // Forgets a wrap, too; one from now on is the new period's, and is kept.
    registers[Offset.current] = 0
    // The counter takes the value at its next clock; only then may the register change.
    while registers[Offset.current] == 0 {}
    if following != period { registers[Offset.reload] = following &- 1 }
  }

  @inline(__always)
  var value: UInt32 { registers[Offset.current] }

  @inline(__always)
  func takeWrap() -> Bool { registers[Offset.control] & Control.wrapped != 0 }
}

@safe nonisolated(unsafe) private var clock = DownCounterClock(SysTick())

@c public func bulkhead_systick_init(_ device: UnsafePointer<device>) -> Int32 {
  withInterruptsMasked { clock.start(SysTick()) }
  return 0
}

@c public func bulkhead_systick_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  withInterruptsMasked { clock.stop() }
  return 0
}

@c public func bulkhead_systick_cycles(_ device: UnsafePointer<device>) -> UInt64 {
  withInterruptsMasked { clock.cycles() }
}

@c public func bulkhead_systick_low_cycles() -> UInt32 {
  clock.lowCycles() ?? maskedLowCycles()
}

/// Apart, so that who asks pays for no frame.
@inline(never)
private func maskedLowCycles() -> UInt32 {
  UInt32(truncatingIfNeeded: withInterruptsMasked { clock.cycles() })
}

@c public func bulkhead_systick_elapsed(_ device: UnsafePointer<device>) -> UInt32 {
  clock.elapsedTicks()
}

@c public func bulkhead_systick_set_timeout(_ device: UnsafePointer<device>, _ ticks: UInt32) {
  clock.setTimeout(ticks)
}

@c public func bulkhead_systick_isr(_ argument: UnsafeRawPointer?) {
  let isDone = withInterruptsMasked {
    guard clock.hasEndedSteadily() else { return false }
    countIdleTicks(clock.steadyTicks)
    return true
  }
  if !isDone { announce() }
}

@inline(never)
private func announce() {
  let ticks = withInterruptsMasked { clock.announce() }
  announceTicks(ticks)
}
