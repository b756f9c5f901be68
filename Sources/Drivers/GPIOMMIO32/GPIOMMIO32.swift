// A 32-bit register whose bits are outputs, or inputs: LEDs and buttons of FPGA boards.

import CBulkhead
import Kernel

private struct Hardware {
  let registers: Registers
  let isInput: Bool

  init(_ device: Device) {
    registers = device.registers
    isInput = device.property(1) != 0
  }

  var value: UInt32 {
    get { registers[0] }
    nonmutating set { registers[0] = newValue }
  }
}

@c public func bulkhead_gpio_mmio32_init(_ port: UnsafePointer<device>) -> Int32 {
  unsafe Device(port).state(as: GPIOPort.self).initialize(to: GPIOPort())
  return 0
}

/// Switches all outputs off.
@c public func bulkhead_gpio_mmio32_shutdown(_ port: UnsafePointer<device>) -> Int32 {
  let hardware = unsafe Hardware(Device(port))
  if !hardware.isInput { hardware.value = 0 }
  return 0
}

@c public func bulkhead_gpio_mmio32_configure(
  _ port: UnsafePointer<device>, _ pin: UInt8, _ flags: UInt32
) -> Int32 {
  let device = unsafe Device(port)
  guard device.hasPin(pin) else { return Errno.invalid }
  let direction = Hardware(device).isInput ? GPIOFlag.input : GPIOFlag.output
  let levels = flags & (GPIOFlag.startsLow | GPIOFlag.startsHigh)
  guard flags & ~GPIOFlag.activeLow == direction | levels else { return Errno.notSupported }
  if levels == 0 { return 0 }
  let value = levels == GPIOFlag.startsHigh ? UInt32.max : 0
  return unsafe bulkhead_gpio_mmio32_set_masked(port, 1 &<< UInt32(pin), value)
}

@c public func bulkhead_gpio_mmio32_get(
  _ port: UnsafePointer<device>, _ value: UnsafeMutablePointer<UInt32>
) -> Int32 {
  unsafe value.pointee = Hardware(Device(port)).value
  return 0
}

@c public func bulkhead_gpio_mmio32_set_masked(
  _ port: UnsafePointer<device>, _ mask: UInt32, _ value: UInt32
) -> Int32 {
  let hardware = unsafe Hardware(Device(port))
  if hardware.isInput { return Errno.notSupported }
  withInterruptsMasked { hardware.value = hardware.value & ~mask | value & mask }
  return 0
}

@c public func bulkhead_gpio_mmio32_toggle(
  _ port: UnsafePointer<device>, _ pins: UInt32
) -> Int32 {
  let hardware = unsafe Hardware(Device(port))
  if hardware.isInput { return Errno.notSupported }
  withInterruptsMasked { hardware.value ^= pins }
  return 0
}
