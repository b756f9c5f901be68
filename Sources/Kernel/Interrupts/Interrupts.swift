// Interrupt lines: who handles which. The table lies in RAM; devices' handlers are in it from the
// start, IRQ_CONNECT's records are entered by the boot.

import CBulkhead
import KernelCore

/// Enters what IRQ_CONNECT left behind.
///
/// Boot.
@inline(never)
func connectStaticInterrupts() {
  var record = unsafe bulkhead_interrupt_records_start()
  let end = unsafe bulkhead_interrupt_records_end()
  while unsafe record < end {
    unsafe record.pointee.connect(record)
    unsafe record += 1
  }
}

/// Enters one of IRQ_CONNECT's records.
@c @implementation
public func bulkhead_connect_record(_ record: UnsafePointer<bulkhead_interrupt_record>) {
  unsafe connectInterrupt(
    line: UInt32(record.pointee.line), priority: UInt32(record.pointee.priority),
    handler: record.pointee.handler, argument: record.pointee.argument)
}

/// Locks the interrupt lines, and with them the switch, for who runs: `irq_lock`.
///
/// Any context. The clock still comes through, counts time and ends the init entry that has run for
/// longer than it may; timeouts are served when the lines are unlocked.
public func lockLines() -> UInt32 {
  kernel.clock.holdBack = holdBack
  return port_lock_lines(Image.interruptPriorityBits)
}

/// What an announcement means that the clock does not get: see `Clock.holdBack`.
///
/// If it has interrupted who has locked the lines, the ticks are only counted, and the timeouts served
/// when the lines are unlocked.
func holdBack(_ ticks: UInt32) -> Bool {
  if let handler = bulkhead_core_timer_handler, handler() { return true }
  guard Port.hasLockedLines else {
    kernel.clock.isBehind = false
    return false
  }
  kernel.clock.fallBehind(by: ticks)
  bulkhead_init_look?()
  if !Port.hasLockedLines { kernel.clock.catchUp() }
  return true
}

/// Puts the lock back to what it was when `lockLines` gave the key.
public func unlockLines(_ key: UInt32) {
  port_unlock_lines(key)
  if kernel.clock.isBehind, !port_is_locked(key) { catchUp() }
}

/// Serves the timeouts that became due meanwhile, as the clock's handler would.
@inline(never)
private func catchUp() {
  let key = Port.mask()
  let canCall = !port_was_masked(key) && !Port.isInInterrupt
  if !canCall { kernel.clock.catchUp() }
  Port.unmask(key)
  // Where everything is masked a call would be a fault: the clock's interrupt comes afterwards.
  if canCall { unsafe port_offload({ _ in announceTicks(0) }, nil) }
}

/// Connects a handler to a line; false if the controller has no such line.
///
/// Thread or boot.
@unsafe
@discardableResult
public func connectInterrupt(
  line: UInt32, priority: UInt32,
  handler: @convention(c) (UnsafeRawPointer?) -> Void, argument: UnsafeRawPointer?
) -> Bool {
  guard line < Image.interruptLines else { return false }
  let key = Port.mask()
  // Safety: the table has interrupt_lines entries.
  let entry = unsafe bulkhead_interrupt_slot(line)
  unsafe entry.pointee.handler = handler
  unsafe entry.pointee.argument = argument
  port_interrupt_set_priority(line, priority, Image.interruptPriorityBits)
  if belongings.haveLines { noteConnected(line) }
  Port.unmask(key)
  return true
}

/// Lets a line interrupt.
///
/// Any context.
public func enableInterrupt(line: UInt32) {
  port_interrupt_enable(line)
  if belongings.haveLines, line < Image.interruptLines { noteEnabled(line) }
}
