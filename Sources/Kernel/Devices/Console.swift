// The console: bytes out through the device the description chose, and the little printing the
// kernel itself needs before and after everything else works.

import CBulkhead

@c @implementation
public func bulkhead_console_write(_ bytes: UnsafePointer<CChar>, _ count: Int) {
  guard let device = unsafe bulkhead_image.console, unsafe bulkhead_device_refusal(device) == 0
  else { return }
  let api = unsafe bulkhead_console_api(device)
  for index in 0..<count { unsafe api.pointee.write(device, UInt8(bitPattern: bytes[index])) }
}

@c @implementation
public func bulkhead_exit(_ status: Int32) -> Never {
  if let device = unsafe bulkhead_image.console, unsafe bulkhead_device_refusal(device) == 0 {
    unsafe bulkhead_console_api(device).pointee.flush(device)
  }
  leaveMachine(status)
}

/// Ends the run without a look at the console.
func leaveMachine(_ status: Int32) -> Never {
  if let device = unsafe bulkhead_image.exit {
    unsafe bulkhead_exit_api(device).pointee.exit(device, status)
  }
  while true {
    Port.maskForGood()
    Port.idle()
  }
}

/// The kernel's own printing: no format, no buffer, any context.
enum Console {
  static func write(_ text: StaticString) {
    unsafe bulkhead_console_write(
      UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self), text.utf8CodeUnitCount)
  }

  @unsafe
  static func write(cString: UnsafePointer<CChar>) {
    var length = 0
    while unsafe cString[length] != 0 { length &+= 1 }
    unsafe bulkhead_console_write(cString, length)
  }

  private static func write(byte: UInt8) {
    var character = CChar(bitPattern: byte)
    unsafe bulkhead_console_write(&character, 1)
  }

  /// Prints an address as 0x and all its digits, so that columns line up.
  static func write(address: UInt) {
    write("0x")
    var shift = UInt.bitWidth
    while shift > 0 {
      shift &-= 4
      let digit = UInt8(truncatingIfNeeded: address &>> UInt(shift)) & 15
      write(byte: digit < 10 ? 48 &+ digit : 87 &+ digit)
    }
  }

  static func write(decimal: Int) {
    if decimal < 0 { write(byte: 45) }
    let value = decimal.magnitude
    var divisor: UInt = 1
    while value / divisor >= 10 { divisor &*= 10 }
    while divisor != 0 {
      write(byte: 48 &+ UInt8(truncatingIfNeeded: value / divisor % 10))
      divisor /= 10
    }
  }
}
