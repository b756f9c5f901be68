// Exceptions, interrupts and the return from both.
// Source: The RISC-V Instruction Set Manual, Volume II, "Machine-Level ISA"; for capabilities
// sail-cheri-riscv, cheri_sys_exceptions.sail.

import Capability

extension Machine {
  /// An exception of the instruction at a place of the current block, which counts as not executed.
  func raise(_ cause: UInt32, _ value: UInt32, _ place: UnsafeMutablePointer<Instruction>) {
    takeBack(from: place)
    enterTrap(cause, value, from: current.pointee.start &+ UInt32(place.pointee.offset))
  }

  /// A capability exception, with the number of the register that is to blame.
  ///
  /// 0 to 31 are those of x, 32 is PCC, 33 DDC, and 32 more than its number a special one.
  func raise(
    _ fault: CapabilityFault, register: UInt32, _ place: UnsafeMutablePointer<Instruction>
  ) {
    raise(CapabilityFault.cause, register << 5 | UInt32(fault.rawValue), place)
  }

  /// Ends the block behind an instruction that was executed.
  func leave(after place: UnsafeMutablePointer<Instruction>) {
    pc = current.pointee.start &+ UInt32(place.pointee.offset) &+ UInt32(place.pointee.length)
    takeBack(from: place + 1)
    lookAround()
  }

  /// A block is counted when it begins; this takes away what is not executed of it.
  private func takeBack(from place: UnsafeMutablePointer<Instruction>) {
    var rest = Counts()
    var next = place
    let end = store.code + current.pointee.first + current.pointee.count
    while next < end {
      rest.add(next.pointee, costs)
      next += 1
    }
    instructions &-= rest.instructions
    cycles &-= rest.cycles
    counts[current.pointee.symbol].add(rest, times: -1)
  }

  func enterTrap(_ cause: UInt32, _ value: UInt32, from address: UInt32) {
    trapsInARow = instructions == instructionsAtTrap ? trapsInARow + 1 : 0
    instructionsAtTrap = instructions
    if trapsInARow > 8 {
      outcome = .stuck(
        "the trap handler at \(hex(csrs.mtcc.address & ~3)) traps at its first instruction "
          + "(mcause \(cause), mtval \(hex(value)))")
    }
    onTrap?(Trap(cause: cause, value: value, address: address))
    let symbol = symbols.index(of: address)
    counts[symbol].traps &+= 1
    cycles &+= UInt64(configuration.costs[.trap])
    counts[symbol].cycles &+= UInt64(configuration.costs[.trap])

    csrs.mepcc = pcc
    csrs.mepcc.address = address
    csrs.cause = cause
    csrs.value = value
    typealias Status = ControlRegisters.Status
    let previous: UInt32 = isMachineMode ? Status.mpp : 0
    let enabled = csrs.status & Status.mie != 0 ? Status.mpie : 0
    csrs.status = csrs.status & ~(Status.mie | Status.mpie | Status.mpp) | previous | enabled
    isMachineMode = true
    let base = csrs.mtcc.address & ~3
    let isVectored = csrs.mtcc.address & 1 != 0 && cause >> 31 != 0
    if csrs.mtcc.flag {
      outcome = .stuck(
        "a trap enters capability encoding mode (a flag in MTCC), which is not offered: " + place)
    }
    setCode(csrs.mtcc, at: isVectored ? base &+ 4 &* (cause & 0x7fff_ffff) : base)
    lookAround()
  }

  /// Goes on with other authority for code.
  func setCode(_ capability: CC64, at address: UInt32) {
    pcc = capability
    pcc.address = address
    pc = address
    // Bounds are relative to the address that the capability had: a trap's vector may be beyond it.
    pccBounds = pcc.bounds
    let length = pccBounds.length
    lastTarget = length >= 2 ? UInt32(truncatingIfNeeded: min(length, 1 << 32) - 2) : 0
    closeWindows()
  }

  /// The bits of mip.
  var pendingInterrupts: UInt32 {
    (devices.clint.isSoftwarePending ? 1 << 3 : 0) | (time >= devices.clint.compare ? 1 << 7 : 0)
      | (devices.plic.isInterrupting ? 1 << 11 : 0)
  }

  /// Takes the most urgent interrupt, if one may be taken.
  func takeInterrupt() {
    let pending = pendingInterrupts & csrs.interruptEnable
    let isEnabled = !isMachineMode || csrs.status & ControlRegisters.Status.mie != 0
    guard pending != 0, isEnabled else { return }
    for number: UInt32 in [11, 3, 7] where pending >> number & 1 != 0 {
      enterTrap(1 << 31 | number, 0, from: pc)
      // Before the handler's first instruction nothing else is urgent.
      return
    }
  }

  /// `mret`; false if it trapped.
  func returnFromTrap(_ place: UnsafeMutablePointer<Instruction>) -> Bool {
    typealias Status = ControlRegisters.Status
    guard isMachineMode else {
      raise(2, place.pointee.bits, place)
      return false
    }
    guard pcc.permissions.contains(.systemRegisters) else {
      raise(.system, register: 32, place)
      return false
    }
    if csrs.mepcc.flag {
      refuseEncodingMode(place)
      return false
    }
    let isMachine = csrs.status & Status.mpp != 0
    let enabled = csrs.status & Status.mpie != 0 ? Status.mie : 0
    var status = csrs.status & ~(Status.mie | Status.mpp) | enabled | Status.mpie
    if !isMachine { status &= ~Status.mprv }
    csrs.status = status
    isMachineMode = isMachine
    let target = csrs.mepcc
    setCode(target.isSentry ? target.enteringSeal() : target, at: target.address & ~1)
    lookAround()
    return true
  }

  /// Code of capability encoding mode would mean other things by the same bits.
  func refuseEncodingMode(_ place: UnsafeMutablePointer<Instruction>) {
    let address = current.pointee.start &+ UInt32(place.pointee.offset)
    remark(
      "\(hex(address)) \(symbols.text(of: address)): capability encoding mode (flag 1) is not offered: "
        + "the instruction is illegal")
    raise(2, place.pointee.bits, place)
  }
}
