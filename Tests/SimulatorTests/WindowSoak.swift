import Capability
import TestSupport
import Testing

@testable import Simulator

/// The quick ways of the machine say what the slow ones say.
@Suite struct WindowSoak {
  /// Any entries, most of them near each other.
  private static func pmp(_ dice: inout Dice) -> PMP {
    var pmp = PMP()
    for place in 0..<PMP.count {
      let small = UInt32.random(in: 0..<64, using: &dice)
      let ones = UInt32.random(in: 0...6, using: &dice)
      pmp.writeAddress(place, dice.chance(10) ? .max >> ones : small | (1 << ones - 1))
    }
    for place in 0..<4 {
      pmp.writeConfigurationWord(place, UInt32(truncatingIfNeeded: dice.next()) & 0x1f9f_1f1f)
    }
    return pmp
  }

  @Test func anExtentHasOneAnswerForAllItsBytes() {
    for seed in 0..<UInt64(Soak.count(sample: 400, soak: 20_000)) {
      var dice = Dice(seed: seed)
      let pmp = Self.pmp(&dice)
      let address = UInt32.random(in: 0..<320, using: &dice)
      let extent = pmp.extent(around: address)
      #expect(extent.contains(address))
      for isMachine in [false, true] {
        for access in [PMP.Access.read, .write, .execute] {
          let answer = pmp.allows(access, address, 1, isMachine: isMachine)
          let last = min(extent.upperBound, 400)
          for other in extent.lowerBound...max(last, extent.lowerBound) {
            #expect(pmp.allows(access, other, 1, isMachine: isMachine) == answer)
          }
          // An access over the whole extent is in one entry, too.
          if last > extent.lowerBound, last - extent.lowerBound < 400 {
            let count = last - extent.lowerBound + 1
            #expect(
              pmp.allows(access, extent.lowerBound, count, isMachine: isMachine) == answer)
          }
        }
      }
    }
  }

  /// Random programs in blocks with windows, and one instruction at a time with all windows closed.
  @Test func blocksAndStepsAgree() throws {
    let opcodes: [UInt32] = [0x03, 0x23, 0x13, 0x33, 0x17, 0x63, 0x6f, 0x2f, 0x5b]
    let start =
      MachineCode.li(5, MachineCode.base + 0x404) + [MachineCode.csrrw(0, 0x305, 5)]
    // x5 = base + (mcycle & 0x3fc), from where execution goes on.
    let handler: [UInt32] = [
      0xb000_22f3, 0x3fc2_f293, MachineCode.lui(6, 0x80000), 0x0062_82b3, 0x3412_9073, 0x3020_0073,
    ]
    var compared = 0
    let count = Soak.count(sample: 150, soak: 4_000)
    for seed in 0..<UInt64(count) {
      var dice = Dice(seed: seed)
      let words = (0..<256 - start.count).map { _ in
        UInt32(truncatingIfNeeded: dice.next()) & ~0x7f | dice.pick(opcodes)
      }
      let image = MachineCode.image(start + words + [0] + handler)
      let machines = (Machine(), Machine())
      for machine in [machines.0, machines.1] { try machine.load(image) }
      for number in 1..<32 {
        let value = 0x8400_0000 &+ UInt32(truncatingIfNeeded: dice.next()) % 1024
        machines.0.setRegister(number, value)
        machines.1.setRegister(number, value)
      }
      let code = machines.0.bytes(MachineCode.base, image.count - 84)
      var outcome = machines.0.run(limit: 2000)
      var other: Machine.Outcome?
      while other == nil, machines.1.instructions < 2000 {
        machines.1.closeWindows()
        other = machines.1.step()
      }
      // Changed code is seen at once in steps only.
      guard machines.1.bytes(MachineCode.base, image.count - 84) == code else { continue }
      compared += 1
      if other == nil { other = .limit }
      if case .stuck = outcome { outcome = .limit }
      if case .stuck = other { other = .limit }
      #expect(outcome == other, "seed \(seed)")
      for number in 0..<32 {
        #expect(machines.0.register(number) == machines.1.register(number), "seed \(seed)")
      }
      #expect(machines.0.totals() == machines.1.totals(), "seed \(seed)")
      #expect(machines.0.bytes(0x8400_0000, 4096) == machines.1.bytes(0x8400_0000, 4096))
    }
    #expect(compared > count / 2)
    Soak.say("\(compared) random programs in blocks and in steps")
  }
}
