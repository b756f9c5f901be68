// Whose memory it is that a thread without privileges has touched, for the report of its fault.

import CBulkhead
import KernelCore

/// Prints whose an address is, if the running thread has no privileges.
@c @implementation
public func bulkhead_print_owner(_ address: UInt) {
  guard unsafe kernel.current.fields.user != nil else { return }
  bulkhead_print_owner_to_all(address)
}

@c @implementation
public func bulkhead_print_owner_to_all(_ address: UInt) {
  let owner = unsafe bulkhead_owner_of(address)
  Console.write(", ")
  unsafe Console.write(cString: owner.what)
  if let name = unsafe owner.name {
    Console.write(" ")
    unsafe Console.write(cString: name)
  }
  if let thread = unsafe Thread.optional(owner.thread) {
    Console.write(" ")
    printIdentity(of: thread)
  }
}

@c @implementation
public func bulkhead_owner_of(_ address: UInt) -> bulkhead_owner {
  if let thread = threadWithStack(at: address) {
    if thread == kernel.current { return unsafe owner(BULKHEAD_MEMORY_OWN_STACK, "its own stack") }
    return unsafe owner(BULKHEAD_MEMORY_OTHER_STACK, "the stack of", thread: thread.record)
  }
  if let name = unsafe bulkhead_image.reports?.pointee.caller_stack?(address) {
    return unsafe owner(BULKHEAD_MEMORY_OTHER_STACK, "a caller's stack in", name: name)
  }
  if let device = unsafe deviceWithRegisters(at: address) {
    return unsafe owner(BULKHEAD_MEMORY_DEVICE, "the registers of", name: device.pointee.name)
  }
  if let name = unsafe partition(at: address) {
    return unsafe owner(BULKHEAD_MEMORY_PARTITION, "the partition", name: name)
  }
  return unsafe ownerOfOtherMemory(address)
}

@unsafe
private func owner(
  _ kind: bulkhead_memory_owner, _ what: StaticString, name: UnsafePointer<CChar>? = nil,
  thread: UnsafeMutablePointer<ThreadRecord>? = nil
) -> bulkhead_owner {
  unsafe bulkhead_owner(
    kind: kind, what: UnsafeRawPointer(what.utf8Start).assumingMemoryBound(to: CChar.self),
    name: name,
    thread: thread)
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

@unsafe
private func ownerOfOtherMemory(_ address: UInt) -> bulkhead_owner {
  let bytes = UInt32(truncatingIfNeeded: address)
  if userROM.contains(bytes) {
    return unsafe owner(BULKHEAD_MEMORY_APPLICATION, "the application's code and constants")
  }
  if isInROM(address) {
    return unsafe owner(BULKHEAD_MEMORY_KERNEL_CODE, "the kernel's code and constants")
  }
  for index in 0..<bulkhead_ram_count {
    let range = unsafe bulkhead_ram_range(index).pointee
    if address >= range.start, address < range.end {
      return unsafe owner(BULKHEAD_MEMORY_KERNEL, "the kernel's memory")
    }
  }
  if bulkhead_is_register_of_processor(address) {
    return unsafe owner(BULKHEAD_MEMORY_PROCESSOR, "the processor's own registers")
  }
  return unsafe owner(BULKHEAD_MEMORY_NONE, "what the image does not have")
}

private func isInROM(_ address: UInt) -> Bool {
  address >= bulkhead_image_start() && address < bulkhead_image_end()
}
