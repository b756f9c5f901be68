// The watchdog of Arm's designs, which counts down twice: the first timeout interrupts, a second one that
// finds the interrupt pending resets the machine. How it interrupts differs, so the bindings are others'.
// Source: Arm Cortex-M System Design Kit TRM (DDI 0479), section 4.5; LM3S6965 data sheet, chapter 11.

import CBulkhead
import Kernel

/// Unlocked from `start` to `stop`: feeding is to be a single store, also in a handler.
struct WatchdogHardware {
  let registers: Registers

  private enum Offset {
    static let load: UInt = 0x00
    static let control: UInt = 0x08
    static let clearInterrupt: UInt = 0x0c
    static let maskedStatus: UInt = 0x14
    static let lock: UInt = 0xc00
  }

  private enum Control {
    static let interrupt: UInt32 = 1
    static let reset: UInt32 = 2
  }

  private static let unlocking: UInt32 = 0x1acc_e551

  func start(load: UInt32, resets: Bool) {
    registers[Offset.lock] = Self.unlocking
    registers[Offset.load] = load
    registers[Offset.clearInterrupt] = 1
    registers[Offset.control] = Control.interrupt | (resets ? Control.reset : 0)
  }

  /// The counter gets its reset value, for it may go on.
  ///
  /// A Stellaris' interrupt is on until a reset. QEMU's models remember a second timeout, and that of
  /// Stellaris does not even let the reset be turned off.
  func stop() {
    registers[Offset.lock] = Self.unlocking
    registers[Offset.load] = .max
    registers[Offset.control] = 0
    registers[Offset.clearInterrupt] = 1
    registers[Offset.lock] = 0
  }

  /// Anybody may write its registers, as after reset.
  func unlock() { registers[Offset.lock] = Self.unlocking }

  /// Takes the interrupt back and begins the time anew.
  func reload() { registers[Offset.clearInterrupt] = 1 }

  var isInterrupting: Bool { registers[Offset.maskedStatus] & 1 != 0 }

  /// Makes the next timeout come at once; with the interrupt pending, that is the reset.
  func reset() -> Never {
    registers[Offset.load] = 1
    while true { _ = registers[Offset.maskedStatus] }
  }
}

/// The one timeout that the device has.
///
/// Safety: the callback is called with the device it was installed at, and only from the interrupt.
@safe
private struct Watchdog {
  /// For the callback; first, so that its address is the state's.
  var registration = unsafe RegistrationRecord()
  /// Clock cycles; 0: no timeout is installed.
  var load: UInt32 = 0
  var resets = false
  var isRunning = false
  var callback: wdt_callback_t?
}

/// The end of the init entry that installed a timeout: nobody is called, and nobody averts its action.
@unsafe
private func forgetCallback(_ registration: UnsafeMutablePointer<RegistrationRecord>) {
  let watchdog = unsafe UnsafeMutableRawPointer(registration)
    .assumingMemoryBound(to: Watchdog.self)
  unsafe watchdog.pointee.callback = nil
}

@c public func bulkhead_watchdog_init(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  let watchdog = device.state(as: Watchdog.self)
  if !InitGuard.holds(device) { WatchdogHardware(registers: device.registers).stop() }
  unsafe bulkhead_unregister(&watchdog.value.registration)
  watchdog.initialize(to: Watchdog())
  device.enableInterrupts()
  return 0
}

@c public func bulkhead_watchdog_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  InitGuard.lend(device)
  WatchdogHardware(registers: device.registers).stop()
  InitGuard.takeBack(device)
  device.disableInterrupts()
  return 0
}

@c public func bulkhead_watchdog_install_timeout(
  _ device: UnsafePointer<device>, _ configuration: UnsafePointer<wdt_timeout_cfg>
) -> Int32 {
  let device = unsafe Device(device)
  let wanted = unsafe configuration.pointee
  let watchdog = device.state(as: Watchdog.self)
  if watchdog.value.isRunning { return Errno.busy }
  if watchdog.value.load != 0 { return Errno.noMemory }
  let action = Int32(wanted.flags) & WDT_FLAG_RESET_MASK
  if action != WDT_FLAG_RESET_NONE, action != WDT_FLAG_RESET_SOC { return Errno.notSupported }
  let cycles = UInt64(wanted.window.max) &* UInt64(device.clockFrequency) / 1000
  guard wanted.window.min == 0, cycles > 0, let load = UInt32(exactly: cycles) else {
    return Errno.invalid
  }
  watchdog.value = unsafe Watchdog(
    load: load, resets: action == WDT_FLAG_RESET_SOC, callback: wanted.callback)
  if unsafe wanted.callback != nil {
    unsafe bulkhead_register(&watchdog.value.registration) { unsafe forgetCallback($0) }
  }
  return 0
}

@c public func bulkhead_watchdog_setup(
  _ device: UnsafePointer<device>, _ options: UInt8
) -> Int32 {
  let device = unsafe Device(device)
  let watchdog = device.state(as: Watchdog.self)
  if watchdog.value.isRunning { return Errno.busy }
  if watchdog.value.load == 0 { return Errno.invalid }
  if options != 0 { return Errno.notSupported }
  watchdog.value.isRunning = true
  InitGuard.lend(device)
  WatchdogHardware(registers: device.registers).start(
    load: watchdog.value.load, resets: watchdog.value.resets)
  return 0
}

@c public func bulkhead_watchdog_disable(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  let watchdog = device.state(as: Watchdog.self)
  guard watchdog.value.isRunning else { return Errno.fault }
  WatchdogHardware(registers: device.registers).stop()
  InitGuard.takeBack(device)
  unsafe bulkhead_unregister(&watchdog.value.registration)
  watchdog.value = Watchdog()
  return 0
}

@c public func bulkhead_watchdog_feed(
  _ device: UnsafePointer<device>, _ channel: Int32
) -> Int32 {
  let device = unsafe Device(device)
  guard channel == 0, device.state(as: Watchdog.self).value.isRunning else { return Errno.invalid }
  WatchdogHardware(registers: device.registers).reload()
  return 0
}

/// Its interrupt; the non-maskable one may be shared by several devices.
///
/// A callback that feeds the watchdog averts the reset.
@c public func bulkhead_watchdog_isr(_ argument: UnsafeRawPointer?) {
  let device = unsafe Device(argument: argument)
  let hardware = WatchdogHardware(registers: device.registers)
  guard hardware.isInterrupting else { return }
  let watchdog = device.state(as: Watchdog.self)
  unsafe watchdog.value.callback?(bulkhead_device_argument(argument), 0)
  if !hardware.isInterrupting { return }
  if watchdog.value.resets { hardware.reset() }
  hardware.reload()
}
