// The watchdog of Stellaris processors interrupts by a line, which a mask holds back; so the kernel has it
// reset the processor, as long as no driver has it.
// Source: LM3S6965 data sheet, chapter 11.

import Kernel

@c public func bulkhead_watchdog_stellaris_start(_ base: UInt, _ cycles: UInt32) {
  // It resets at the second timeout; the first finds its line masked.
  WatchdogHardware(registers: Registers(base: base)).start(load: cycles / 2, resets: true)
}

@c public func bulkhead_watchdog_stellaris_feed(_ base: UInt) {
  WatchdogHardware(registers: Registers(base: base)).reload()
}

/// Of what it has after reset all but its interrupt, which only a reset turns off.
@c public func bulkhead_watchdog_stellaris_stop(_ base: UInt) {
  let hardware = WatchdogHardware(registers: Registers(base: base))
  hardware.stop()
  hardware.unlock()
}
