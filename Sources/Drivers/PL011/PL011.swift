// Arm PrimeCell UART. Source: PL011 TRM (DDI 0183), chapter 3.

import CBulkhead
import Kernel

private struct Hardware: SerialPort {
  let registers: Registers

  private enum Offset {
    static let UARTDR: UInt = 0x00
    static let UARTFR: UInt = 0x18
    static let UARTIBRD: UInt = 0x24
    static let UARTFBRD: UInt = 0x28
    static let UARTLCR_H: UInt = 0x2c
    static let UARTCR: UInt = 0x30
    static let UARTIMSC: UInt = 0x38
    static let UARTICR: UInt = 0x44
  }

  private enum Flag {
    static let busy: UInt32 = 1 << 3
    static let receiveEmpty: UInt32 = 1 << 4
    static let transmitFull: UInt32 = 1 << 5
  }

  private enum Interrupt {
    static let receive: UInt32 = 1 << 4
    static let transmit: UInt32 = 1 << 5
    /// Bytes wait that are too few for `receive`.
    static let receiveTimeout: UInt32 = 1 << 6
  }

  init(_ device: Device) { registers = device.registers }

  var canSend: Bool { registers[Offset.UARTFR] & Flag.transmitFull == 0 }
  var isIdle: Bool { registers[Offset.UARTFR] & Flag.busy == 0 }
  func send(_ byte: UInt8) { registers[Offset.UARTDR] = UInt32(byte) }

  var received: UInt8? {
    guard registers[Offset.UARTFR] & Flag.receiveEmpty == 0 else { return nil }
    return UInt8(truncatingIfNeeded: registers[Offset.UARTDR])
  }

  /// The divisor, the clock over sixteen times the speed, counts in 64ths.
  ///
  /// It takes effect with the write to `UARTLCR_H` that follows, and the device is off meanwhile
  /// (3.3.6, 3.3.7).
  func start(clock: UInt32, speed: UInt32) {
    let divisor = max(clock / max(speed / 4, 1), 64)
    registers[Offset.UARTCR] = 0
    registers[Offset.UARTIBRD] = divisor >> 6
    registers[Offset.UARTFBRD] = divisor & 63
    registers[Offset.UARTLCR_H] = 0x70  // eight bits, and the FIFOs
    registers[Offset.UARTICR] = 0x7ff
    awaitRoom(false)
    registers[Offset.UARTCR] = 0x301  // on, sends, receives
  }

  /// The transmit interrupt comes when the full FIFO has run half empty.
  func awaitRoom(_ isWaiting: Bool) {
    let receive = Interrupt.receive | Interrupt.receiveTimeout
    registers[Offset.UARTIMSC] = isWaiting ? receive | Interrupt.transmit : receive
  }

  func stop() {
    registers[Offset.UARTIMSC] = 0
    registers[Offset.UARTCR] = 0
  }
}

@unsafe
private func uart(_ device: UnsafePointer<device>) -> UART<Hardware> { unsafe UART(Device(device)) }

@c public func bulkhead_pl011_init(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).start()
}

@c public func bulkhead_pl011_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).shutDown()
}

@c public func bulkhead_pl011_write(_ device: UnsafePointer<device>, _ byte: UInt8) {
  unsafe uart(device).write(byte)
}

@c public func bulkhead_pl011_flush(_ device: UnsafePointer<device>) { unsafe uart(device).flush() }

@c public func bulkhead_pl011_read(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).read()
}

@c public func bulkhead_pl011_isr(_ argument: UnsafeRawPointer?) {
  unsafe UART<Hardware>(Device(argument: argument)).serve()
}
