// What drivers of real-time clocks have in common: the calendar, and an alarm that looks at fields
// of the time over hardware that knows only seconds since 1970.

import CBulkhead
import Kernel
import KernelCore

/// The hardware's side of a clock: what the common part asks of it.
protocol RTCHardware {
  init(_ device: Device)
  /// Seconds since 1970, and nanoseconds of the second where the clock has them.
  var now: (seconds: Int64, nanoseconds: Int32) { get }
  /// False for a time that the clock cannot hold.
  func set(_ seconds: Int64, _ nanoseconds: Int32) -> Bool
  /// Interrupts at a second; at once if that is past.
  func arm(_ seconds: Int64)
  func disarm()
  /// Takes the interrupt back.
  func acknowledge()
}

/// The state of a clock: its one alarm.
///
/// Safety: the callback is called with what its owner gave along, from the interrupt only.
@safe
struct RTCAlarm {
  /// For the callback; first, so that its address is the alarm's.
  var registration = unsafe RegistrationRecord()
  var fields: UInt16 = 0
  var wanted = CalendarTime()
  var isPending = false
  var callback: rtc_alarm_callback?
  var userData: UnsafeMutableRawPointer?

  init() {
    unsafe callback = nil
    unsafe userData = nil
  }
}

/// A clock, by its device.
struct RTC<Hardware: RTCHardware> {
  let device: Device
  let hardware: Hardware
  private var alarm: DeviceState<RTCAlarm> { device.state(as: RTCAlarm.self) }

  @unsafe
  init(_ record: UnsafePointer<device>) {
    unsafe device = Device(record)
    hardware = Hardware(device)
  }

  func start() -> Int32 {
    hardware.disarm()
    hardware.acknowledge()
    unsafe bulkhead_unregister(&alarm.value.registration)
    alarm.initialize(to: RTCAlarm())
    device.enableInterrupts()
    return 0
  }

  func stop() -> Int32 {
    device.disableInterrupts()
    hardware.disarm()
    hardware.acknowledge()
    return 0
  }

  func setTime(_ time: rtc_time) -> Int32 {
    guard let seconds = CalendarTime(time).secondsSince1970,
      0..<1_000_000_000 ~= time.tm_nsec, hardware.set(seconds, time.tm_nsec)
    else { return Errno.invalid }
    withInterruptsMasked { rearm() }
    return 0
  }

  func time() -> rtc_time {
    let now = hardware.now
    return rtc_time(CalendarTime(secondsSince1970: now.seconds), nanoseconds: now.nanoseconds)
  }

  func setAlarm(_ id: UInt16, _ fields: UInt16, _ time: rtc_time) -> Int32 {
    guard id == 0, fields & ~Self.supportedFields == 0 else { return Errno.invalid }
    let wanted = CalendarTime(time)
    if fields != 0, wanted.next(after: hardware.now.seconds, fields: fields) == nil {
      return Errno.invalid
    }
    withInterruptsMasked {
      alarm.value.fields = fields
      alarm.value.wanted = wanted
      alarm.value.isPending = false
      hardware.disarm()
      hardware.acknowledge()
      rearm()
    }
    return 0
  }

  static var supportedFields: UInt16 { 0b11_1111 }

  func alarmTime() -> (fields: UInt16, time: rtc_time) {
    (alarm.value.fields, rtc_time(alarm.value.wanted, nanoseconds: 0))
  }

  func takePending(_ id: UInt16) -> Int32 {
    if id != 0 { return Errno.invalid }
    return withInterruptsMasked {
      let wasPending = alarm.value.isPending
      alarm.value.isPending = false
      return wasPending ? 1 : 0
    }
  }

  @unsafe
  func setCallback(
    _ id: UInt16, _ callback: rtc_alarm_callback?, _ userData: UnsafeMutableRawPointer?
  ) -> Int32 {
    if id != 0 { return Errno.invalid }
    withInterruptsMasked {
      unsafe alarm.value.callback = callback
      unsafe alarm.value.userData = userData
    }
    if unsafe callback == nil {
      unsafe bulkhead_unregister(&alarm.value.registration)
    } else {
      unsafe bulkhead_register(&alarm.value.registration) { unsafe forgetCallback($0) }
    }
    return 0
  }

  /// The alarm's interrupt: the alarm stays on, for the next time that its fields agree.
  @unsafe
  func interrupt(_ record: UnsafePointer<device>) {
    hardware.acknowledge()
    hardware.disarm()
    let alarm = alarm.value
    if alarm.fields == 0 { return }
    rearm()
    if let callback = unsafe alarm.callback {
      unsafe callback(record, 0, alarm.userData)
    } else {
      self.alarm.value.isPending = true
    }
  }

  private func rearm() {
    let alarm = alarm.value
    if alarm.fields == 0 { return }
    if let next = alarm.wanted.next(after: hardware.now.seconds, fields: alarm.fields) {
      hardware.arm(next)
    }
  }
}

extension CalendarTime {
  fileprivate init(_ time: rtc_time) {
    self.init(
      year: time.tm_year &+ 1900, month: time.tm_mon &+ 1, day: time.tm_mday, hour: time.tm_hour,
      minute: time.tm_min, second: time.tm_sec)
  }
}

extension rtc_time {
  fileprivate init(_ time: CalendarTime, nanoseconds: Int32) {
    self.init(
      tm_sec: time.second, tm_min: time.minute, tm_hour: time.hour, tm_mday: time.day,
      tm_mon: time.month &- 1, tm_year: time.year &- 1900, tm_wday: time.weekday,
      tm_yday: time.dayOfYear, tm_isdst: -1, tm_nsec: nanoseconds)
  }
}

/// The end of the init entry that set a callback.
@unsafe
private func forgetCallback(_ registration: UnsafeMutablePointer<RegistrationRecord>) {
  let alarm = unsafe UnsafeMutableRawPointer(registration).assumingMemoryBound(to: RTCAlarm.self)
  unsafe alarm.pointee.callback = nil
}
