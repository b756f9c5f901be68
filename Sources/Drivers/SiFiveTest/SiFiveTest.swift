// SiFive's test device: a store ends the emulator's run with a status.

import CBulkhead
import Kernel

@c public func bulkhead_sifive_test_exit(_ device: UnsafePointer<device>?, _ status: Int32) {
  guard let record = unsafe device else { return }
  let pass: UInt32 = 0x5555
  let fail: UInt32 = 0x3333
  unsafe Device(record).registers[0] =
    status == 0 ? pass : UInt32(truncatingIfNeeded: exitStatus(status)) << 16 | fail
}
