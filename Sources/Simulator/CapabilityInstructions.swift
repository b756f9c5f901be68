// Instructions that only look at capabilities or make others of them: none traps.
// Source: sail-cheri-riscv, cheri_insts.sail.

import Capability

extension Machine {
  func manipulate(_ i: Instruction) {
    let left = registers[Int(i.rs1)]
    let right = registers[Int(i.rs2)]
    // As an authority x0 means DDC.
    let authority = i.rs1 == 0 ? ddc : left
    let result: CC64 =
      switch i.operation {
      case .cSetBounds: left.settingBounds(length: right.address).value
      case .cSetBoundsExact: left.settingBounds(length: right.address).exactly
      case .cSetBoundsImm: left.settingBounds(length: i.immediate).value
      case .cSeal: left.sealed(with: right)
      case .cUnseal: left.unsealed(with: right)
      case .cCSeal: left.conditionallySealed(with: right)
      case .cAndPerm: left.restrictingPermissions(to: CC64Permissions(rawValue: right.address))
      case .cSetFlags: left.settingFlag(right.address & 1 != 0)
      case .cSetOffset: left.settingOffset(right.address)
      case .cSetAddr: left.settingAddress(right.address)
      case .cIncOffset: left.addingToAddress(right.address)
      case .cIncOffsetImm: left.addingToAddress(i.immediate)
      case .cFromPtr: right.address == 0 ? .null : authority.settingOffset(right.address)
      case .cSetHigh: left.settingHigh(right.address)
      case .cBuildCap: authority.rebuilding(right)
      case .cCopyType: left.copyingType(of: right)
      case .cMove: left
      case .cClearTag: left.clearingTag()
      case .cSealEntry: left.sealedAsEntry()
      default: CC64(integer: question(i, left, right))
      }
    if i.operation == .cClear {
      clear(i.immediate)
    } else {
      registers[Int(i.rd)] = result
    }
  }

  /// Those that give an integer.
  private func question(_ i: Instruction, _ left: CC64, _ right: CC64) -> UInt32 {
    switch i.operation {
    case .cGetPerm: left.permissions.rawValue
    case .cGetType: left.type
    case .cGetBase: left.bounds.base
    case .cGetLen: left.bounds.lengthWord
    case .cGetTop: left.bounds.topWord
    case .cGetTag: left.isTagged ? 1 : 0
    case .cGetSealed: left.isSealed ? 1 : 0
    case .cGetOffset: left.offset
    case .cGetFlags: left.flag ? 1 : 0
    case .cGetAddr: left.address
    case .cGetHigh: left.high
    case .cRRL: CC64.representableLength(left.address)
    case .cRAM: CC64.alignmentMask(forLength: left.address)
    case .cSub: left.address &- right.address
    case .cToPtr: left.isTagged ? left.address &- (i.rs2 == 0 ? ddc : right).bounds.base : 0
    case .cTestSubset: (i.rs1 == 0 ? ddc : left).covers(right) ? 1 : 0
    case .cSetEqualExact: left == right ? 1 : 0
    default: 0
    }
  }

  /// Makes registers NULL; in place of x0, DDC.
  private func clear(_ selection: UInt32) {
    let first = Int(selection >> 8) * 8
    for bit in 0..<8 where selection >> UInt32(bit) & 1 != 0 {
      if first + bit == 0 {
        ddc = .null
        counts[current.pointee.symbol].capabilityRegisterWrites &+= 1
        closeWindows()
      } else {
        registers[first + bit] = .null
      }
    }
  }
}
