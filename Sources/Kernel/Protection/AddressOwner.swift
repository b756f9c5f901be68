// Whose memory it is that a thread without privileges has touched, for the report of its fault.

import CBulkhead
import KernelCore

/// Prints whose an address is, if the running thread has no privileges.
@c @implementation
public func bulkhead_print_owner(_ address: UInt) {
  guard unsafe kernel.current.fields.user != nil else { return }
  if let thread = threadWithStack(at: address) {
    Console.write(thread == kernel.current ? ", its own stack" : ", the stack of ")
    if thread != kernel.current { printIdentity(of: thread) }
    return
  }
  if let device = unsafe deviceWithRegisters(at: address) {
    Console.write(", the registers of ")
    unsafe Console.write(cString: device.pointee.name)
    return
  }
  if let name = unsafe partition(at: address) {
    Console.write(", the partition ")
    unsafe Console.write(cString: name)
    return
  }
  Console.write(ownerOfOtherMemory(address))
}

@unsafe
private func partition(at address: UInt) -> UnsafePointer<CChar>? {
  var one = unsafe bulkhead_named_partitions_start()
  let end = unsafe bulkhead_named_partitions_end()
  while unsafe one < end {
    let partition = unsafe one.pointee.partition.pointee
    if address >= partition.start, address &- partition.start < UInt(partition.size) {
      return unsafe one.pointee.name
    }
    unsafe one += 1
  }
  return nil
}

@unsafe
private func deviceWithRegisters(at address: UInt) -> UnsafePointer<device>? {
  for index in 0..<Int(bulkhead_device_count) {
    guard let device = unsafe bulkhead_device_at(index) else { continue }
    let config = unsafe bulkhead_config_of(device).pointee
    if unsafe address >= config.base && address &- config.base < config.size {
      return unsafe device
    }
  }
  return nil
}

private func threadWithStack(at address: UInt) -> Thread? {
  var thread = kernel.alive
  while let one = thread {
    let begin = unsafe UInt(bitPattern: one.fields.stack)
    if address >= begin, address &- begin < UInt(one.fields.stack_size) { return one }
    thread = one.nextAlive
  }
  return nil
}

private func ownerOfOtherMemory(_ address: UInt) -> StaticString {
  let bytes = UInt32(truncatingIfNeeded: address)
  if userROM.contains(bytes) { return ", the application's code and constants" }
  if isInROM(address) { return ", the kernel's code and constants" }
  for index in 0..<bulkhead_ram_count {
    let range = unsafe bulkhead_ram_range(index).pointee
    if address >= range.start, address < range.end { return ", the kernel's memory" }
  }
  return ", what the image does not have"
}

private func isInROM(_ address: UInt) -> Bool {
  address >= bulkhead_image_start() && address < bulkhead_user_rom_start()
}
