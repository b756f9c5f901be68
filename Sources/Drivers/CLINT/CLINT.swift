// The core-local interruptor: a 64-bit counter with a compare register per hart, and the software
// interrupt that the port uses for the context switch. Source: SiFive FU540-C000 manual, chapter 9.

#if RISCV32

import CBulkhead
import Kernel
import KernelCore

private enum Offset {
  static let compare: UInt = 0x4000
  static let time: UInt = 0xbff8
}

/// What is remembered of the counter.
///
/// Interrupts are masked in all its functions.
private struct Counter {
  private var registers = Registers(base: 0)
  /// The count at the last tick that was announced.
  private var announced: UInt64 = 0
  /// While it is down: the count at which it went down; before it came up the first time, 0.
  private var last: UInt64? = 0

  init() {}

  mutating func start(_ registers: Registers) {
    self.registers = registers
    last = nil
    disarm()
  }

  /// The counter itself has no switch.
  mutating func stop() {
    last = now()
    disarm()
  }

  /// Two halves that belong together: the upper one is read again until it has not changed.
  func now() -> UInt64 {
    if let last { return last }
    while true {
      let high = registers[Offset.time &+ 4]
      let low = registers[Offset.time]
      if high == registers[Offset.time &+ 4] { return UInt64(high) << 32 | UInt64(low) }
    }
  }

  /// The lower half.
  var low: UInt32 {
    if let last { return UInt32(truncatingIfNeeded: last) }
    return registers[Offset.time]
  }

  func elapsedTicks() -> UInt32 {
    UInt32(truncatingIfNeeded: now() &- announced) / Image.cyclesPerTick
  }

  /// At most this long passes without an announcement, so that what passed fits 32 bits.
  private static let longest: UInt64 = 0x7fff_ffff

  /// No effect while it is down.
  func setTimeout(_ ticks: UInt32) {
    if last != nil { return }
    let wanted = UInt64(ticks) &* UInt64(Image.cyclesPerTick)
    let due = announced &+ min(wanted, Counter.longest)
    // The upper half goes out of reach first, so that no value in between is due.
    registers[Offset.compare &+ 4] = .max
    registers[Offset.compare] = UInt32(truncatingIfNeeded: due)
    registers[Offset.compare &+ 4] = UInt32(truncatingIfNeeded: due &>> 32)
  }

  private func disarm() { registers[Offset.compare &+ 4] = .max }

  mutating func announce() -> UInt32 {
    let ticks = elapsedTicks()
    announced &+= UInt64(ticks) &* UInt64(Image.cyclesPerTick)
    disarm()
    return ticks
  }
}

@safe nonisolated(unsafe) private var counter = Counter()

@c public func bulkhead_clint_init(_ device: UnsafePointer<device>) -> Int32 {
  let registers = unsafe Device(device).registers
  withInterruptsMasked { counter.start(registers) }
  unsafe port_set_clint(registers.base) {
    announceTicks(counter.announce())
  }
  return 0
}

@c public func bulkhead_clint_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  withInterruptsMasked { counter.stop() }
  return 0
}

@c public func bulkhead_clint_cycles(_ device: UnsafePointer<device>) -> UInt64 { counter.now() }

@c public func bulkhead_clint_low_cycles() -> UInt32 { counter.low }

@c public func bulkhead_clint_elapsed(_ device: UnsafePointer<device>) -> UInt32 {
  counter.elapsedTicks()
}

@c public func bulkhead_clint_set_timeout(_ device: UnsafePointer<device>, _ ticks: UInt32) {
  counter.setTimeout(ticks)
}

#endif
