// 16550 UART with its registers one byte apart, or as far as `reg-shift` says.
// Source: PC16550D data sheet (National Semiconductor, 1995), section 8.

import CBulkhead
import Kernel

private struct Hardware: SerialPort {
  let registers: Registers
  let shift: UInt

  init(_ device: Device) {
    registers = device.registers
    shift = UInt(device.property(1))
  }

  private enum Register {
    static let data: UInt = 0
    static let interruptEnable: UInt = 1
    static let fifoControl: UInt = 2
    static let lineControl: UInt = 3
    static let lineStatus: UInt = 5
  }

  private enum LineStatus {
    static let received: UInt8 = 0x01
    static let transmitEmpty: UInt8 = 0x20
    static let idle: UInt8 = 0x40
  }

  private subscript(register: UInt) -> UInt8 {
    get { registers[byte: register << shift] }
    nonmutating set { registers[byte: register << shift] = newValue }
  }

  var canSend: Bool { self[Register.lineStatus] & LineStatus.transmitEmpty != 0 }
  var isIdle: Bool { self[Register.lineStatus] & LineStatus.idle != 0 }
  func send(_ byte: UInt8) { self[Register.data] = byte }

  var received: UInt8? {
    guard self[Register.lineStatus] & LineStatus.received != 0 else { return nil }
    return self[Register.data]
  }

  /// The divisor is the clock over sixteen times the speed.
  func start(clock: UInt32, speed: UInt32) {
    let divisor = max(clock / (16 &* speed), 1)
    self[Register.lineControl] = 0x83  // the divisor's two bytes stand at 0 and 1 meanwhile
    self[Register.data] = UInt8(truncatingIfNeeded: divisor)
    self[Register.interruptEnable] = UInt8(truncatingIfNeeded: divisor >> 8)
    self[Register.lineControl] = 0x03
    self[Register.fifoControl] = 0x07
    awaitRoom(false)
  }

  /// Interrupts on received bytes, and on an empty transmitter if bytes wait for it.
  func awaitRoom(_ isWaiting: Bool) { self[Register.interruptEnable] = isWaiting ? 3 : 1 }

  func stop() { self[Register.interruptEnable] = 0 }
}

@unsafe
private func uart(_ device: UnsafePointer<device>) -> UART<Hardware> { unsafe UART(Device(device)) }

@c public func bulkhead_ns16550_init(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).start()
}

@c public func bulkhead_ns16550_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).shutDown()
}

@c public func bulkhead_ns16550_write(_ device: UnsafePointer<device>, _ byte: UInt8) {
  unsafe uart(device).write(byte)
}

@c public func bulkhead_ns16550_flush(_ device: UnsafePointer<device>) {
  unsafe uart(device).flush()
}

@c public func bulkhead_ns16550_read(_ device: UnsafePointer<device>) -> Int32 {
  unsafe uart(device).read()
}

@c public func bulkhead_ns16550_isr(_ argument: UnsafeRawPointer?) {
  unsafe UART<Hardware>(Device(argument: argument)).serve()
}
