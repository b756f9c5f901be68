// The instructions on control and status registers, and what each register is.
// Source: The RISC-V Instruction Set Manual, Volume II, "Control and Status Registers".

import Capability

extension Machine {
  /// Does one; false if it trapped.
  func control(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    let instruction = place.pointee
    let number = instruction.immediate
    let operation = instruction.operation
    let isImmediate = operation.rawValue >= Operation.csrrwi.rawValue
    let operand =
      isImmediate ? UInt32(instruction.rs1) : registers[Int(instruction.rs1)].address
    let isWrite = operation == .csrrw || operation == .csrrwi || instruction.rs1 != 0
    // Readable by user mode from 0 on, by machine mode only from 0x300 on; 0xc00 on cannot be written.
    let isAllowed =
      (isMachineMode || number >> 8 & 3 == 0) && !(isWrite && number >> 10 & 3 == 3)
    guard isAllowed, let old = readControl(number) else {
      raise(2, instruction.bits, place)
      return false
    }
    if !pcc.permissions.contains(.systemRegisters), !Self.needsNoSystemAccess(number) {
      raise(.system, register: 32, place)
      return false
    }
    if isWrite {
      let new =
        switch operation {
        case .csrrw, .csrrwi: operand
        case .csrrs, .csrrsi: old | operand
        default: old & ~operand
        }
      writeControl(number, new, at: place)
    }
    registers[Int(instruction.rd)] = CC64(integer: old)
    lookAround()
    return true
  }

  /// Counters that everybody may read.
  private static func needsNoSystemAccess(_ number: UInt32) -> Bool {
    (0xc00...0xc1f).contains(number) || (0xc80...0xc9f).contains(number)
  }

  /// Nil if there is no such register, or not in this mode.
  private func readControl(_ number: UInt32) -> UInt32? {
    switch number {
    case 0x300: return csrs.status
    case 0x301: return csrs.isa
    case 0x304: return csrs.interruptEnable
    case 0x305: return csrs.mtcc.address
    case 0x306: return csrs.counterEnable
    case 0x310: return 0
    // Counters always run: mcountinhibit has no bits.
    case 0x320: return 0
    case 0x340: return csrs.scratch
    case 0x341: return csrs.mepcc.address & ~1
    case 0x342: return csrs.cause
    case 0x343: return csrs.value
    case 0x344: return pendingInterrupts
    case 0x3a0...0x3a3: return pmp.configurationWord(Int(number - 0x3a0))
    case 0x3b0...0x3bf: return pmp.addresses[Int(number - 0x3b0)]
    case 0x323...0x33f, 0xb03...0xb1f, 0xb83...0xb9f: return 0
    case 0xf11...0xf15: return 0
    // No triggers: tselect, tdata1 to tdata3.
    case 0x7a0...0x7a3: return 0
    case 0xbc0, 0x8c0:
      return csrs.hasCapabilities ? ControlRegisters.capabilityStatus : nil
    case 0xb00, 0xb02, 0xb80, 0xb82: return counter(number & 0xff)
    case 0xc00...0xc1f, 0xc80...0xc9f:
      guard isMachineMode || csrs.counterEnable >> (number & 31) & 1 != 0 else { return nil }
      return counter(number & 0xff)
    default: return nil
    }
  }

  /// A counter, or with bit 7 its upper half.
  ///
  /// The instruction that reads is not counted yet.
  private func counter(_ number: UInt32) -> UInt32 {
    let value: UInt64 =
      switch number & 31 {
      case 0: cycles &+ idleCycles &+ csrs.cycleOffset
      case 1: time
      case 2: instructions &- 1 &+ csrs.instructionOffset
      default: 0
      }
    return UInt32(truncatingIfNeeded: number & 0x80 != 0 ? value >> 32 : value)
  }

  private func writeControl(
    _ number: UInt32, _ new: UInt32, at place: UnsafeMutablePointer<Instruction>
  ) {
    switch number {
    case 0x300:
      csrs.writeStatus(new)
      closeWindows()
    case 0x304: csrs.interruptEnable = new & 0x888
    case 0x305: csrs.mtcc = csrs.mtcc.settingAddress(csrs.vector(new))
    case 0x306: csrs.counterEnable = new
    case 0x340: csrs.scratch = new
    case 0x341: csrs.mepcc = csrs.mepcc.settingAddress(new & ~1)
    case 0x342: csrs.cause = new
    case 0x343: csrs.value = new
    case 0x3a0...0x3a3, 0x3b0...0x3bf:
      if number < 0x3b0 {
        pmp.writeConfigurationWord(Int(number - 0x3a0), new)
      } else {
        pmp.writeAddress(Int(number - 0x3b0), new)
      }
      counts[current.pointee.symbol].pmpWrites &+= 1
      spend(configuration.costs[.pmpWrite])
      closeWindows()
    case 0xb00, 0xb80:
      Self.setOffset(&csrs.cycleOffset, cycles &+ idleCycles, number, new)
    case 0xb02, 0xb82:
      // What is written is what the next instruction reads: the write itself is not counted.
      csrs.instructionOffset &-= 1
      Self.setOffset(&csrs.instructionOffset, instructions, number, new)
    default: break
    }
  }

  /// Makes a counter continue from what was written to one of its halves.
  private static func setOffset(
    _ offset: inout UInt64, _ counted: UInt64, _ number: UInt32, _ new: UInt32
  ) {
    let old = counted &+ offset
    let value =
      number & 0x80 != 0
      ? old & 0xffff_ffff | UInt64(new) << 32 : old & ~0xffff_ffff | UInt64(new)
    offset = value &- counted
  }

  /// Cycles beside those of an instruction, for who runs.
  func spend(_ more: UInt32) {
    cycles &+= UInt64(more)
    counts[current.pointee.symbol].cycles &+= UInt64(more)
  }
}
