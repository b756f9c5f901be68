// USART of STM32F2 and F4, as a UART. Source: RM0090, chapter 30.

import CBulkhead
import Kernel

private struct Hardware: SerialPort {
  let registers: Registers

  private enum Offset {
    static let SR: UInt = 0x00
    static let DR: UInt = 0x04
    static let BRR: UInt = 0x08
    static let CR1: UInt = 0x0c
  }

  /// In the status register, and at the same places in CR1 the interrupts on them.
  private enum Status {
    static let received: UInt32 = 1 << 5
    static let complete: UInt32 = 1 << 6
    static let transmitEmpty: UInt32 = 1 << 7
  }

  /// On, sends, receives.
  private static let enabled: UInt32 = 1 << 13 | 1 << 3 | 1 << 2

  init(_ device: Device) { registers = device.registers }

  var canSend: Bool { registers[Offset.SR] & Status.transmitEmpty != 0 }
  var isIdle: Bool { registers[Offset.SR] & Status.complete != 0 }
  func send(_ byte: UInt8) { registers[Offset.DR] = UInt32(byte) }

  /// Reading the data clears the flag.
  var received: UInt8? {
    guard registers[Offset.SR] & Status.received != 0 else { return nil }
    return UInt8(truncatingIfNeeded: registers[Offset.DR])
  }

  /// The divisor counts in 16ths of sixteen times the speed (30.3.4); two stop bits and parity are
  /// off from reset.
  func start(clock: UInt32, speed: UInt32) {
    registers[Offset.BRR] = max(clock / speed, 16)
    awaitRoom(false)
  }

  func awaitRoom(_ isWaiting: Bool) {
    let interrupts = isWaiting ? Status.received | Status.transmitEmpty : Status.received
    registers[Offset.CR1] = Hardware.enabled | interrupts
  }

  func stop() { registers[Offset.CR1] = 0 }
}

@unsafe
private func uart(_ device: UnsafePointer<device>) -> UART<Hardware> { unsafe UART(Device(device)) }

@c public func bulkhead_usart_stm32_init(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).start()
}

@c public func bulkhead_usart_stm32_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).shutDown()
}

@c public func bulkhead_usart_stm32_write(_ device: UnsafePointer<device>, _ byte: UInt8) {
  unsafe uart(device).write(byte)
}

@c public func bulkhead_usart_stm32_flush(_ device: UnsafePointer<device>) {
  unsafe uart(device).flush()
}

@c public func bulkhead_usart_stm32_read(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).read()
}

@c public func bulkhead_usart_stm32_isr(_ argument: UnsafeRawPointer?) {
  unsafe UART<Hardware>(Device(argument: argument)).serve()
}
