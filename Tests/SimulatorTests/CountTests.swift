import Simulator
import Testing

/// Instructions, cycles and events, and the table of cycles.
@Suite struct CountTests {
  typealias Code = MachineCode

  /// Ten rounds of a load, a store and a taken branch, the last one not taken.
  @Test func eachKindCostsWhatTheTableSays() throws {
    let start = Code.li(5, 0x8400_0000) + [Code.addi(6, 0, 10)]
    let loop = [Code.lw(7, 5), Code.sw(7, 5), Code.addi(6, 6, -1), Code.bne(6, 0, back: 12)]
    let (machine, outcome) = try Code.run(start + loop + Code.finish())
    #expect(outcome == .finished(status: 0))
    let totals = machine.totals()
    #expect(totals.instructions == 3 + 10 * 4 + 5)
    #expect(totals.loads == 10 && totals.stores == 11 && totals.traps == 0)
    // li 2, addi 1; load 2, store 1, addi 1, branch 1 and 2 more when taken; li 4, store 1.
    #expect(totals.cycles == 3 + 10 * 5 + 9 * 2 + 5)
    #expect(totals.cycles == machine.cycles && machine.idleCycles == 0)
  }

  /// A hint that does nothing; what comes before it is counted when it is told.
  @Test func aMarkTellsWhatWasDone() throws {
    func mark(_ number: UInt32) -> UInt32 { number << 20 | 2 << 12 | 0x13 }
    let code = Code.li(5, 0x8400_0000) + [mark(7), Code.lw(7, 5), Code.sw(7, 5), mark(2047)]
    let machine = Machine()
    try machine.load(Code.image(code + Code.finish()))
    var told: [(UInt32, Counts)] = []
    machine.onMark = { told.append(($1, $0.totals())) }
    #expect(machine.run(limit: 1000) == .finished(status: 0))
    try #require(told.map(\.0) == [7, 2047])
    let between = told[1].1.since(told[0].1)
    #expect(between.instructions == 3 && between.loads == 1 && between.stores == 1)
    #expect(between.text == "3 instructions, 4 cycles, 1 loads, 1 stores")
  }

  @Test func aTableIsReadAndWritten() throws {
    let table = try CostTable(reading: "load 7  # slow\n\n# nothing\nbranch-taken: 9\n")
    #expect(table[.load] == 7 && table[.branchTaken] == 9)
    #expect(table[.store] == CostTable.default[.store])
    #expect(try CostTable(reading: table.text) == table)
    #expect(try CostTable(reading: "") == .default)
  }

  @Test(arguments: [
    ("flying 3", "line 1: expected a class"), ("load", "line 1: expected"),
    ("load 1\nstore x", "line 2: 'x' is no number"), ("load -1", "'-1' is no number"),
    ("load 99999", "'99999' is no number of cycles up to 10000"),
  ])
  func aBadTableIsNamed(text: String, message: String) {
    let error = #expect(throws: SimulatorError.self) { try CostTable(reading: text) }
    #expect(error?.description.contains(message) == true)
  }

  @Test func anotherTableChangesCyclesAndNothingElse() throws {
    func totals(_ table: String) throws -> Counts {
      var configuration = Machine.Configuration()
      configuration.costs = try CostTable(reading: table)
      let machine = Machine(configuration)
      try machine.load(ProgramTests.bytes("c_mem_01.elf"))
      #expect(machine.run(limit: 1_000_000) == .finished(status: 0))
      return machine.totals()
    }
    let plain = try totals("")
    var slow = try totals("load \(CostTable.default[.load] + 5)")
    #expect(slow.cycles > plain.cycles)
    slow.cycles = plain.cycles
    #expect(slow == plain)
    #expect(plain.capabilityLoads > 0 && plain.capabilityStores > 0)
    #expect(plain.capabilityRegisterWrites > 0)
  }

  @Test func writesOfThePMPAreCounted() throws {
    let code = [Code.csrrw(0, 0x3b0, 5), Code.csrrw(0, 0x3a0, 0), Code.csrrw(0, 0x340, 5)]
    #expect(try Code.run(code + Code.finish()).machine.totals().pmpWrites == 2)
  }

  /// Wherever in a block the timer's time comes, the interrupt is before the next instruction.
  @Test(arguments: 1...40)
  func anInterruptComesBetweenTheRightTwo(tick: UInt32) throws {
    // x5 handler, mtimecmp = tick, MTIE, MIE; then additions to x10 until the interrupt.
    var code = Code.li(5, Code.base + 0x100) + [Code.csrrw(0, 0x305, 5)]
    code += Code.li(6, 0x200_4000) + [Code.addi(7, 0, Int32(tick)), Code.sw(7, 6)]
    code += Code.li(6, 0x200_4004) + [Code.sw(0, 6)]
    code += [Code.addi(7, 0, 0x80), Code.csrrw(0, 0x304, 7), Code.addi(7, 0, 8)]
    code += [Code.csrrw(0, 0x300, 7)]
    let loop = [UInt32](repeating: Code.addi(10, 10, 1), count: 30)
    code += loop + [Code.bne(5, 0, back: 120)]
    code += [UInt32](repeating: 0, count: 64 - code.count)
    let (machine, outcome) = try Code.run(code + [Code.csrrw(11, 0xb00, 0)] + Code.finish())
    #expect(outcome == .finished(status: 0))
    // The trap costs 4 cycles and mcycle's own read 1; a taken branch, the longest here, takes 3. The
    // first 17 cycles go by before interrupts are enabled.
    let cycles = machine.register(11).address - 5
    #expect((max(10 * tick, 14)..<max(10 * tick, 17) + 3).contains(cycles), "\(cycles)")
  }

  /// What memory has is decoded again after fence.i, and not before.
  @Test func changedCodeIsSeenAfterFenceI() throws {
    // Round 1 executes the old instruction at 0x20, round 2 the new one.
    let start =
      Code.li(5, Code.base + 0x20) + Code.li(6, Code.addi(10, 10, 100)) + [
        Code.addi(7, 0, 2), Code.addi(0, 0, 0), Code.addi(0, 0, 0), Code.addi(0, 0, 0),
      ]
    let loop = [
      Code.addi(10, 10, 1), Code.sw(6, 5), Code.fenceI, Code.addi(7, 7, -1),
      Code.bne(7, 0, back: 16),
    ]
    let (machine, _) = try Code.run(start + loop + Code.finish())
    #expect(machine.register(10).address == 101)
  }
}
