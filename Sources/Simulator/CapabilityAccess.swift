// Loads and stores of capabilities, and of data through a capability in a register.
// Source: sail-cheri-riscv, cheri_insts.sail (Load, Store, LoadCap, StoreCap, AMOSwapCap, CLoadTags).

import Capability

extension Machine {
  /// Does one; false if it trapped or the block does not go on.
  func accessCapability(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    let i = place.pointee
    let address = registers[Int(i.rs1)].address
    switch i.operation {
    case .loadCapability:
      return loadCapability(address &+ i.immediate, throughDDC, isReserved: false, place)
    case .storeCapability:
      return storeCapability(
        address &+ i.immediate, registers[Int(i.rs2)], throughDDC, isConditional: false, place)
    case .lrCapability: return loadCapability(address, throughDDC, isReserved: true, place)
    case .scCapability:
      return storeCapability(
        address, registers[Int(i.rs2)], throughDDC, isConditional: true, place)
    case .amoswapCapability: return swapCapability(address, throughDDC, place)
    case .cLoadTags: return loadTags(place)
    case .loadExplicit: return loadExplicit(i, place)
    default: return storeExplicit(i, place)
    }
  }

  /// Bit 3 of the form says whose authority it is: that of the register, or DDC's.
  private func authority(_ i: Instruction) -> Authority {
    i.immediate & 8 != 0
      ? Authority(capability: registers[Int(i.rs1)], register: UInt32(i.rs1)) : throughDDC
  }

  private func loadExplicit(
    _ i: Instruction, _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    let address = registers[Int(i.rs1)].address
    let isReserved = i.immediate & 16 != 0
    let width = i.immediate & 7
    if width == 3 {
      return loadCapability(address, authority(i), isReserved: isReserved, place)
    }
    let bytes: UInt32 = 1 << (width & 3)
    let isSigned = width < 4
    if isReserved {
      return loadReserved(address, bytes, isSigned: isSigned, authority(i), place)
    }
    guard let value = load(address, bytes, authority(i), place) else { return false }
    let shift = 32 - 8 * bytes
    let extended =
      isSigned ? UInt32(bitPattern: Int32(bitPattern: value << shift) >> Int32(shift)) : value
    registers[Int(i.rd)] = CC64(integer: extended)
    return true
  }

  private func storeExplicit(
    _ i: Instruction, _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    let address = registers[Int(i.rs1)].address
    let value = registers[Int(i.rs2)]
    let isConditional = i.immediate & 16 != 0
    if i.immediate & 7 == 3 {
      return storeCapability(address, value, authority(i), isConditional: isConditional, place)
    }
    let bytes: UInt32 = 1 << (i.immediate & 3)
    if isConditional {
      return storeConditional(address, bytes, value.address, authority(i), place)
    }
    return store(address, bytes, value.address, authority(i), place)
  }

  /// Alignment, PMP and RAM for the 8 bytes of a capability; nil if that trapped.
  private func capabilityOffset(
    _ address: UInt32, _ access: PMP.Access, _ place: UnsafeMutablePointer<Instruction>
  ) -> Int? {
    if address & 7 != 0 {
      raise(access == .read ? 4 : 6, address, place)
      return nil
    }
    guard permitPhysical(address, CC64.size, access, place) else { return nil }
    if let offset = memory.offset(address, CC64.size) { return offset }
    // A device has no tags, and nothing of 8 bytes.
    raise(access == .read ? 5 : 7, address, place)
    return nil
  }

  private func loadCapability(
    _ address: UInt32, _ authority: Authority, isReserved: Bool,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    do {
      try authority.capability.checkAccess(
        at: address, bytes: CC64.size, reads: true, writes: false)
    } catch {
      raise(error, register: authority.register, place)
      return false
    }
    guard let offset = capabilityOffset(address, .read, place) else { return false }
    let value = memory.loadCapability(offset).loaded(through: authority.capability)
    registers[Int(place.pointee.rd)] = value
    if isReserved { reservation = address }
    return true
  }

  private func storeCapability(
    _ address: UInt32, _ value: CC64, _ authority: Authority, isConditional: Bool,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    do {
      try authority.capability.checkStore(of: value, at: address)
    } catch {
      raise(error, register: authority.register, place)
      return false
    }
    guard let offset = capabilityOffset(address, .write, place) else { return false }
    if isConditional {
      let isReserved = reservation == address
      reservation = nil
      registers[Int(place.pointee.rd)] = CC64(integer: isReserved ? 0 : 1)
      if !isReserved { return true }
    }
    memory.storeCapability(offset, value)
    return true
  }

  private func swapCapability(
    _ address: UInt32, _ authority: Authority, _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    let value = registers[Int(place.pointee.rs2)]
    do {
      try authority.capability.checkStore(of: value, at: address, reads: true)
    } catch {
      raise(error, register: authority.register, place)
      return false
    }
    if address & 7 != 0 {
      raise(6, address, place)
      return false
    }
    let isMachine = isDataMachineMode
    guard pmp.allows(.read, address, CC64.size, isMachine: isMachine),
      pmp.allows(.write, address, CC64.size, isMachine: isMachine),
      let offset = memory.offset(address, CC64.size)
    else {
      raise(7, address, place)
      return false
    }
    let old = memory.loadCapability(offset).loaded(through: authority.capability)
    memory.storeCapability(offset, value)
    registers[Int(place.pointee.rd)] = old
    return true
  }

  /// The tags of the 64 bytes at an address, the first one in bit 0.
  private func loadTags(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    let i = place.pointee
    let authority = registers[Int(i.rs1)]
    let address = authority.address
    do {
      try authority.checkTagLoad(at: address, bytes: 64)
    } catch {
      raise(error, register: UInt32(i.rs1), place)
      return false
    }
    if address & 63 != 0 {
      raise(4, address, place)
      return false
    }
    guard permitPhysical(address, 64, .read, place) else { return false }
    guard let offset = memory.offset(address, 64) else {
      raise(5, address, place)
      return false
    }
    var bits: UInt32 = 0
    for granule in 0..<8 where memory.tags[offset >> 3 + granule] != 0 {
      bits |= 1 << UInt32(granule)
    }
    registers[Int(i.rd)] = CC64(integer: bits)
    return true
  }
}
