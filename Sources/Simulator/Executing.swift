// The instructions of RV32I and M, and the quick way of loads and stores. Everything else is in files
// of its own and called from here.
// Source: The RISC-V Instruction Set Manual, Volume I, RV32I and "M".

import Capability

extension Machine {
  /// Runs a block from its start.
  ///
  /// It is counted at once; what does not come to its end takes back.
  func execute(_ block: UnsafeMutablePointer<Block>) {
    current = block
    block.pointee.executions &+= 1
    instructions &+= block.pointee.counts.instructions
    cycles &+= block.pointee.counts.cycles
    pc = block.pointee.end
    // Safety: of the store, which does not change while a block runs; decoding is between blocks.
    var place = store.code + block.pointee.first
    let end = place + block.pointee.count
    let x = registers
    while place != end {
      let i = place.pointee
      let rd = x + Int(i.rd)
      switch i.operation {
      case .lui, .auipc: rd.pointee = CC64(integer: i.immediate)
      case .addi: rd.pointee = CC64(integer: x[Int(i.rs1)].address &+ i.immediate)
      case .slti: rd.pointee = Self.truth(signed(i.rs1) < Int32(bitPattern: i.immediate))
      case .sltiu: rd.pointee = Self.truth(x[Int(i.rs1)].address < i.immediate)
      case .xori: rd.pointee = CC64(integer: x[Int(i.rs1)].address ^ i.immediate)
      case .ori: rd.pointee = CC64(integer: x[Int(i.rs1)].address | i.immediate)
      case .andi: rd.pointee = CC64(integer: x[Int(i.rs1)].address & i.immediate)
      case .slli: rd.pointee = CC64(integer: x[Int(i.rs1)].address &<< i.immediate)
      case .srli: rd.pointee = CC64(integer: x[Int(i.rs1)].address &>> i.immediate)
      case .srai: rd.pointee = Self.integer(signed(i.rs1) &>> Int32(bitPattern: i.immediate))
      case .add: rd.pointee = CC64(integer: x[Int(i.rs1)].address &+ x[Int(i.rs2)].address)
      case .sub: rd.pointee = CC64(integer: x[Int(i.rs1)].address &- x[Int(i.rs2)].address)
      case .sll: rd.pointee = CC64(integer: x[Int(i.rs1)].address &<< x[Int(i.rs2)].address)
      case .slt: rd.pointee = Self.truth(signed(i.rs1) < signed(i.rs2))
      case .sltu: rd.pointee = Self.truth(x[Int(i.rs1)].address < x[Int(i.rs2)].address)
      case .xor: rd.pointee = CC64(integer: x[Int(i.rs1)].address ^ x[Int(i.rs2)].address)
      case .srl: rd.pointee = CC64(integer: x[Int(i.rs1)].address &>> x[Int(i.rs2)].address)
      case .sra: rd.pointee = Self.integer(signed(i.rs1) &>> signed(i.rs2))
      case .or: rd.pointee = CC64(integer: x[Int(i.rs1)].address | x[Int(i.rs2)].address)
      case .and: rd.pointee = CC64(integer: x[Int(i.rs1)].address & x[Int(i.rs2)].address)
      case .mul: rd.pointee = CC64(integer: x[Int(i.rs1)].address &* x[Int(i.rs2)].address)
      case .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu:
        rd.pointee = CC64(
          integer: Self.multiplyDivide(i.operation, x[Int(i.rs1)].address, x[Int(i.rs2)].address))

      case .lb:
        let address = x[Int(i.rs1)].address &+ i.immediate
        let offset = address &- loadBase
        if offset < loadRoom {
          rd.pointee = Self.integer(Int32((loadBytes + Int(offset)).load(as: Int8.self)))
        } else {
          guard let value = load(address, 1, place) else { return }
          rd.pointee = Self.integer(Int32(Int8(truncatingIfNeeded: value)))
        }
      case .lh:
        let address = x[Int(i.rs1)].address &+ i.immediate
        let offset = address &- loadBase
        if offset < loadRoom {
          let value = (loadBytes + Int(offset)).loadUnaligned(as: Int16.self)
          rd.pointee = Self.integer(Int32(value))
        } else {
          guard let value = load(address, 2, place) else { return }
          rd.pointee = Self.integer(Int32(Int16(truncatingIfNeeded: value)))
        }
      case .lw:
        let address = x[Int(i.rs1)].address &+ i.immediate
        let offset = address &- loadBase
        if offset < loadRoom {
          let value = (loadBytes + Int(offset)).loadUnaligned(as: UInt32.self)
          rd.pointee = CC64(integer: value)
        } else {
          guard let value = load(address, 4, place) else { return }
          rd.pointee = CC64(integer: value)
        }
      case .lbu:
        let address = x[Int(i.rs1)].address &+ i.immediate
        let offset = address &- loadBase
        if offset < loadRoom {
          rd.pointee = CC64(integer: UInt32((loadBytes + Int(offset)).load(as: UInt8.self)))
        } else {
          guard let value = load(address, 1, place) else { return }
          rd.pointee = CC64(integer: value)
        }
      case .lhu:
        let address = x[Int(i.rs1)].address &+ i.immediate
        let offset = address &- loadBase
        if offset < loadRoom {
          let value = (loadBytes + Int(offset)).loadUnaligned(as: UInt16.self)
          rd.pointee = CC64(integer: UInt32(value))
        } else {
          guard let value = load(address, 2, place) else { return }
          rd.pointee = CC64(integer: value)
        }

      case .sb:
        let address = x[Int(i.rs1)].address &+ i.immediate
        let value = x[Int(i.rs2)].address
        let offset = address &- storeBase
        if offset < storeRoom {
          let target = storeOffset + Int(offset)
          (memory.bytes + target).storeBytes(
            of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
          memory.tags[target >> 3] = 0
        } else {
          guard store(address, 1, value, place) else { return }
        }
      case .sh:
        let address = x[Int(i.rs1)].address &+ i.immediate
        let value = x[Int(i.rs2)].address
        let offset = address &- storeBase
        if offset < storeRoom {
          let target = storeOffset + Int(offset)
          (memory.bytes + target).storeBytes(
            of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
          memory.tags[target >> 3] = 0
          memory.tags[(target + 1) >> 3] = 0
        } else {
          guard store(address, 2, value, place) else { return }
        }
      case .sw:
        let address = x[Int(i.rs1)].address &+ i.immediate
        let value = x[Int(i.rs2)].address
        let offset = address &- storeBase
        if offset < storeRoom {
          let target = storeOffset + Int(offset)
          (memory.bytes + target).storeBytes(of: value, as: UInt32.self)
          memory.tags[target >> 3] = 0
          memory.tags[(target + 3) >> 3] = 0
        } else {
          guard store(address, 4, value, place) else { return }
        }

      case .beq:
        if x[Int(i.rs1)].address == x[Int(i.rs2)].address { branch(to: i.immediate, place) }
      case .bne:
        if x[Int(i.rs1)].address != x[Int(i.rs2)].address { branch(to: i.immediate, place) }
      case .blt: if signed(i.rs1) < signed(i.rs2) { branch(to: i.immediate, place) }
      case .bge: if signed(i.rs1) >= signed(i.rs2) { branch(to: i.immediate, place) }
      case .bltu:
        if x[Int(i.rs1)].address < x[Int(i.rs2)].address { branch(to: i.immediate, place) }
      case .bgeu:
        if x[Int(i.rs1)].address >= x[Int(i.rs2)].address { branch(to: i.immediate, place) }
      case .jal:
        let link = pc
        if jump(to: i.immediate, place) { rd.pointee = CC64(integer: link) }
      case .jalr, .jalrPCC:
        let link = pc
        if jump(to: (x[Int(i.rs1)].address &+ i.immediate) & ~1, place) {
          rd.pointee = CC64(integer: link)
        }
      case .fence: break
      default:
        if !executeRare(place) { return }
      }
      place += 1
    }
  }

  @inline(__always)
  private func signed(_ register: UInt8) -> Int32 {
    Int32(bitPattern: registers[Int(register)].address)
  }

  @inline(__always)
  private static func integer(_ value: Int32) -> CC64 { CC64(integer: UInt32(bitPattern: value)) }

  @inline(__always)
  private static func truth(_ value: Bool) -> CC64 { CC64(integer: value ? 1 : 0) }

  /// A jump whose target must lie within PCC; false if it trapped.
  @inline(__always)
  private func jump(to target: UInt32, _ place: UnsafeMutablePointer<Instruction>) -> Bool {
    guard target &- pccBounds.base <= lastTarget else {
      raise(.bounds, register: 32, place)
      return false
    }
    pc = target
    return true
  }

  @inline(__always)
  private func branch(to target: UInt32, _ place: UnsafeMutablePointer<Instruction>) {
    if jump(to: target, place) {
      current.pointee.taken &+= 1
      cycles &+= takenCost
    }
  }

  private static func multiplyDivide(
    _ operation: Operation, _ left: UInt32, _ right: UInt32
  ) -> UInt32 {
    let (signedLeft, signedRight) = (Int32(bitPattern: left), Int32(bitPattern: right))
    // What does not fit has defined results: of a division by 0, and of the least number by -1.
    let overflows = left == 0x8000_0000 && right == ~0
    switch operation {
    case .mulh:
      return UInt32(truncatingIfNeeded: (Int64(signedLeft) &* Int64(signedRight)) >> 32)
    case .mulhsu: return UInt32(truncatingIfNeeded: (Int64(signedLeft) &* Int64(right)) >> 32)
    case .mulhu: return UInt32(truncatingIfNeeded: (UInt64(left) &* UInt64(right)) >> 32)
    case .div:
      if right == 0 { return ~0 }
      return overflows ? left : UInt32(bitPattern: signedLeft / signedRight)
    case .divu: return right == 0 ? ~0 : left / right
    case .rem:
      if right == 0 { return left }
      return overflows ? 0 : UInt32(bitPattern: signedLeft % signedRight)
    default: return right == 0 ? left : left % right
    }
  }

  /// What is neither arithmetic nor a plain access; false if the block does not go on.
  @inline(never)
  private func executeRare(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    let instruction = place.pointee
    switch instruction.operation {
    case .spin:
      guard jump(to: instruction.immediate, place) else { return false }
      isSpinning = true
      lookAround()
      return true
    case .ecall:
      raise(isMachineMode ? 11 : 8, 0, place)
      return false
    case .ebreak:
      raise(3, current.pointee.start &+ UInt32(instruction.offset), place)
      return false
    case .mret: return returnFromTrap(place)
    case .wfi:
      if !isMachineMode, csrs.status & ControlRegisters.Status.tw != 0 {
        raise(2, instruction.bits, place)
        return false
      }
      isWaiting = true
      lookAround()
      return true
    case .mark:
      onMark?(self, instruction.immediate)
      return true
    case .fenceI:
      mustForget = true
      lookAround()
      return true
    case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci: return control(place)
    case .lr, .sc, .amoswap, .amoadd, .amoxor, .amoand, .amoor, .amomin, .amomax, .amominu,
      .amomaxu:
      return atomic(place)
    case .illegal:
      raise(2, instruction.bits, place)
      return false
    case .loadCapability, .storeCapability, .lrCapability, .scCapability, .amoswapCapability,
      .loadExplicit, .storeExplicit, .cLoadTags:
      return accessCapability(place)
    case .cSpecialRW, .cInvoke, .jalrCap: return transfer(place)
    default:
      manipulate(instruction)
      return true
    }
  }
}
