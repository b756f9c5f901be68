// CMSDK APB UART. Source: Arm Cortex-M System Design Kit TRM (DDI 0479), section 4.3.

import CBulkhead
import Kernel

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

  init(_ device: Device) { registers = device.registers }

  var canSend: Bool { registers[Offset.state] & State.transmitFull == 0 }
  var isIdle: Bool { canSend }
  func send(_ byte: UInt8) { registers[Offset.data] = UInt32(byte) }

  var received: UInt8? {
    guard registers[Offset.state] & State.receiveFull != 0 else { return nil }
    return UInt8(truncatingIfNeeded: registers[Offset.data])
  }

  /// The divider is at least 16 (4.3.2).
  func start(clock: UInt32, speed: UInt32) {
    registers[Offset.divider] = max(clock / speed, 16)
    registers[Offset.control] = 0b1111  // transmit and receive, with their interrupts
  }

  /// The status outlives the interrupts' enable bits.
  func stop() {
    registers[Offset.control] = 0
    registers[Offset.interruptStatus] = 0xf
  }

  /// Each byte that leaves interrupts; its handler finds nothing to do if none waits.
  func awaitRoom(_ isWaiting: Bool) {}

  func clearTransmitInterrupt() { registers[Offset.interruptStatus] = 1 }
  func clearReceiveInterrupt() { registers[Offset.interruptStatus] = 2 }
}

@unsafe
private func uart(_ device: UnsafePointer<device>) -> UART<Hardware> { unsafe UART(Device(device)) }

@c public func bulkhead_uart_cmsdk_init(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).start()
}

@c public func bulkhead_uart_cmsdk_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).shutDown()
}

@c public func bulkhead_uart_cmsdk_write(_ device: UnsafePointer<device>, _ byte: UInt8) {
  unsafe uart(device).write(byte)
}

@c public func bulkhead_uart_cmsdk_flush(_ device: UnsafePointer<device>) {
  unsafe uart(device).flush()
}

@c public func bulkhead_uart_cmsdk_read(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).read()
}

@c public func bulkhead_uart_cmsdk_transmit_isr(_ argument: UnsafeRawPointer?) {
  let uart = unsafe UART<Hardware>(Device(argument: argument))
  uart.port.clearTransmitInterrupt()
  uart.transmit()
}

@c public func bulkhead_uart_cmsdk_receive_isr(_ argument: UnsafeRawPointer?) {
  let uart = unsafe UART<Hardware>(Device(argument: argument))
  uart.port.clearReceiveInterrupt()
  uart.receive()
}
