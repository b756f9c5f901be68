// The platform-level interrupt controller, for machine mode of hart 0. Enabling, priorities and
// serving are the port's; this brings the controller into a known state.
// Source: RISC-V Platform-Level Interrupt Controller Specification 1.0.0.

#if RISCV32

import CBulkhead
import Kernel

private enum Offset {
  static let enable: UInt = 0x2000
  static let threshold: UInt = 0x20_0000
}

/// Every source off, as at reset.
private func quiet(_ registers: Registers, lines: UInt32) {
  for word in 0...UInt(lines / 32) { registers[Offset.enable &+ 4 &* word] = 0 }
}

@c public func bulkhead_plic_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  quiet(device.registers, lines: device.property(0))
  return 0
}

@c public func bulkhead_plic_init(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  let registers = device.registers
  let lines = device.property(0)
  for line in 1...UInt(max(lines, 1)) { registers[4 &* line] = 1 }
  quiet(registers, lines: lines)
  registers[Offset.threshold] = 0
  port_set_plic(registers.base)
  return 0
}

#endif
