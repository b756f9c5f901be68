// Jumps through capabilities, and the special capability registers.
// Source: sail-cheri-riscv, cheri_insts.sail (JALR_CAP, CInvoke, CSpecialRW).

import Capability

extension Machine {
  /// Does one; false if it trapped.
  func transfer(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    switch place.pointee.operation {
    case .cInvoke: invoke(place)
    case .jalrCap: jumpCapability(place)
    default: special(place)
    }
  }

  private func jumpCapability(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    let i = place.pointee
    let target = registers[Int(i.rs1)]
    let address = target.address & ~1
    let fault: CapabilityFault? =
      if !target.isTagged {
        .tag
      } else if target.isSealed, !target.isSentry {
        .seal
      } else if !target.permissions.contains(.execute) {
        .execute
      } else if !target.bounds.contains(address, bytes: 2) {
        .bounds
      } else {
        nil
      }
    if let fault {
      raise(fault, register: UInt32(i.rs1), place)
      return false
    }
    if target.flag {
      refuseEncodingMode(place)
      return false
    }
    var link = pcc
    link.address = pc
    registers[Int(i.rd)] = link.sealedAsEntry()
    setCode(target.enteringSeal(), at: address)
    return true
  }

  /// Unseals code and data of one type together: the way into another compartment.
  private func invoke(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    let i = place.pointee
    let (code, data) = (registers[Int(i.rs1)], registers[Int(i.rs2)])
    let address = code.address & ~1
    func refuse(_ fault: CapabilityFault, _ register: UInt8) -> Bool {
      raise(fault, register: UInt32(register), place)
      return false
    }
    if !code.isTagged { return refuse(.tag, i.rs1) }
    if !data.isTagged { return refuse(.tag, i.rs2) }
    if code.typeField > CC64.lastType { return refuse(.seal, i.rs1) }
    if data.typeField > CC64.lastType { return refuse(.seal, i.rs2) }
    if code.typeField != data.typeField { return refuse(.type, i.rs1) }
    if !code.permissions.contains(.invoke) { return refuse(.invoke, i.rs1) }
    if !data.permissions.contains(.invoke) { return refuse(.invoke, i.rs2) }
    if !code.permissions.contains(.execute) { return refuse(.execute, i.rs1) }
    if data.permissions.contains(.execute) { return refuse(.execute, i.rs2) }
    if !code.bounds.contains(address, bytes: 2) { return refuse(.bounds, i.rs1) }
    if code.flag {
      refuseEncodingMode(place)
      return false
    }
    registers[31] = data.enteringSeal()
    setCode(code.enteringSeal(), at: address)
    return true
  }

  private enum Special {
    static let pcc: UInt32 = 0
    static let ddc: UInt32 = 1
    static let mtcc: UInt32 = 28
    static let mtdc: UInt32 = 29
    static let mscratchc: UInt32 = 30
    static let mepcc: UInt32 = 31
  }

  private func special(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    let i = place.pointee
    let number = i.immediate
    let isWrite = i.rs1 != 0
    let exists =
      number <= Special.ddc || number >= Special.mtcc && isMachineMode
    guard exists, !(number == Special.pcc && isWrite) else {
      raise(2, i.bits, place)
      return false
    }
    if number >= 4, !pcc.permissions.contains(.systemRegisters) {
      raise(.system, register: 32 + number, place)
      return false
    }
    let new = registers[Int(i.rs1)]
    registers[Int(i.rd)] = readSpecial(number, place)
    if isWrite {
      writeSpecial(number, new)
      counts[current.pointee.symbol].capabilityRegisterWrites &+= 1
      lookAround()
    }
    return true
  }

  private func readSpecial(
    _ number: UInt32, _ place: UnsafeMutablePointer<Instruction>
  ) -> CC64 {
    switch number {
    case Special.pcc:
      var here = pcc
      here.address = current.pointee.start &+ UInt32(place.pointee.offset)
      return here
    case Special.ddc: return ddc
    case Special.mtcc: return csrs.mtcc
    case Special.mtdc: return csrs.mtdc
    case Special.mscratchc: return csrs.mscratchc
    default:
      let value = csrs.mepcc
      return value.address & 1 == 0 ? value : value.settingAddress(value.address & ~1)
    }
  }

  private func writeSpecial(_ number: UInt32, _ new: CC64) {
    switch number {
    case Special.ddc:
      ddc = new
      closeWindows()
    case Special.mtcc:
      // Modes other than direct and vectored leave the mode as it was.
      let address = csrs.vector(new.address)
      csrs.mtcc = address == new.address ? new : new.settingAddress(address)
    case Special.mtdc: csrs.mtdc = new
    case Special.mscratchc: csrs.mscratchc = new
    default: csrs.mepcc = new
    }
  }

  /// A register for a debugger or a trace: x0 to x31.
  public func register(_ number: Int) -> CC64 { registers[number] }

  /// For a debugger.
  public func setRegister(_ number: Int, _ value: UInt32) {
    if number > 0 { registers[number] = CC64(integer: value) }
  }
}
