import Simulator
import TestSupport
import Testing

/// Whatever an image has, the simulator itself goes on.
@Suite struct SimulatorSoak {
  /// Images with bytes changed, cut off or doubled.
  @Test func corruptImagesAreRefusedOrRun() throws {
    let images = try ["b_alu_01", "c_inv_01", "b_pmpf_01"].map {
      try ProgramTests.bytes($0 + ".elf")
    }
    var refused = 0
    let count = Soak.count(sample: 300, soak: 5_000)
    for seed in 0..<UInt64(count) {
      var dice = Dice(seed: seed)
      var bytes = dice.pick(images)
      for _ in 0..<Int.random(in: 1...8, using: &dice) {
        // Half of the changes are where the file's tables are.
        let end = dice.chance(50) ? 116 : bytes.count
        bytes[Int.random(in: 0..<end, using: &dice)] = UInt8(truncatingIfNeeded: dice.next())
      }
      if dice.chance(20) { bytes.removeLast(Int.random(in: 1..<bytes.count - 1, using: &dice)) }
      let machine = Machine()
      do {
        try machine.load(bytes)
        _ = machine.run(limit: 20_000)
      } catch {
        refused += 1
      }
    }
    #expect(refused > count / 10 && refused < count)
    Soak.say("\(count) corrupt images, \(refused) refused")
  }

  /// Any words as instructions; the handler of their traps goes on somewhere else among them.
  @Test func anyInstructionsRun() throws {
    let opcodes: [UInt32] = [
      0x03, 0x23, 0x13, 0x33, 0x37, 0x17, 0x63, 0x67, 0x6f, 0x2f, 0x73, 0x5b, 0x0f,
    ]
    let start =
      MachineCode.li(5, MachineCode.base + 0x404) + [MachineCode.csrrw(0, 0x305, 5)]
    // x5 = base + (mcycle & 0x3fc), from where execution goes on.
    let handler: [UInt32] = [
      0xb000_22f3, 0x3fc2_f293, MachineCode.lui(6, 0x80000), 0x0062_82b3, 0x3412_9073, 0x3020_0073,
    ]
    let count = Soak.count(sample: 400, soak: 10_000)
    var executed: UInt64 = 0
    for seed in 0..<UInt64(count) {
      var dice = Dice(seed: seed)
      let words = (0..<(256 - start.count)).map { _ in
        let word = UInt32(truncatingIfNeeded: dice.next())
        // Mostly of opcodes that there are; of capabilities those that make something.
        if dice.chance(25) { return word }
        let known = word & ~0x7f | dice.pick(opcodes)
        return known & 0x7f == 0x5b && dice.chance(70)
          ? known & 0x01ff_8fff | dice.pick([0x7f, 0x01, 0x08, 0x0b, 0x11, 0x7c, 0x7d]) << 25
          : known
      }
      let machine = Machine()
      try machine.load(MachineCode.image(start + words + [0] + handler))
      for number in 1..<32 {
        machine.setRegister(
          number, MachineCode.base &+ UInt32(truncatingIfNeeded: dice.next()) % 1024)
      }
      let outcome = machine.run(limit: 5000)
      if outcome == .limit { #expect(machine.instructions == 5000) }
      #expect(machine.totals().instructions == machine.instructions)
      #expect(machine.totals().cycles == machine.cycles)
      executed += machine.instructions
    }
    #expect(executed > UInt64(count) * 500)
    Soak.say("\(count) random programs, \(executed) instructions")
  }
}
