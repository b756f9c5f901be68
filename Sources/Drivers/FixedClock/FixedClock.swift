// An oscillator: it always runs, at the rate that its node says.

import CBulkhead
import Kernel

@c public func bulkhead_fixed_clock_on(
  _ clock: UnsafePointer<device>, _ subsystem: UnsafeMutableRawPointer?
) -> Int32 { 0 }

@c public func bulkhead_fixed_clock_off(
  _ clock: UnsafePointer<device>, _ subsystem: UnsafeMutableRawPointer?
) -> Int32 { Errno.notSupported }

@c public func bulkhead_fixed_clock_status(
  _ clock: UnsafePointer<device>, _ subsystem: UnsafeMutableRawPointer?
) -> clock_control_status { CLOCK_CONTROL_STATUS_ON }

@c public func bulkhead_fixed_clock_rate(
  _ clock: UnsafePointer<device>, _ subsystem: UnsafeMutableRawPointer?,
  _ rate: UnsafeMutablePointer<UInt32>
) -> Int32 {
  unsafe rate.pointee = Device(clock).clockFrequency
  return 0
}
