// CMSDK APB timer as the kernel's clock, of which an image has one, so its state is a variable and
// not a device's. Source: Arm Cortex-M System Design Kit TRM (DDI 0479), section 4.4.

import CBulkhead
import Kernel

/// 32 bits, of which a clock uses 30.
private struct CMSDKTimer: DownCounter {
  let registers: Registers

  private enum Offset {
    static let control: UInt = 0x0
    static let value: UInt = 0x4
    static let reload: UInt = 0x8
    static let interruptStatus: UInt = 0xc
  }

  private enum Control {
    static let enable: UInt32 = 1
    static let interrupt: UInt32 = 8
  }

  static var longest: UInt32 { 0x3fff_ffff }

  func start() {
    stop()
    begin(Self.longest, then: Self.longest)
    registers[Offset.control] = Control.enable | Control.interrupt
  }

  func stop() {
    registers[Offset.control] = 0
    registers[Offset.value] = 0
    _ = takeWrap()
  }

  /// A write to the reload register sets the value, too.
  func begin(_ period: UInt32, then following: UInt32) {
    registers[Offset.reload] = following &- 1
    registers[Offset.value] = period &- 1
    _ = takeWrap()
  }

  var value: UInt32 { registers[Offset.value] }

  /// The status falls by writing it.
  func takeWrap() -> Bool {
    let status = registers[Offset.interruptStatus]
    if status != 0 { registers[Offset.interruptStatus] = status }
    return status != 0
  }
}

@safe nonisolated(unsafe) private var clock = DownCounterClock(
  CMSDKTimer(registers: Registers(base: 0)))

@c public func bulkhead_cmsdk_timer_init(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  withInterruptsMasked { clock.start(CMSDKTimer(registers: device.registers)) }
  device.enableClockInterrupts()
  return 0
}

@c public func bulkhead_cmsdk_timer_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  device.disableInterrupts()
  withInterruptsMasked { clock.stop() }
  return 0
}

@c public func bulkhead_cmsdk_timer_cycles(_ device: UnsafePointer<device>) -> UInt64 {
  withInterruptsMasked { clock.cycles() }
}

@c public func bulkhead_cmsdk_timer_low_cycles() -> UInt32 {
  clock.lowCycles() ?? maskedLowCycles()
}

/// Apart, so that who asks pays for no frame.
@inline(never)
private func maskedLowCycles() -> UInt32 {
  UInt32(truncatingIfNeeded: withInterruptsMasked { clock.cycles() })
}

@c public func bulkhead_cmsdk_timer_elapsed(_ device: UnsafePointer<device>) -> UInt32 {
  clock.elapsedTicks()
}

@c public func bulkhead_cmsdk_timer_set_timeout(
  _ device: UnsafePointer<device>, _ ticks: UInt32
) {
  clock.setTimeout(ticks)
}

@c public func bulkhead_cmsdk_timer_isr(_ argument: UnsafeRawPointer?) {
  announceTicks(withInterruptsMasked { clock.announce() })
}
