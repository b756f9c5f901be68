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
  let key = Port.lock()
  // Safety: the table has interrupt_lines entries.
  let entry = unsafe bulkhead_interrupt_slot(line)
  unsafe entry.pointee.handler = handler
  unsafe entry.pointee.argument = argument
  port_interrupt_set_priority(line, priority, Image.interruptPriorityBits)
  Port.unlock(key)
  return true
}
