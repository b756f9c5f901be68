// A flash memory in RAM, for tests and for boards that have no other: it keeps nothing over a reset,
// and treats bits as flash does. Writing clears bits; only erasing a page sets them.

import CBulkhead
import Kernel

extension FlashDevice {
  /// The memory's first byte: it follows the state.
  @unsafe
  fileprivate var bytes: UnsafeMutablePointer<UInt8> {
    unsafe device.buffer(after: FlashMemory.self).assumingMemoryBound(to: UInt8.self)
  }
}

@c public func bulkhead_flash_ram_init(_ device: UnsafePointer<device>) -> Int32 {
  let flash = unsafe FlashDevice(device)
  let size = Int(flash.device.property(0))
  let page = Int(flash.device.property(1))
  let block = Int(flash.device.property(2))
  guard block > 0, page > 0, page % block == 0, size % page == 0 else { return Errno.invalid }
  flash.start(FlashMemory(size: size, page: page, block: block))
  unsafe flash.bytes.initialize(repeating: 0xff, count: size)
  return 0
}

/// There is nothing to switch off; what was written is lost.
@c public func bulkhead_flash_ram_shutdown(_ device: UnsafePointer<device>) -> Int32 { 0 }

@c public func bulkhead_flash_ram_read(
  _ device: UnsafePointer<device>, _ offset: Int, _ data: UnsafeMutableRawPointer, _ length: Int
) -> Int32 {
  let flash = unsafe FlashDevice(device)
  return flash.use(offset, length, unit: 1) {
    unsafe data.copyMemory(from: flash.bytes + offset, byteCount: length)
    return 0
  }
}

@c public func bulkhead_flash_ram_write(
  _ device: UnsafePointer<device>, _ offset: Int, _ data: UnsafeRawPointer, _ length: Int
) -> Int32 {
  let flash = unsafe FlashDevice(device)
  return flash.use(offset, length, unit: flash.memory.block) {
    for index in 0..<length {
      unsafe flash.bytes[offset &+ index] &= data.load(fromByteOffset: index, as: UInt8.self)
    }
    return 0
  }
}

@c public func bulkhead_flash_ram_erase(
  _ device: UnsafePointer<device>, _ offset: Int, _ length: Int
) -> Int32 {
  let flash = unsafe FlashDevice(device)
  return flash.use(offset, length, unit: flash.memory.page) {
    unsafe (flash.bytes + offset).update(repeating: 0xff, count: length)
    return 0
  }
}
