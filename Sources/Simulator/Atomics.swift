// The A extension: one access after the other is all there is, so an operation is a load and a store.
// Source: The RISC-V Instruction Set Manual, Volume I, "A"; the order of checks is sail-cheri-riscv's.

import Capability

extension Machine {
  /// Does one; false if it trapped or the block does not go on.
  func atomic(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    let instruction = place.pointee
    let address = registers[Int(instruction.rs1)].address
    let value = registers[Int(instruction.rs2)].address
    switch instruction.operation {
    case .lr:
      return loadReserved(address, 4, isSigned: true, throughDDC, place)
    case .sc:
      return storeConditional(address, 4, value, throughDDC, place)
    default: break
    }
    guard permitAtomic(address, 4, throughDDC, place) else { return false }
    if address & 3 != 0 {
      raise(6, address, place)
      return false
    }
    let isMachine = isDataMachineMode
    guard pmp.allows(.read, address, 4, isMachine: isMachine),
      pmp.allows(.write, address, 4, isMachine: isMachine),
      let offset = memory.offset(address, 4)
    else {
      raise(7, address, place)
      return false
    }
    let old = memory.load(offset, 4)
    memory.store(offset, 4, Self.combine(instruction.operation, old, value))
    registers[Int(instruction.rd)] = CC64(integer: old)
    return true
  }

  private static func combine(_ operation: Operation, _ old: UInt32, _ value: UInt32) -> UInt32 {
    let (signedOld, signedValue) = (Int32(bitPattern: old), Int32(bitPattern: value))
    switch operation {
    case .amoadd: return old &+ value
    case .amoxor: return old ^ value
    case .amoand: return old & value
    case .amoor: return old | value
    case .amomin: return UInt32(bitPattern: min(signedOld, signedValue))
    case .amomax: return UInt32(bitPattern: max(signedOld, signedValue))
    case .amominu: return min(old, value)
    case .amomaxu: return max(old, value)
    default: return value
    }
  }

  /// Needs to read and to write.
  func permitAtomic(
    _ address: UInt32, _ bytes: UInt32, _ authority: Authority,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    do {
      try authority.capability.checkAccess(at: address, bytes: bytes, reads: true, writes: true)
      return true
    } catch {
      raise(error, register: authority.register, place)
      return false
    }
  }

  func loadReserved(
    _ address: UInt32, _ bytes: UInt32, isSigned: Bool, _ authority: Authority,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    guard permitReserved(address, bytes, .read, authority, place) else { return false }
    guard let offset = memory.offset(address, bytes) else {
      raise(5, address, place)
      return false
    }
    let value = memory.load(offset, bytes)
    let shift = 32 - 8 * bytes
    let extended =
      isSigned ? UInt32(bitPattern: Int32(bitPattern: value << shift) >> Int32(shift)) : value
    registers[Int(place.pointee.rd)] = CC64(integer: extended)
    reservation = address
    return true
  }

  /// Writes 0 to the register if the store was done, else 1.
  ///
  /// What it needs, it needs in both cases.
  func storeConditional(
    _ address: UInt32, _ bytes: UInt32, _ value: UInt32, _ authority: Authority,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    guard permitReserved(address, bytes, .write, authority, place) else { return false }
    guard let offset = memory.offset(address, bytes) else {
      raise(7, address, place)
      return false
    }
    let isReserved = reservation == address
    reservation = nil
    if isReserved { memory.store(offset, bytes, value) }
    registers[Int(place.pointee.rd)] = CC64(integer: isReserved ? 0 : 1)
    return true
  }

  /// Capability, alignment, PMP.
  func permitReserved(
    _ address: UInt32, _ bytes: UInt32, _ access: PMP.Access, _ authority: Authority,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    do {
      try authority.capability.checkAccess(
        at: address, bytes: bytes, reads: access == .read, writes: access == .write)
    } catch {
      raise(error, register: authority.register, place)
      return false
    }
    if address & (bytes - 1) != 0 {
      raise(access == .read ? 4 : 6, address, place)
      return false
    }
    return permitPhysical(address, bytes, access, place)
  }
}
