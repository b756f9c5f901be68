// SiFive's GPIO: 32 pins with an interrupt line each.
// Source: SiFive FE310-G000 Manual, chapter 17.

import CBulkhead
import Kernel

private struct Hardware: GPIOHardware {
  let registers: Registers

  init(_ device: Device) { registers = device.registers }

  enum Offset {
    static let input: UInt = 0x00
    static let inputEnable: UInt = 0x04
    static let outputEnable: UInt = 0x08
    static let output: UInt = 0x0c
    static let pullUp: UInt = 0x10
    static let functionEnable: UInt = 0x38
    static let outputInverted: UInt = 0x40
  }

  /// The causes of an interrupt; each has a register that enables it and one of what is pending.
  enum Cause: UInt {
    case rise = 0x18
    case fall = 0x20
    case high = 0x28
    case low = 0x30
  }

  func set(_ offset: UInt, _ pins: UInt32, _ isSet: Bool) {
    let value = registers[offset]
    registers[offset] = isSet ? value | pins : value & ~pins
  }

  func pending(_ cause: Cause) -> UInt32 {
    registers[cause.rawValue] & registers[cause.rawValue &+ 4]
  }

  func clear(_ cause: Cause, _ pins: UInt32) { registers[cause.rawValue &+ 4] = pins }

  var pendingEdges: UInt32 { pending(.rise) | pending(.fall) }
  var pendingLevels: UInt32 { pending(.high) | pending(.low) }

  /// Takes back all interrupts, outputs and inputs.
  func stop() {
    func disable(_ cause: Cause) {
      registers[cause.rawValue] = 0
      clear(cause, .max)
    }
    disable(.rise)
    disable(.fall)
    disable(.high)
    disable(.low)
    registers[Offset.outputEnable] = 0
    registers[Offset.inputEnable] = 0
    registers[Offset.output] = 0
    registers[Offset.pullUp] = 0
    registers[Offset.outputInverted] = 0
  }
}

@c public func bulkhead_gpio_sifive_init(_ port: UnsafePointer<device>) -> Int32 {
  unsafe Hardware.bringUp(Device(port))
}

@c public func bulkhead_gpio_sifive_shutdown(_ port: UnsafePointer<device>) -> Int32 {
  unsafe Hardware.bringDown(Device(port))
}

/// An input has a pull-up at most; the pin leaves the function that it shares with other devices.
@c public func bulkhead_gpio_sifive_configure(
  _ port: UnsafePointer<device>, _ pin: UInt8, _ flags: UInt32
) -> Int32 {
  let device = unsafe Device(port)
  guard device.hasPin(pin) else { return Errno.invalid }
  if flags & (GPIOFlag.singleEnded | GPIOFlag.pullDown) != 0 { return Errno.notSupported }
  let hardware = Hardware(device)
  let bit = 1 &<< UInt32(pin)
  withInterruptsMasked {
    if flags & GPIOFlag.startsHigh != 0 { hardware.set(Hardware.Offset.output, bit, true) }
    if flags & GPIOFlag.startsLow != 0 { hardware.set(Hardware.Offset.output, bit, false) }
    hardware.set(Hardware.Offset.functionEnable, bit, false)
    hardware.set(Hardware.Offset.pullUp, bit, flags & GPIOFlag.pullUp != 0)
    hardware.set(Hardware.Offset.inputEnable, bit, flags & GPIOFlag.input != 0)
    hardware.set(Hardware.Offset.outputEnable, bit, flags & GPIOFlag.output != 0)
  }
  return 0
}

@c public func bulkhead_gpio_sifive_get(
  _ port: UnsafePointer<device>, _ value: UnsafeMutablePointer<UInt32>
) -> Int32 {
  unsafe value.pointee = Hardware(Device(port)).registers[Hardware.Offset.input]
  return 0
}

@c public func bulkhead_gpio_sifive_set_masked(
  _ port: UnsafePointer<device>, _ mask: UInt32, _ value: UInt32
) -> Int32 {
  let registers = unsafe Device(port).registers
  withInterruptsMasked {
    registers[Hardware.Offset.output] = registers[Hardware.Offset.output] & ~mask | value & mask
  }
  return 0
}

@c public func bulkhead_gpio_sifive_toggle(
  _ port: UnsafePointer<device>, _ pins: UInt32
) -> Int32 {
  let registers = unsafe Device(port).registers
  withInterruptsMasked { registers[Hardware.Offset.output] ^= pins }
  return 0
}

@c public func bulkhead_gpio_sifive_interrupt_configure(
  _ port: UnsafePointer<device>, _ pin: UInt8, _ mode: gpio_int_mode, _ trigger: gpio_int_trig
) -> Int32 {
  let device = unsafe Device(port)
  guard device.hasPin(pin) else { return Errno.invalid }
  let hardware = Hardware(device)
  let bit = 1 &<< UInt32(pin)
  let onLow = trigger.rawValue & GPIO_INT_LOW_0 != 0
  let onHigh = trigger.rawValue & GPIO_INT_HIGH_1 != 0
  func enable(_ cause: Hardware.Cause, _ isOn: Bool) {
    hardware.set(cause.rawValue, bit, false)
    hardware.clear(cause, bit)
    if isOn { hardware.set(cause.rawValue, bit, true) }
  }
  withInterruptsMasked {
    enable(.rise, mode == GPIO_INT_MODE_EDGE && onHigh)
    enable(.fall, mode == GPIO_INT_MODE_EDGE && onLow)
    enable(.high, mode == GPIO_INT_MODE_LEVEL && onHigh)
    enable(.low, mode == GPIO_INT_MODE_LEVEL && onLow)
  }
  return 0
}

@c public func bulkhead_gpio_sifive_pending(_ port: UnsafePointer<device>) -> UInt32 {
  let hardware = unsafe Hardware(Device(port))
  return hardware.pendingEdges | hardware.pendingLevels
}

/// An edge is done with before its callback, so that the next one counts; a level after it, when the
/// callback has taken its cause away.
@c public func bulkhead_gpio_sifive_isr(_ argument: UnsafeRawPointer?) {
  let device = unsafe Device(argument: argument)
  let hardware = Hardware(device)
  let levels = hardware.pendingLevels
  let edges = hardware.pendingEdges
  hardware.clear(.rise, edges)
  hardware.clear(.fall, edges)
  unsafe device.fireCallbacks(of: bulkhead_device_argument(argument), edges | levels)
  hardware.clear(.high, levels)
  hardware.clear(.low, levels)
}
