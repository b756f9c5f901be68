// CMSDK APB watchdog: its interrupt is the processor's non-maskable one. Here is how the kernel has it look
// after deadlines, as long as no driver has it.

import Kernel

@c public func bulkhead_watchdog_cmsdk_start(_ base: UInt, _ cycles: UInt32) {
  WatchdogHardware(registers: Registers(base: base)).start(load: cycles, resets: false)
}

@c public func bulkhead_watchdog_cmsdk_feed(_ base: UInt) {
  WatchdogHardware(registers: Registers(base: base)).reload()
}

@c public func bulkhead_watchdog_cmsdk_stop(_ base: UInt) {
  let hardware = WatchdogHardware(registers: Registers(base: base))
  hardware.stop()
  hardware.unlock()
}

@c public func bulkhead_watchdog_cmsdk_expired(_ base: UInt) -> Bool {
  WatchdogHardware(registers: Registers(base: base)).isInterrupting
}
