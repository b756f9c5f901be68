// Stellaris general-purpose timer as the kernel's clock: 32 bits, periodic, an interrupt for each
// tick. It could be told when to interrupt next, but QEMU's model (7.2) does not let its count be
// read, and then time would stand still in between; so here the ticks are the time, and the count
// adds cycles to it where it can be read. An image has one clock, so its state is a variable.
// Source: LM3S6965 data sheet, chapter 10.

import CBulkhead
import Kernel

private struct GPTM {
  let registers: Registers

  private enum Offset {
    static let GPTMCFG: UInt = 0x00
    static let GPTMTAMR: UInt = 0x04
    static let GPTMCTL: UInt = 0x0c
    static let GPTMIMR: UInt = 0x18
    static let GPTMRIS: UInt = 0x1c
    static let GPTMICR: UInt = 0x24
    static let GPTMTAILR: UInt = 0x28
    static let GPTMTAR: UInt = 0x48
  }

  func start(period: UInt32) {
    registers[Offset.GPTMCTL] = 0
    registers[Offset.GPTMCFG] = 0  // both halves, A and B, are one
    registers[Offset.GPTMTAMR] = 2  // periodic
    registers[Offset.GPTMTAILR] = period &- 1
    clearTimeout()
    registers[Offset.GPTMIMR] = 1
    registers[Offset.GPTMCTL] = 1
  }

  func stop() {
    registers[Offset.GPTMCTL] = 0
    registers[Offset.GPTMIMR] = 0
    clearTimeout()
  }

  /// Runs down to 0.
  var count: UInt32 { registers[Offset.GPTMTAR] }
  /// A period has ended since this was cleared.
  var hasTimedOut: Bool { registers[Offset.GPTMRIS] & 1 != 0 }
  func clearTimeout() { registers[Offset.GPTMICR] = 1 }
}

/// The timer and the ticks that it has counted.
///
/// Interrupts are masked in all its functions. Whoever looks at the clock counts a tick, too: while
/// interrupts are masked for more than two of them, time goes on only for those who look.
private struct TickClock {
  private(set) var timer: GPTM
  private var counted: UInt64 = 0
  private var announced: UInt64 = 0
  /// While the timer stands: the cycles of the tick that it did not end.
  private var rest: UInt32?

  init(_ timer: GPTM) { self.timer = timer }

  /// Starts on a timer: with a new tick, since nobody knows how far the last one had come.
  mutating func start(_ timer: GPTM) {
    self.timer = timer
    counted &+= 1
    rest = nil
    timer.start(period: Image.cyclesPerTick)
  }

  mutating func stop() {
    rest = cyclesOfTick()
    timer.stop()
  }

  /// Says whether a tick has ended that was not counted yet, and counts it.
  private mutating func countTick() -> Bool {
    guard rest == nil, timer.hasTimedOut else { return false }
    timer.clearTimeout()
    counted &+= 1
    return true
  }

  mutating func elapsedTicks() -> UInt32 {
    _ = countTick()
    return UInt32(truncatingIfNeeded: counted &- announced)
  }

  /// Cycles since the last tick that is counted.
  private mutating func cyclesOfTick() -> UInt32 {
    if let rest { return rest }
    var count = timer.count
    if countTick() { count = timer.count }
    return count == 0 ? 0 : Image.cyclesPerTick &- count
  }

  mutating func cycles() -> UInt64 {
    let rest = cyclesOfTick()
    return counted &* UInt64(Image.cyclesPerTick) &+ UInt64(rest)
  }

  mutating func announce() -> UInt32 {
    let ticks = elapsedTicks()
    announced = counted
    return ticks
  }
}

@safe nonisolated(unsafe) private var clock = TickClock(GPTM(registers: Registers(base: 0)))

@c public func bulkhead_stellaris_gptm_init(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  withInterruptsMasked { clock.start(GPTM(registers: device.registers)) }
  device.enableClockInterrupts()
  return 0
}

@c public func bulkhead_stellaris_gptm_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  device.disableInterrupts()
  withInterruptsMasked { clock.stop() }
  return 0
}

@c public func bulkhead_stellaris_gptm_cycles(_ device: UnsafePointer<device>) -> UInt64 {
  withInterruptsMasked { clock.cycles() }
}

@c public func bulkhead_stellaris_gptm_elapsed(_ device: UnsafePointer<device>) -> UInt32 {
  clock.elapsedTicks()
}

/// The next tick's interrupt is soon enough for every timeout.
@c public func bulkhead_stellaris_gptm_set_timeout(
  _ device: UnsafePointer<device>, _ ticks: UInt32
) {}

@c public func bulkhead_stellaris_gptm_isr(_ argument: UnsafeRawPointer?) {
  announceTicks(withInterruptsMasked { clock.announce() })
}
