// SysTick as the kernel's clock: a 24-bit counter that is told when to interrupt next, and from
// which a cycle count without end is kept. Source: Armv7-M ARM (DDI 0403), B3.3.

import CBulkhead
import Kernel
import KernelCore

/// What is remembered between interrupts. The counter runs down from `period` - 1 to 0.
struct SysTickState {
  /// The cycle count at which the running period began.
  var periodStart: UInt64 = 0
  /// Cycles of the running period.
  var period: UInt32 = 0
  /// Cycles of the periods after it: what the reload register holds.
  var nextPeriod: UInt32 = 0
  /// The cycle count of the last tick that was announced; a multiple of a tick.
  var announced: UInt64 = 0
}

private enum Offset {
  static let control: UInt = 0x0
  static let reload: UInt = 0x4
  static let current: UInt = 0x8
}

private enum Control {
  static let enable: UInt32 = 1
  static let interrupt: UInt32 = 2
  static let processorClock: UInt32 = 4
  /// The counter has reached 0 since the register was last read.
  static let wrapped: UInt32 = 1 << 16
}

private let longest: UInt32 = 0xff_ffff
/// So that an interrupt asked for cannot have passed before it is armed.
private let shortest: UInt32 = 128

extension SysTickState {
  /// Cycles since init; at most one wrap may have gone unnoticed, which its interrupt ensures.
  mutating func cycles(_ registers: Registers) -> UInt64 {
    let before = registers[Offset.current]
    let hasWrapped = registers[Offset.control] & Control.wrapped != 0
    let after = registers[Offset.current]
    if hasWrapped { beginNextPeriod() }
    // 0 is the moment of the wrap: the period is over, and `wrapped` says so now or when next read.
    if after == 0 { return hasWrapped ? periodStart : periodStart &+ UInt64(period) }
    // Wrapped between the reads: the flag is still to be seen.
    if !hasWrapped, after > before {
      return periodStart &+ UInt64(period) &+ UInt64(nextPeriod &- after)
    }
    return periodStart &+ UInt64(period &- after)
  }

  private mutating func beginNextPeriod() {
    periodStart &+= UInt64(period)
    period = nextPeriod
  }

  /// Begins a period of `length` cycles now.
  mutating func restart(_ length: UInt32, _ registers: Registers) {
    periodStart = cycles(registers)
    period = length
    nextPeriod = length
    registers[Offset.reload] = length &- 1
    registers[Offset.current] = 0
    _ = registers[Offset.control]  // forgets a wrap that the write may have counted
  }
}

@c public func bulkhead_systick_init(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  let registers = device.registers
  let state = device.state(as: SysTickState.self)
  state.initialize(to: SysTickState())
  state.value.period = longest
  state.value.nextPeriod = longest
  registers[Offset.reload] = longest &- 1
  registers[Offset.current] = 0
  registers[Offset.control] = Control.enable | Control.interrupt | Control.processorClock
  return 0
}

@c public func bulkhead_systick_cycles(_ device: UnsafePointer<device>) -> UInt64 {
  let device = unsafe Device(device)
  return withInterruptsMasked { device.state(as: SysTickState.self).value.cycles(device.registers) }
}

@c public func bulkhead_systick_elapsed(_ device: UnsafePointer<device>) -> UInt32 {
  let device = unsafe Device(device)
  let state = device.state(as: SysTickState.self)
  let passed = state.value.cycles(device.registers) &- state.value.announced
  return UInt32(truncatingIfNeeded: passed) / Image.cyclesPerTick
}

@c public func bulkhead_systick_set_timeout(_ device: UnsafePointer<device>, _ ticks: UInt32) {
  let device = unsafe Device(device)
  let registers = device.registers
  let state = device.state(as: SysTickState.self)
  let cyclesPerTick = Image.cyclesPerTick
  let wanted = UInt64(min(ticks, longest / cyclesPerTick)) &* UInt64(cyclesPerTick)
  let due = state.value.announced &+ wanted
  let now = state.value.cycles(registers)
  let delay = due > now ? UInt32(truncatingIfNeeded: due &- now) : 0
  state.value.restart(min(max(delay, shortest), longest), registers)
}

@c public func bulkhead_systick_isr(_ argument: UnsafeRawPointer?) {
  let device = unsafe Device(bulkhead_image_clock())
  let state = device.state(as: SysTickState.self)
  let ticks = withInterruptsMasked {
    let cyclesPerTick = Image.cyclesPerTick
    let passed = state.value.cycles(device.registers) &- state.value.announced
    let ticks = UInt32(truncatingIfNeeded: passed) / cyclesPerTick
    state.value.announced &+= UInt64(ticks) &* UInt64(cyclesPerTick)
    return ticks
  }
  announceTicks(ticks)
}
