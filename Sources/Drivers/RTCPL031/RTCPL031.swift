// PL031: seconds in 32 bits. Its alarm is not served: the boards that have one do not wire it.
// Source: PrimeCell Real Time Clock (PL031) TRM (DDI 0224), chapter 3.

import CBulkhead
import Kernel

private struct Hardware: RTCHardware {
  let registers: Registers

  init(_ device: Device) { registers = device.registers }

  private enum Offset {
    static let data: UInt = 0x00
    static let match: UInt = 0x04
    static let load: UInt = 0x08
    static let control: UInt = 0x0c
    static let interruptMask: UInt = 0x10
    static let interruptClear: UInt = 0x1c
  }

  var now: (seconds: Int64, nanoseconds: Int32) { (Int64(registers[Offset.data]), 0) }

  /// Until February 2106.
  func set(_ seconds: Int64, _ nanoseconds: Int32) -> Bool {
    guard let load = UInt32(exactly: seconds) else { return false }
    registers[Offset.load] = load
    registers[Offset.control] = 1
    return true
  }

  func arm(_ seconds: Int64) {
    registers[Offset.match] = UInt32(truncatingIfNeeded: seconds)
    registers[Offset.interruptMask] = 1
  }

  func disarm() { registers[Offset.interruptMask] = 0 }
  func acknowledge() { registers[Offset.interruptClear] = 1 }
}

@c public func bulkhead_rtc_pl031_init(_ device: UnsafePointer<device>) -> Int32 {
  unsafe RTC<Hardware>(device).start()
}

@c public func bulkhead_rtc_pl031_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  unsafe RTC<Hardware>(device).stop()
}

@c public func bulkhead_rtc_pl031_set_time(
  _ device: UnsafePointer<device>, _ time: UnsafePointer<rtc_time>
) -> Int32 {
  unsafe RTC<Hardware>(device).setTime(time.pointee)
}

@c public func bulkhead_rtc_pl031_get_time(
  _ device: UnsafePointer<device>, _ time: UnsafeMutablePointer<rtc_time>
) -> Int32 {
  unsafe time.pointee = RTC<Hardware>(device).time()
  return 0
}
