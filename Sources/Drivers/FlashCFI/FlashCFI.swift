// NOR flash with the Intel command set, two 16-bit devices side by side on a bus of 32 bits; a
// command goes to both, and the answer of each stands in its half of the word.
// Source: Common Flash Interface (JESD68.01); Intel StrataFlash J3 data sheet (290667), section 4.

import CBulkhead
import Kernel

private struct Hardware {
  let registers: Registers

  init(_ device: Device) { registers = device.registers }

  private enum Command {
    static let readArray: UInt32 = 0x00ff_00ff
    static let query: UInt32 = 0x0098_0098
    static let clearStatus: UInt32 = 0x0050_0050
    static let program: UInt32 = 0x0040_0040
    static let erase: UInt32 = 0x0020_0020
    static let confirm: UInt32 = 0x00d0_00d0
  }

  private enum Status {
    static let ready: UInt32 = 0x0080_0080
    static let failed: UInt32 = 0x003a_003a
  }

  /// A byte of the first device's answer to a query.
  private func answer(_ place: UInt) -> UInt32 { registers[place &* 4] & 0xff }

  /// The size of both devices and of their blocks, in bytes; nil if nobody answers.
  ///
  /// The first region's blocks are taken for all (CFI, table 4).
  func geometry() -> (size: Int, page: Int)? {
    registers[0x55 &* 4] = Command.query
    defer { registers[0] = Command.readArray }
    guard answer(0x10) == 0x51, answer(0x11) == 0x52, answer(0x12) == 0x59 else { return nil }
    let blocks = (answer(0x2d) | answer(0x2e) &<< 8) &+ 1
    let blockSize = (answer(0x2f) | answer(0x30) &<< 8) &* 256
    return (Int(blocks &* blockSize &* 2), Int(blockSize &* 2))
  }

  func word(_ offset: Int) -> UInt32 { registers[UInt(offset)] }

  /// Waits for the end of what was begun at a place; false if it failed.
  private func finish(_ offset: Int) -> Bool {
    var status = registers[UInt(offset)]
    while status & Status.ready != Status.ready { status = registers[UInt(offset)] }
    registers[UInt(offset)] = Command.clearStatus
    registers[UInt(offset)] = Command.readArray
    return status & Status.failed == 0
  }

  func program(_ offset: Int, _ value: UInt32) -> Bool {
    registers[UInt(offset)] = Command.program
    registers[UInt(offset)] = value
    return finish(offset)
  }

  func erase(_ offset: Int) -> Bool {
    registers[UInt(offset)] = Command.erase
    registers[UInt(offset)] = Command.confirm
    return finish(offset)
  }
}

@c public func bulkhead_flash_cfi_init(_ device: UnsafePointer<device>) -> Int32 {
  let flash = unsafe FlashDevice(device)
  guard let geometry = Hardware(flash.device).geometry() else { return Errno.noDevice }
  flash.start(FlashMemory(size: geometry.size, page: geometry.page, block: 4))
  return 0
}

/// The devices read as memory whenever nobody erases or writes: there is nothing to switch off.
@c public func bulkhead_flash_cfi_shutdown(_ device: UnsafePointer<device>) -> Int32 { 0 }

@c public func bulkhead_flash_cfi_read(
  _ device: UnsafePointer<device>, _ offset: Int, _ data: UnsafeMutableRawPointer, _ length: Int
) -> Int32 {
  let flash = unsafe FlashDevice(device)
  let hardware = Hardware(flash.device)
  return flash.use(offset, length, unit: 1) {
    for index in 0..<length {
      let place = offset &+ index
      let byte = hardware.word(place & ~3) &>> UInt32(8 &* (place & 3))
      unsafe data.storeBytes(
        of: UInt8(truncatingIfNeeded: byte), toByteOffset: index, as: UInt8.self)
    }
    return 0
  }
}

@c public func bulkhead_flash_cfi_write(
  _ device: UnsafePointer<device>, _ offset: Int, _ data: UnsafeRawPointer, _ length: Int
) -> Int32 {
  let flash = unsafe FlashDevice(device)
  let hardware = Hardware(flash.device)
  return flash.use(offset, length, unit: 4) {
    for index in stride(from: 0, to: length, by: 4) {
      let old = hardware.word(offset &+ index)
      let value = unsafe data.loadUnaligned(fromByteOffset: index, as: UInt32.self)
      // Where the page is not erased, bits that are 0 stay 0 in every make of flash.
      if !hardware.program(offset &+ index, value & old) { return Errno.inputOutput }
    }
    return 0
  }
}

@c public func bulkhead_flash_cfi_erase(
  _ device: UnsafePointer<device>, _ offset: Int, _ length: Int
) -> Int32 {
  let flash = unsafe FlashDevice(device)
  let hardware = Hardware(flash.device)
  let page = flash.memory.page
  return flash.use(offset, length, unit: page) {
    for place in stride(from: offset, to: offset &+ length, by: page) {
      if !hardware.erase(place) { return Errno.inputOutput }
    }
    return 0
  }
}
