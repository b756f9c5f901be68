// PL061: a port of eight pins with one interrupt line. Stellaris parts have more registers behind
// the same ones, for pulls, open drains and the digital function.
// Source: PrimeCell GPIO (PL061) TRM (DDI 0190), chapter 3; LM3S6965 data sheet, chapter 8.

import CBulkhead
import Kernel

private struct Hardware: GPIOHardware {
  let registers: Registers

  init(_ device: Device) { registers = device.registers }

  enum Offset {
    static let direction: UInt = 0x400
    static let isLevel: UInt = 0x404
    static let bothEdges: UInt = 0x408
    static let event: UInt = 0x40c
    static let interruptEnable: UInt = 0x410
    static let maskedStatus: UInt = 0x418
    static let interruptClear: UInt = 0x41c
    static let alternate: UInt = 0x420
    static let openDrain: UInt = 0x50c
    static let pullUp: UInt = 0x510
    static let pullDown: UInt = 0x514
    static let digital: UInt = 0x51c
    static let part: UInt = 0xfe8
  }

  /// Whether it is a Stellaris part's port: the peripheral's identification says so.
  var isStellaris: Bool { registers[Offset.part] & 0xff == 0x18 }

  /// The data of some pins: the register's address says which (3.3.1).
  subscript(pins pins: UInt32) -> UInt32 {
    get { registers[UInt(pins & 0xff) << 2] }
    nonmutating set { registers[UInt(pins & 0xff) << 2] = newValue }
  }

  func set(_ offset: UInt, _ pins: UInt32, _ isSet: Bool) {
    let value = registers[offset]
    registers[offset] = isSet ? value | pins : value & ~pins
  }

  /// Takes back all interrupts, outputs and pulls.
  func stop() {
    registers[Offset.interruptEnable] = 0
    registers[Offset.isLevel] = 0
    registers[Offset.interruptClear] = 0xff
    self[pins: 0xff] = 0
    registers[Offset.direction] = 0
    if isStellaris {
      registers[Offset.openDrain] = 0
      registers[Offset.pullUp] = 0
      registers[Offset.pullDown] = 0
    }
  }
}

@c public func bulkhead_gpio_pl061_init(_ port: UnsafePointer<device>) -> Int32 {
  unsafe Hardware.bringUp(Device(port))
}

@c public func bulkhead_gpio_pl061_shutdown(_ port: UnsafePointer<device>) -> Int32 {
  unsafe Hardware.bringDown(Device(port))
}

@c public func bulkhead_gpio_pl061_configure(
  _ port: UnsafePointer<device>, _ pin: UInt8, _ flags: UInt32
) -> Int32 {
  let device = unsafe Device(port)
  guard device.hasPin(pin) else { return Errno.invalid }
  let hardware = Hardware(device)
  let isStellaris = hardware.isStellaris
  let special = GPIOFlag.singleEnded | GPIOFlag.pullUp | GPIOFlag.pullDown
  if flags & special != 0, !isStellaris { return Errno.notSupported }
  let isOpenDrain = flags & GPIOFlag.openDrain != 0
  if flags & GPIOFlag.singleEnded != 0, !isOpenDrain { return Errno.notSupported }
  let bit = 1 &<< UInt32(pin)
  withInterruptsMasked {
    hardware.set(Hardware.Offset.alternate, bit, false)
    if isStellaris {
      hardware.set(Hardware.Offset.openDrain, bit, flags & GPIOFlag.singleEnded != 0)
      hardware.set(Hardware.Offset.pullUp, bit, flags & GPIOFlag.pullUp != 0)
      hardware.set(Hardware.Offset.pullDown, bit, flags & GPIOFlag.pullDown != 0)
      hardware.set(
        Hardware.Offset.digital, bit, flags & (GPIOFlag.input | GPIOFlag.output) != 0)
    }
    hardware.set(Hardware.Offset.direction, bit, flags & GPIOFlag.output != 0)
    // The data of a pin can be written only once it is an output.
    if flags & GPIOFlag.startsHigh != 0 { hardware[pins: bit] = bit }
    if flags & GPIOFlag.startsLow != 0 { hardware[pins: bit] = 0 }
  }
  return 0
}

@c public func bulkhead_gpio_pl061_get(
  _ port: UnsafePointer<device>, _ value: UnsafeMutablePointer<UInt32>
) -> Int32 {
  unsafe value.pointee = Hardware(Device(port))[pins: 0xff]
  return 0
}

@c public func bulkhead_gpio_pl061_set_masked(
  _ port: UnsafePointer<device>, _ mask: UInt32, _ value: UInt32
) -> Int32 {
  unsafe Hardware(Device(port))[pins: mask] = value
  return 0
}

@c public func bulkhead_gpio_pl061_toggle(
  _ port: UnsafePointer<device>, _ pins: UInt32
) -> Int32 {
  let hardware = unsafe Hardware(Device(port))
  withInterruptsMasked { hardware[pins: pins] = ~hardware[pins: pins] }
  return 0
}

@c public func bulkhead_gpio_pl061_interrupt_configure(
  _ port: UnsafePointer<device>, _ pin: UInt8, _ mode: gpio_int_mode, _ trigger: gpio_int_trig
) -> Int32 {
  let device = unsafe Device(port)
  guard device.hasPin(pin) else { return Errno.invalid }
  let hardware = Hardware(device)
  let bit = 1 &<< UInt32(pin)
  let isBoth = trigger == GPIO_INT_TRIG_BOTH
  if mode == GPIO_INT_MODE_LEVEL, isBoth { return Errno.notSupported }
  withInterruptsMasked {
    hardware.set(Hardware.Offset.interruptEnable, bit, false)
    if mode == GPIO_INT_MODE_DISABLED { return }
    hardware.set(Hardware.Offset.isLevel, bit, mode == GPIO_INT_MODE_LEVEL)
    hardware.set(Hardware.Offset.bothEdges, bit, isBoth)
    hardware.set(Hardware.Offset.event, bit, trigger == GPIO_INT_TRIG_HIGH)
    hardware.registers[Hardware.Offset.interruptClear] = bit
    hardware.set(Hardware.Offset.interruptEnable, bit, true)
  }
  return 0
}

@c public func bulkhead_gpio_pl061_pending(_ port: UnsafePointer<device>) -> UInt32 {
  unsafe Device(port).registers[Hardware.Offset.maskedStatus]
}

/// An edge is done with before its callback, so that the next one counts; a level after it, when the
/// callback has taken its cause away.
@c public func bulkhead_gpio_pl061_isr(_ argument: UnsafeRawPointer?) {
  let device = unsafe Device(argument: argument)
  let registers = device.registers
  let pins = registers[Hardware.Offset.maskedStatus]
  let levels = pins & registers[Hardware.Offset.isLevel]
  registers[Hardware.Offset.interruptClear] = pins & ~levels
  unsafe device.fireCallbacks(of: bulkhead_device_argument(argument), pins)
  registers[Hardware.Offset.interruptClear] = levels
}
