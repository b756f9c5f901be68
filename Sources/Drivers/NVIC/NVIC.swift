// The nested vectored interrupt controller. Enabling, priorities and serving are the port's; this
// brings the controller into a known state, whatever ran before, and leaves it so.
// Source: Armv7-M ARM (DDI 0403), B3.4.

import CBulkhead
import Kernel

private enum Offset {
  static let clearEnable: UInt = 0x80
  static let clearPending: UInt = 0x180
}

/// Every line off, and none pending, as at reset.
private func quiet(_ device: UnsafePointer<device>) {
  let device = unsafe Device(device)
  var offset: UInt = 0
  var lines = Int32(truncatingIfNeeded: device.property(0))
  while lines > 0 {
    device.registers[Offset.clearEnable &+ offset] = .max
    device.registers[Offset.clearPending &+ offset] = .max
    offset &+= 4
    lines &-= 32
  }
}

@c public func bulkhead_nvic_init(_ device: UnsafePointer<device>) -> Int32 {
  unsafe quiet(device)
  return 0
}

@c public func bulkhead_nvic_shutdown(_ device: UnsafePointer<device>) -> Int32 {
  unsafe quiet(device)
  return 0
}
