import ELF
import Simulator
import TestSupport
import Testing

/// How runs end, and what is said of those that cannot begin or go on.
@Suite struct EndingTests {
  typealias Code = MachineCode

  @Test func theFinisherGivesTheStatus() throws {
    #expect(try Code.run(Code.finish()).outcome == .finished(status: 0))
    #expect(try Code.run(Code.finish(7)).outcome == .finished(status: 7))
  }

  @Test func anEndlessLoopIsNamed() throws {
    let (machine, outcome) = try Code.run([Code.addi(5, 0, 1), Code.jumpToItself])
    #expect(
      outcome
        == .stuck(
          "an endless loop at 0x80000004: a jump to itself, and no interrupt is enabled"))
    #expect(machine.instructions == 2)
  }

  /// To the instruction, whatever blocks there are.
  @Test(arguments: [1, 2, 31, 32, 33, 64, 65, 1000, 99_999] as [UInt64])
  func aLimitIsExact(limit: UInt64) throws {
    let loop = [UInt32](repeating: Code.addi(5, 5, 1), count: 20)
    let (machine, outcome) = try Code.run(loop + [Code.bne(5, 0, back: 80)], limit: limit)
    #expect(outcome == .limit)
    #expect(machine.instructions == limit)
    #expect(machine.totals().instructions == limit)
  }

  @Test func waitingForNothingIsNamed() throws {
    let (_, outcome) = try Code.run([Code.wfi])
    #expect(outcome == .stuck("waits for ever at 0x80000004: no interrupt can come"))
  }

  /// Neither data nor code is at 0, and there is no handler.
  @Test func accessToNowhereTrapsForEverWithoutAHandler() throws {
    let (machine, outcome) = try Code.run(Code.li(5, 0x4000_0000) + [Code.lw(6, 5)]) {
      _ = $0
    }
    #expect(machine.totals().traps > 1)
    guard case .stuck(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.contains("trap handler at 0x80000000") || reason.contains("mcause"))
  }

  /// A handler gets the cause and the address.
  @Test(arguments: [(Code.lw(6, 5), 5), (Code.sw(6, 5), 7)] as [(UInt32, UInt32)])
  func accessToNowhereTraps(instruction: UInt32, cause: UInt32) throws {
    let start = Code.li(6, Code.base + 0x20) + [Code.csrrw(0, 0x305, 6)]
    let code = start + Code.li(5, 0x4000_0010) + [instruction, 0, 0]
    let handler = [Code.csrrw(10, 0x342, 0), Code.csrrw(11, 0x343, 0)] + Code.finish()
    let (machine, outcome) = try Code.run(code + handler)
    #expect(outcome == .finished(status: 0))
    #expect(machine.register(10).address == cause)
    #expect(machine.register(11).address == 0x4000_0010)
  }

  @Test(arguments: [
    ([], "not a little-endian ELF file"), (Array("no image".utf8), "not a little-endian ELF file"),
    (Code.image([0x13], machine: 40), "not an image for a RISC-V of 32 bits"),
    (Array(Code.image([0x13]).dropLast()), "truncated"),
    (Array(Code.image([0x13]).prefix(60)), "truncated"),
    (Code.image(bytes: [1], address: 0x1000), "which is not RAM"),
    (Code.image(bytes: [1, 2], address: 0x87ff_ffff), "which is not RAM"),
    (Code.image([]), "nothing to load"),
  ])
  func whatIsNoImageIsRefused(bytes: [UInt8], message: String) {
    let error = #expect(throws: (any Error).self) { try Machine().load(bytes) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(message), "\(error.map { "\($0)" } ?? "")")
  }

  /// The flag of a PCC would switch to encodings that are not offered: the jump is illegal, and said.
  @Test func capabilityEncodingModeIsRefused() throws {
    var remarks: [String] = []
    let enter = [
      Code.cheri(0x01, 6, 0, 0),  // x6 = PCC
      Code.addi(7, 0, 1), Code.cheri(0x0e, 6, 6, 7),  // its flag is 1
      Code.cheri(0x7f, 1, 6, 0x0c),  // JALR.CAP
    ]
    let start = Code.li(5, Code.base + 0x20) + [Code.csrrw(0, 0x305, 5)]
    let handler = [Code.csrrw(10, 0x342, 0)] + Code.finish()
    let (machine, outcome) = try Code.run(start + enter + [0] + handler) {
      $0.remark = { remarks.append($0) }
    }
    #expect(outcome == .finished(status: 0))
    #expect(machine.register(10).address == 2)
    #expect(remarks.count == 1 && remarks[0].contains("capability encoding mode (flag 1)"))
  }

  /// Two runs are the same to the last cycle.
  @Test func runsAreRepeatable() throws {
    let name = "b_int_01"
    let runs = try (0..<2).map { _ in
      let machine = Machine()
      try machine.load(ProgramTests.bytes(name + ".elf"))
      _ = machine.run(limit: 10_000_000)
      return machine.totals()
    }
    #expect(runs[0] == runs[1] && runs[0].cycles > 0)
  }
}
