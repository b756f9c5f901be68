import Simulator
import Testing

/// The lines of a trace, and what a run with one counts.
@Suite struct TraceTests {
  typealias Code = MachineCode

  @Test func eachInstructionHasALineWithItsOperands() throws {
    var lines: [String] = []
    let code = Code.li(5, 0x8400_0000) + [Code.sw(6, 5), Code.cheri(0x01, 7, 0, 1)]
    let (machine, outcome) = try Code.run(code + [Code.cheri(0x7f, 10, 7, 2)] + Code.finish()) {
      $0.setRegister(6, 0x2a)
      $0.trace { lines.append($0) }
    }
    #expect(outcome == .finished(status: 0))
    #expect(lines.count == Int(machine.instructions))
    #expect(
      lines.prefix(5) == [
        "0 M 80000000 840002b7 lui t0 0x84000000",
        "1 M 80000004 00028293 addi t0 t0=84000000",
        "2 M 80000008 0062a023 sw t0=84000000 t1=0000002a",
        "3 M 8000000c 021003db cSpecialRW t2 zero=00000000 0x1",
        "4 M 80000010 fe23855b cGetBase a0 t2=00000000[0x0,0x100000000 fff]",
      ])
  }

  @Test func aRunWithATraceIsTheSameRun() throws {
    func totals(_ isTraced: Bool) throws -> Counts {
      let machine = Machine()
      if isTraced { machine.trace { _ in } }
      try machine.load(ProgramTests.bytes("c_inv_01.elf"))
      #expect(machine.run(limit: 1_000_000) == .finished(status: 0))
      return machine.totals()
    }
    #expect(try totals(true) == totals(false))
  }
}
