// SysTick as the kernel's clock: a 24-bit counter that is told when to interrupt next, and from
// which a cycle count without end is kept. A processor has one, at a fixed address, so its state
// is a variable and not a device's. Source: Armv7-M ARM (DDI 0403), B3.3.

import CBulkhead
import Kernel
import KernelCore

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

/// The longest period the counter can have, cycles.
private let longest: UInt32 = 0xff_ffff
/// So that an interrupt asked for cannot have passed before it is armed.
private let shortest: UInt32 = 128

@safe nonisolated(unsafe) private var systick = SysTick()

/// The counter and what is remembered of it.
///
/// It runs down from `period` - 1 to 0 and then begins the next period, of `reload` cycles.
/// Interrupts are masked in all its functions.
private struct SysTick {
  /// The cycle count at which the running period began.
  private var periodStart: UInt64 = 0
  private var period: UInt32 = 0
  private var reload: UInt32 = 0
  /// Cycles from the last announced tick to `periodStart`; negative once that tick lies after it.
  private var phase: Int32 = 0
  /// Ticks of a period, while nobody waits and periods begin and end with ticks; otherwise 0.
  private var steadyTicks: UInt32 = 0
  /// Whether the kernel waits for nothing.
  private var isUnlimited = false

  private var registers: Registers { Registers(base: 0xe000_e010) }

  /// The longest period of whole ticks.
  private var longestTicks: UInt32 { longest / Image.cyclesPerTick }

  mutating func start() {
    period = longest
    reload = longest
    registers[Offset.reload] = longest &- 1
    registers[Offset.current] = 0
    registers[Offset.control] = Control.enable | Control.interrupt | Control.processorClock
  }

  /// Notices a wrap, and says how far the running period has come.
  ///
  /// At most one wrap may go unnoticed, which its interrupt ensures.
  @inline(__always)
  private mutating func position() -> UInt32 {
    var value = registers[Offset.current]
    if registers[Offset.control] & Control.wrapped != 0 {
      beginNextPeriod()
      value = registers[Offset.current]
    }
    // The flag comes with the 0 at a period's end, which therefore counts as the next one's start.
    return value == 0 ? 0 : period &- value
  }

  @inline(__always)
  private mutating func beginNextPeriod() {
    periodStart &+= UInt64(period)
    phase &+= Int32(truncatingIfNeeded: period)
    period = reload
  }

  mutating func cycles() -> UInt64 {
    let position = position()
    return periodStart &+ UInt64(position)
  }

  /// Cycles from the last announced tick to a time in the running period.
  private func sinceAnnounced(at time: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: time &- periodStart) &+ UInt32(bitPattern: phase)
  }

  mutating func elapsedTicks() -> UInt32 {
    let now = cycles()
    return sinceAnnounced(at: now) / Image.cyclesPerTick
  }

  /// Makes the interrupt come `ticks` after the last announced tick, or at best never.
  mutating func setTimeout(_ ticks: UInt32) {
    let cyclesPerTick = Image.cyclesPerTick
    if ticks == .max {
      // Already on its way to run from tick to tick, or there.
      if isUnlimited { return }
      let now = cycles()
      let most = longestTicks &* cyclesPerTick
      restart(most &- sinceAnnounced(at: now) % cyclesPerTick, from: now, then: most)
      isUnlimited = true
      return
    }
    let now = cycles()
    let due = min(ticks, longestTicks) &* cyclesPerTick
    let since = sinceAnnounced(at: now)
    let delay = min(max(due > since ? due &- since : 0, shortest), longest)
    restart(delay, from: now, then: delay)
    isUnlimited = false
  }

  /// Begins a period that ends `length` cycles after `time`, to be followed by periods of
  /// `following`.
  private mutating func restart(_ length: UInt32, from time: UInt64, then following: UInt32) {
    let now = cycles()
    phase &+= Int32(truncatingIfNeeded: now &- periodStart)
    periodStart = now
    period = max(length &- UInt32(truncatingIfNeeded: now &- time), shortest / 2)
    reload = following
    steadyTicks = 0
    registers[Offset.reload] = period &- 1
    registers[Offset.current] = 0
    // The counter takes the value at its next clock; only then may the register change.
    while registers[Offset.current] == 0 {}
    if following != period { registers[Offset.reload] = following &- 1 }
    _ = registers[Offset.control]
  }

  /// The period has ended while nobody waits: its ticks, without arithmetic; 0 if it is not so simple.
  @inline(__always)
  mutating func steadyEnd() -> UInt32 {
    let ticks = steadyTicks
    guard ticks != 0, registers[Offset.control] & Control.wrapped != 0 else { return 0 }
    periodStart &+= UInt64(period)
    return ticks
  }

  /// The ticks to announce; from now on they count as announced.
  mutating func announce() -> UInt32 {
    let cyclesPerTick = Image.cyclesPerTick
    let ticks = elapsedTicks()
    phase &-= Int32(truncatingIfNeeded: ticks &* cyclesPerTick)
    if isUnlimited, phase == 0, period == reload { steadyTicks = period / cyclesPerTick }
    return ticks
  }
}

@c public func bulkhead_systick_init(_ device: UnsafePointer<device>) -> Int32 {
  withInterruptsMasked { systick.start() }
  return 0
}

@c public func bulkhead_systick_cycles(_ device: UnsafePointer<device>) -> UInt64 {
  withInterruptsMasked { systick.cycles() }
}

@c public func bulkhead_systick_elapsed(_ device: UnsafePointer<device>) -> UInt32 {
  systick.elapsedTicks()
}

@c public func bulkhead_systick_set_timeout(_ device: UnsafePointer<device>, _ ticks: UInt32) {
  systick.setTimeout(ticks)
}

@c public func bulkhead_systick_isr(_ argument: UnsafeRawPointer?) {
  let isDone = withInterruptsMasked {
    let ticks = systick.steadyEnd()
    countIdleTicks(ticks)
    return ticks != 0
  }
  if !isDone { announce() }
}

@inline(never)
private func announce() {
  let ticks = withInterruptsMasked { systick.announce() }
  announceTicks(ticks)
}
