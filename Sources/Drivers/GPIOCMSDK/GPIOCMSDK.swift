// CMSDK's AHB GPIO: 16 pins, each with a function that it may have besides, and one interrupt line.
// Source: Cortex-M System Design Kit TRM (DDI 0479), AHB GPIO.

import CBulkhead
import Kernel

private struct Hardware: GPIOHardware {
  let registers: Registers

  init(_ device: Device) { registers = device.registers }

  enum Offset {
    static let data: UInt = 0x00
    static let output: UInt = 0x04
    /// Pins whose interrupt came, kept until they are written here.
    static let interruptStatus: UInt = 0x38
  }

  /// A bit for each pin, read here; ones written here set it, ones in the next register clear it.
  enum Setting: UInt {
    case isOutput = 0x10
    case isAlternate = 0x18
    case interrupts = 0x20
    case isEdge = 0x28
    case isHighOrRising = 0x30
  }

  func set(_ setting: Setting, _ pins: UInt32, _ isSet: Bool) {
    registers[isSet ? setting.rawValue : setting.rawValue &+ 4] = pins
  }

  /// The outputs' levels; a pin keeps its own while it is an input.
  var output: UInt32 {
    get { registers[Offset.output] }
    nonmutating set { registers[Offset.output] = newValue }
  }

  var pending: UInt32 { registers[Offset.interruptStatus] }

  func clear(_ pins: UInt32) { registers[Offset.interruptStatus] = pins }

  /// Takes back all interrupts and outputs.
  func stop() {
    set(.interrupts, 0xffff, false)
    clear(0xffff)
    set(.isOutput, 0xffff, false)
    output = 0
  }
}

@c public func bulkhead_gpio_cmsdk_init(_ port: UnsafePointer<device>) -> Int32 {
  unsafe Hardware.bringUp(Device(port))
}

@c public func bulkhead_gpio_cmsdk_shutdown(_ port: UnsafePointer<device>) -> Int32 {
  unsafe Hardware.bringDown(Device(port))
}

/// The pin leaves the function that it shares with other devices, as the last step.
@c public func bulkhead_gpio_cmsdk_configure(
  _ port: UnsafePointer<device>, _ pin: UInt8, _ flags: UInt32
) -> Int32 {
  let device = unsafe Device(port)
  guard device.hasPin(pin) else { return Errno.invalid }
  let special = GPIOFlag.singleEnded | GPIOFlag.pullUp | GPIOFlag.pullDown
  if flags & special != 0 { return Errno.notSupported }
  let hardware = Hardware(device)
  let bit = 1 &<< UInt32(pin)
  withInterruptsMasked {
    if flags & GPIOFlag.startsHigh != 0 { hardware.output |= bit }
    if flags & GPIOFlag.startsLow != 0 { hardware.output &= ~bit }
    hardware.set(.isOutput, bit, flags & GPIOFlag.output != 0)
    hardware.set(.isAlternate, bit, false)
  }
  return 0
}

@c public func bulkhead_gpio_cmsdk_get(
  _ port: UnsafePointer<device>, _ value: UnsafeMutablePointer<UInt32>
) -> Int32 {
  unsafe value.pointee = Hardware(Device(port)).registers[Hardware.Offset.data]
  return 0
}

/// Not by the registers for masked access: those change eight pins at once, not all.
@c public func bulkhead_gpio_cmsdk_set_masked(
  _ port: UnsafePointer<device>, _ mask: UInt32, _ value: UInt32
) -> Int32 {
  let hardware = unsafe Hardware(Device(port))
  withInterruptsMasked { hardware.output = hardware.output & ~mask | value & mask }
  return 0
}

@c public func bulkhead_gpio_cmsdk_toggle(
  _ port: UnsafePointer<device>, _ pins: UInt32
) -> Int32 {
  let hardware = unsafe Hardware(Device(port))
  withInterruptsMasked { hardware.output ^= pins }
  return 0
}

/// Clears what a pin had pending, too: the status outlives the enable bit.
@c public func bulkhead_gpio_cmsdk_interrupt_configure(
  _ port: UnsafePointer<device>, _ pin: UInt8, _ mode: gpio_int_mode, _ trigger: gpio_int_trig
) -> Int32 {
  let device = unsafe Device(port)
  guard device.hasPin(pin) else { return Errno.invalid }
  if mode != GPIO_INT_MODE_DISABLED, trigger == GPIO_INT_TRIG_BOTH { return Errno.notSupported }
  let hardware = Hardware(device)
  let bit = 1 &<< UInt32(pin)
  withInterruptsMasked {
    hardware.set(.interrupts, bit, false)
    hardware.set(.isEdge, bit, mode == GPIO_INT_MODE_EDGE)
    hardware.set(.isHighOrRising, bit, trigger == GPIO_INT_TRIG_HIGH)
    hardware.clear(bit)
    if mode != GPIO_INT_MODE_DISABLED { hardware.set(.interrupts, bit, true) }
  }
  return 0
}

@c public func bulkhead_gpio_cmsdk_pending(_ port: UnsafePointer<device>) -> UInt32 {
  unsafe Hardware(Device(port)).pending
}

/// An edge is done with before its callback, so that the next one counts; a level after it, when
/// the callback has taken its cause away.
@c public func bulkhead_gpio_cmsdk_isr(_ argument: UnsafeRawPointer?) {
  let device = unsafe Device(argument: argument)
  let hardware = Hardware(device)
  let pins = hardware.pending
  let edges = pins & hardware.registers[Hardware.Setting.isEdge.rawValue]
  hardware.clear(edges)
  unsafe device.fireCallbacks(of: bulkhead_device_argument(argument), pins)
  hardware.clear(pins & ~edges)
}
