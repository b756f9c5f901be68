// Control and status registers that only hold something.

import Capability

/// The state of machine mode beside PMP and counters.
struct ControlRegisters {
  var hasCapabilities = true
  /// Bits of mstatus that there are: MIE, MPIE, MPP, MPRV, TW.
  var status: UInt32 = 0x1800
  var interruptEnable: UInt32 = 0
  var scratch: UInt32 = 0
  var cause: UInt32 = 0
  var value: UInt32 = 0
  var counterEnable: UInt32 = 0
  /// Differences between what the image wrote and what was counted.
  var cycleOffset: UInt64 = 0
  var instructionOffset: UInt64 = 0

  // The special capability registers; mtvec and mepc are the addresses of two.
  var mtcc = CC64.almighty
  var mtdc = CC64.null
  var mscratchc = CC64.null
  var mepcc = CC64.almighty

  enum Status {
    static let mie: UInt32 = 1 << 3
    static let mpie: UInt32 = 1 << 7
    static let mpp: UInt32 = 3 << 11
    static let mprv: UInt32 = 1 << 17
    static let tw: UInt32 = 1 << 21
    static let written: UInt32 = mie | mpie | mprv | tw
  }

  /// I, M, A, C, user mode, and X for capabilities.
  var isa: UInt32 {
    let letters: [Character] = ["A", "C", "I", "M", "U"] + (hasCapabilities ? ["X"] : [])
    return letters.reduce(0x4000_0000) { bits, letter in
      bits | 1 << UInt32((letter.asciiValue ?? 65) - 65)
    }
  }

  mutating func writeStatus(_ new: UInt32) {
    let kept = status & ~Status.written
    status = kept | new & Status.written
    // The previous mode is user or machine; another one leaves it as it was.
    let mode = new & Status.mpp
    if mode == 0 || mode == Status.mpp { status = status & ~Status.mpp | mode }
  }

  /// The value of mccsr and uccsr: tags are cleared, nothing is relocated, capabilities are enabled.
  static let capabilityStatus: UInt32 = 0xc000_0001

  /// Modes of mtvec other than direct and vectored leave the mode as it was.
  func vector(_ new: UInt32) -> UInt32 {
    new & 2 == 0 ? new : new & ~3 | mtcc.address & 3
  }
}
