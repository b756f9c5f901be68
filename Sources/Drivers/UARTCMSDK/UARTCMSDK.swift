// CMSDK APB UART. Source: Arm Cortex-M System Design Kit TRM (DDI 0479), section 4.3.

import CBulkhead
import Kernel
import KernelCore

private struct Hardware: SerialPort {
  let registers: Registers

  private enum Offset {
    static let data: UInt = 0x00
    static let state: UInt = 0x04
    static let control: UInt = 0x08
    static let interruptStatus: UInt = 0x0c
    static let divider: UInt = 0x10
  }

  private enum State {
    static let transmitFull: UInt32 = 1
    static let receiveFull: UInt32 = 2
  }

  var canSend: Bool { registers[Offset.state] & State.transmitFull == 0 }
  var isIdle: Bool { canSend }
  func send(_ byte: UInt8) { registers[Offset.data] = UInt32(byte) }

  var received: UInt8? {
    guard registers[Offset.state] & State.receiveFull != 0 else { return nil }
    return UInt8(truncatingIfNeeded: registers[Offset.data])
  }

  /// The divider is at least 16 (4.3.2).
  func start(divider: UInt32) {
    registers[Offset.divider] = max(divider, 16)
    registers[Offset.control] = 0b1111  // transmit and receive, with their interrupts
  }

  func stop() { registers[Offset.control] = 0 }

  func clearTransmitInterrupt() { registers[Offset.interruptStatus] = 1 }
  func clearReceiveInterrupt() { registers[Offset.interruptStatus] = 2 }
}

@c public func bulkhead_uart_cmsdk_init(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  let hardware = Hardware(registers: device.registers)
  device.state(as: SerialQueues.self).initialize(to: SerialQueues())
  hardware.start(divider: device.clockFrequency / max(device.property(0), 1))
  device.enableInterrupts()
  return 0
}

@c public func bulkhead_uart_cmsdk_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  let hardware = Hardware(registers: device.registers)
  withInterruptsMasked { device.state(as: SerialQueues.self).value.flush(to: hardware) }
  hardware.stop()
  device.disableInterrupts()
  return 0
}

@c public func bulkhead_uart_cmsdk_write(_ device: UnsafePointer<device>, _ byte: UInt8) {
  let device = unsafe Device(device)
  let hardware = Hardware(registers: device.registers)
  withInterruptsMasked { device.state(as: SerialQueues.self).value.write(byte, to: hardware) }
}

@c public func bulkhead_uart_cmsdk_flush(_ device: UnsafePointer<device>) {
  let device = unsafe Device(device)
  let hardware = Hardware(registers: device.registers)
  withInterruptsMasked { device.state(as: SerialQueues.self).value.flush(to: hardware) }
}

@c public func bulkhead_uart_cmsdk_read(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  let byte = withInterruptsMasked {
    device.state(as: SerialQueues.self).value.input.removeFirst()
  }
  return byte.map(Int32.init) ?? -1
}

@c public func bulkhead_uart_cmsdk_transmit_isr(_ argument: UnsafeRawPointer?) {
  let device = unsafe Device(argument: argument)
  let hardware = Hardware(registers: device.registers)
  hardware.clearTransmitInterrupt()
  withInterruptsMasked { device.state(as: SerialQueues.self).value.pump(to: hardware) }
}

@c public func bulkhead_uart_cmsdk_receive_isr(_ argument: UnsafeRawPointer?) {
  let device = unsafe Device(argument: argument)
  let hardware = Hardware(registers: device.registers)
  hardware.clearReceiveInterrupt()
  withInterruptsMasked {
    // A byte that finds the ring full is lost, as it would be in the device.
    while let byte = hardware.received {
      _ = device.state(as: SerialQueues.self).value.input.append(byte)
    }
  }
}
