// Goldfish RTC: nanoseconds since 1970 in two halves, and one alarm.
// Source: Android emulator, "Goldfish virtual hardware", section on the RTC.

import CBulkhead
import Kernel

private struct Hardware: RTCHardware {
  let registers: Registers

  init(_ device: Device) { registers = device.registers }

  private enum Offset {
    static let timeLow: UInt = 0x00
    static let timeHigh: UInt = 0x04
    static let alarmLow: UInt = 0x08
    static let alarmHigh: UInt = 0x0c
    static let interruptEnable: UInt = 0x10
    static let clearAlarm: UInt = 0x14
    static let clearInterrupt: UInt = 0x1c
  }

  /// Reading the low half keeps the high one for the next read.
  var now: (seconds: Int64, nanoseconds: Int32) {
    let low = UInt64(registers[Offset.timeLow])
    let total = UInt64(registers[Offset.timeHigh]) &<< 32 | low
    return (Int64(total / 1_000_000_000), Int32(total % 1_000_000_000))
  }

  private func write(_ high: UInt, _ low: UInt, _ nanoseconds: UInt64) {
    registers[high] = UInt32(truncatingIfNeeded: nanoseconds &>> 32)
    registers[low] = UInt32(truncatingIfNeeded: nanoseconds)
  }

  func set(_ seconds: Int64, _ nanoseconds: Int32) -> Bool {
    guard let whole = Self.nanoseconds(seconds) else { return false }
    write(Offset.timeHigh, Offset.timeLow, whole &+ UInt64(nanoseconds))
    return true
  }

  func arm(_ seconds: Int64) {
    guard let whole = Self.nanoseconds(seconds) else { return }
    registers[Offset.interruptEnable] = 1
    write(Offset.alarmHigh, Offset.alarmLow, whole)
  }

  func disarm() {
    registers[Offset.interruptEnable] = 0
    registers[Offset.clearAlarm] = 1
  }

  func acknowledge() { registers[Offset.clearInterrupt] = 1 }

  /// Nil for a time that 63 bits do not hold: after April 2262.
  private static func nanoseconds(_ seconds: Int64) -> UInt64? {
    seconds < 9_223_372_036 ? UInt64(seconds) &* 1_000_000_000 : nil
  }
}

@c public func bulkhead_rtc_goldfish_init(_ device: UnsafePointer<device>) -> Int32 {
  unsafe RTC<Hardware>(device).start()
}

@c public func bulkhead_rtc_goldfish_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  unsafe RTC<Hardware>(device).stop()
}

@c public func bulkhead_rtc_goldfish_set_time(
  _ device: UnsafePointer<device>, _ time: UnsafePointer<rtc_time>
) -> Int32 {
  unsafe RTC<Hardware>(device).setTime(time.pointee)
}

@c public func bulkhead_rtc_goldfish_get_time(
  _ device: UnsafePointer<device>, _ time: UnsafeMutablePointer<rtc_time>
) -> Int32 {
  unsafe time.pointee = RTC<Hardware>(device).time()
  return 0
}

@c public func bulkhead_rtc_goldfish_alarm_fields(
  _ device: UnsafePointer<device>, _ id: UInt16, _ fields: UnsafeMutablePointer<UInt16>
) -> Int32 {
  unsafe fields.pointee = RTC<Hardware>.supportedFields
  return id == 0 ? 0 : Errno.invalid
}

@c public func bulkhead_rtc_goldfish_alarm_set(
  _ device: UnsafePointer<device>, _ id: UInt16, _ fields: UInt16, _ time: UnsafePointer<rtc_time>?
) -> Int32 {
  unsafe RTC<Hardware>(device).setAlarm(id, time == nil ? 0 : fields, time?.pointee ?? rtc_time())
}

@c public func bulkhead_rtc_goldfish_alarm_get(
  _ device: UnsafePointer<device>, _ id: UInt16, _ fields: UnsafeMutablePointer<UInt16>,
  _ time: UnsafeMutablePointer<rtc_time>
) -> Int32 {
  if id != 0 { return Errno.invalid }
  let alarm = unsafe RTC<Hardware>(device).alarmTime()
  unsafe fields.pointee = alarm.fields
  unsafe time.pointee = alarm.time
  return 0
}

@c public func bulkhead_rtc_goldfish_alarm_is_pending(
  _ device: UnsafePointer<device>, _ id: UInt16
) -> Int32 {
  unsafe RTC<Hardware>(device).takePending(id)
}

@c public func bulkhead_rtc_goldfish_alarm_set_callback(
  _ device: UnsafePointer<device>, _ id: UInt16, _ callback: rtc_alarm_callback?,
  _ userData: UnsafeMutableRawPointer?
) -> Int32 {
  unsafe RTC<Hardware>(device).setCallback(id, callback, userData)
}

@c public func bulkhead_rtc_goldfish_isr(_ argument: UnsafeRawPointer?) {
  let record = unsafe bulkhead_device_argument(argument)
  unsafe RTC<Hardware>(record).interrupt(record)
}
