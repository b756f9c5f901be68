// Says a number back, louder if its node says so, if its partner was up when it came up.

import CBulkhead
import Kernel

@c public func test_echo_init(_ device: UnsafePointer<device>) -> Int32 {
  let device = unsafe Device(device)
  guard let partner = device.reference(0) else { return -19 }
  device.state(as: Bool.self).initialize(to: partner.isReady)
  return 0
}

@c public func test_echo_say(_ device: UnsafePointer<device>, _ number: Int32) -> Int32 {
  let device = unsafe Device(device)
  let isLoud = device.property(1) == 1
  return device.state(as: Bool.self).value ? (isLoud ? 10 * number : number) : -1
}
