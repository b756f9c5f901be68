// SiFive UART. Source: FE310-G000 manual, chapter 18.

import CBulkhead
import Kernel

private struct Hardware: SerialPort {
  let registers: Registers

  private enum Offset {
    static let txdata: UInt = 0x00
    static let rxdata: UInt = 0x04
    static let txctrl: UInt = 0x08
    static let rxctrl: UInt = 0x0c
    static let ie: UInt = 0x10
    static let ip: UInt = 0x14
    static let div: UInt = 0x18
  }

  private enum Watermark {
    static let transmit: UInt32 = 1
    static let receive: UInt32 = 2
  }

  init(_ device: Device) { registers = device.registers }

  /// Bit 31: the FIFO is full.
  var canSend: Bool { registers[Offset.txdata] >> 31 == 0 }
  /// The FIFO is empty; of the byte being shifted out the device tells nothing.
  var isIdle: Bool { registers[Offset.ip] & Watermark.transmit != 0 }
  func send(_ byte: UInt8) { registers[Offset.txdata] = UInt32(byte) }

  /// Bit 31: there is none.
  var received: UInt8? {
    let data = registers[Offset.rxdata]
    return data >> 31 == 0 ? UInt8(truncatingIfNeeded: data) : nil
  }

  func start(clock: UInt32, speed: UInt32) {
    registers[Offset.div] = max(clock / speed, 16) &- 1
    registers[Offset.txctrl] = 1 << 16 | 1  // on; its watermark is below one byte, an empty FIFO
    registers[Offset.rxctrl] = 1  // on; its watermark is above no byte
    awaitRoom(false)
  }

  func awaitRoom(_ isWaiting: Bool) {
    registers[Offset.ie] =
      isWaiting ? Watermark.receive | Watermark.transmit : Watermark.receive
  }

  func stop() {
    registers[Offset.ie] = 0
    registers[Offset.txctrl] = 0
    registers[Offset.rxctrl] = 0
  }
}

@unsafe
private func uart(_ device: UnsafePointer<device>) -> UART<Hardware> { unsafe UART(Device(device)) }

@c public func bulkhead_uart_sifive_init(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).start()
}

@c public func bulkhead_uart_sifive_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).shutDown()
}

@c public func bulkhead_uart_sifive_write(_ device: UnsafePointer<device>, _ byte: UInt8) {
  unsafe uart(device).write(byte)
}

@c public func bulkhead_uart_sifive_flush(_ device: UnsafePointer<device>) {
  unsafe uart(device).flush()
}

@c public func bulkhead_uart_sifive_read(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).read()
}

@c public func bulkhead_uart_sifive_isr(_ argument: UnsafeRawPointer?) {
  unsafe UART<Hardware>(Device(argument: argument)).serve()
}
