// Ending a run through the debugger or emulator that holds the processor. Without one the
// breakpoint is a fault, so a board names this device only where somebody answers.
// Sources: Arm Semihosting for AArch32 and AArch64, SYS_EXIT_EXTENDED; RISC-V Semihosting 1.0, whose
// calls are the same.

import CBulkhead
import Kernel

@c public func bulkhead_semihosting_exit(_ device: UnsafePointer<device>?, _ status: Int32) {
  bulkhead_semihosting_stop(exitStatus(status))
}
