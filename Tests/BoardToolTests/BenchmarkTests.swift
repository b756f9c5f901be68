import ELF
import Testing

@testable import BoardTool

struct BenchmarkTests {
  @Test func a_benchmark_row_is_read_and_other_lines_are_not() throws {
    let row = try #require(Benchmark.Row(line: "ROW yield-switch 28 29 1 8"))
    #expect(row.instructions == .init(min: 28, max: 29))
    #expect(row.exceptions == 1)
    #expect(row.mpuWrites == 8)
    #expect(!row.isolated)
    #expect(Benchmark.Row(line: "ROW yield-switch 28") == nil)
    let json = try Benchmark.Report(board: "b", rows: [row]).json()
    #expect(json.contains("\"mpu_writes\" : 8"))
    #expect(json.contains("\"isolated\" : false"))
  }

  @Test func what_the_image_does_not_count_may_stand_open_only_with_isolation() throws {
    let row = try #require(Benchmark.Row(line: "ROW yield-switch 28 29 ? ? isolated"))
    #expect(row.isolated)
    #expect(row.instructions == .init(min: 28, max: 29))
    #expect(Benchmark.Row(line: "ROW yield-switch 28 29 ? ?") == nil)
    #expect(Benchmark.Row(line: "ROW yield-switch 28 29 ? 1 isolated") == nil)
  }

  @Test func rows_with_isolation_stand_beside_peers_with_isolation() async throws {
    let fixture = try Fixture()
    let lines = ["ROW yield-switch 53 53 1 0", "ROW yield-switch 51 51 1 14 isolated"]
    let report = Benchmark.Report(board: "b", rows: lines.compactMap(Benchmark.Row.init(line:)))
    let processor = try await fixture.model("qemu_mps2_an386").processor
    let text = report.table(try Peers.read(in: fixture.project), for: processor)
    let tables = text.split(separator: "\n\n").map { $0.split(separator: "\n") }
    try #require(tables.count == 2)
    #expect(tables[0][0].hasSuffix("MPU writes  TX CM4  TX tuned  FR CM3  Z CM3"))
    #expect(tables[0].last == "above the best peer: yield-switch")
    #expect(tables[1][0].hasSuffix("MPU writes  limit  FR CM3_MPU  FR CM4_MPU  Z user"))
    #expect(tables[1][1].contains(/51 +1 +14 +50 +97 +109 +374$/))
    #expect(tables[1].last == "above the limit: yield-switch")
  }

  @Test func limits_are_those_of_the_architecture_and_rows_with_fpu_have_them_too() async throws {
    let fixture = try Fixture()
    let peers = try Peers.read(in: fixture.project)
    func table(_ lines: [String], _ board: String) async throws -> String {
      let report = Benchmark.Report(board: "b", rows: lines.compactMap(Benchmark.Row.init(line:)))
      return report.table(peers, for: try await fixture.model(board).processor)
    }
    let riscv = try await table(
      ["ROW yield-switch 128 128 1 14 isolated", "ROW irq-to-thread 359 359 1 14 isolated"],
      "qemu_virt_rv32")
    #expect(riscv.contains(/128 +1 +14 +141 +141\n/))
    #expect(riscv.hasSuffix("above the limit: irq-to-thread\nabove the best peer: irq-to-thread"))
    let arm = try await table(["ROW yield-switch-fpu 57 57 1 14 isolated"], "qemu_mps2_an386")
    #expect(arm.contains(/57 +1 +14 +50 +97/))
    #expect(arm.hasSuffix("above the limit: yield-switch-fpu"))
  }

  // MARK: What the emulator traces

  /// Lines of a trace: the beginning of an operation, then as many brackets as there are shots.
  private func trace(
    begin: String, mark: String, _ inside: [String], after: [String] = [], first: [String]? = nil
  ) -> [Substring] {
    var lines = [begin]
    for shot in 0..<BracketTrace.shots {
      lines += [mark] + (shot < BracketTrace.dropped ? first ?? inside : inside) + [mark] + after
    }
    return lines.map { $0[...] }
  }

  private static let armBegin =
    "cmsdk_apb_timer_write CMSDK APB timer write: offset 0x0 data 0x1 size 4"
  private static let armMark =
    "cmsdk_apb_timer_read CMSDK APB timer read: offset 0x4 data 0xffffc099 size 4"
  private static let exception = "nvic_acknowledge_irq NVIC acknowledge IRQ: 11 now active (prio 0)"

  private func write(_ register: String) -> String {
    "nvic_sysreg_write NVIC sysreg write addr 0x\(register) data 0x15 size 4"
  }

  @Test func exceptions_and_mpu_writes_are_those_between_two_marks() throws {
    // PendSV is pended in ICSR, the alias registers end at 0xdb8, and the counter's reload is no mark.
    let reload = "cmsdk_apb_timer_write CMSDK APB timer write: offset 0x8 data 0x1 size 4"
    let inside = [Self.exception, write("d04"), write("d9c"), write("db8"), reload, "other line"]
    let after = [Self.exception, write("d9c")]
    let lines =
      [Self.exception[...]]
      + trace(begin: Self.armBegin, mark: Self.armMark, inside, after: after)
      + trace(begin: Self.armBegin, mark: Self.armMark, [])
    let counts = try BracketTrace(lines: lines).counts(of: 2)
    #expect(counts == [.init(exceptions: 1, protectionWrites: 2), .init()])
  }

  @Test func the_first_shots_do_not_count_in_the_trace_either() throws {
    let lines = trace(
      begin: Self.armBegin, mark: Self.armMark, [Self.exception],
      first: [Self.exception, Self.exception])
    #expect(try BracketTrace(lines: lines).counts(of: 1) == [.init(exceptions: 1)])
  }

  @Test func on_riscv_traps_and_pmp_registers_count() throws {
    let inside = [
      "riscv_trap hart:0, async:0, cause:8, epc:0x80000100, tval:0x0, desc=user_ecall",
      "pmpcfg_csr_write hart 0: write reg0, val: 0x1f",
      "pmpaddr_csr_write hart 0: write addr1, val: 0x1f",
      "goldfish_rtc_write addr 0x08 value 0x00000001",
    ]
    let lines = trace(
      begin: "goldfish_rtc_write addr 0x14 value 0x00000001",
      mark: "goldfish_rtc_read addr 0x00 value 0x12345678", inside)
    #expect(
      try BracketTrace(lines: lines).counts(of: 1) == [.init(exceptions: 1, protectionWrites: 2)])
  }

  @Test func a_trace_that_does_not_match_the_rows_is_refused() throws {
    let lines = trace(begin: Self.armBegin, mark: Self.armMark, [])
    #expect(throws: Failure.self) { try BracketTrace(lines: lines).counts(of: 2) }
    #expect(throws: Failure.self) { try BracketTrace(lines: lines.dropLast()) }
    #expect(throws: Failure.self) { try BracketTrace(lines: lines.dropLast(2)).counts(of: 1) }
    #expect(throws: Failure.self) { try BracketTrace(lines: []).counts(of: 1) }
  }

  // MARK: Figures

  @Test func threads_without_privileges_cost_no_more_than_peers_and_limits_say() async throws {
    let project = try Fixture().project
    let board = try Board.named("qemu_mps2_an385", in: project)
    let rows = try await Benchmark(project: project, board: board).isolatedRows()
    let peers = try Peers.read(in: project).isolated
    for row in rows {
      let operation = try #require(peers.operations.first { $0.name == row.operation })
      let best = try #require(operation.best(among: peers.architectures["arm"] ?? []))
      #expect(row.instructions.max <= best, "\(row.operation)")
      #expect(row.instructions.min == row.instructions.max, "\(row.operation)")
    }
    func row(_ name: String) throws -> Benchmark.Row {
      try #require(rows.first { $0.operation == name })
    }
    // Seven regions of two registers each: those of the thread that runs next.
    let yield = try row("yield-switch")
    #expect(yield.instructions.max <= 50)
    #expect(yield.exceptions == 1 && yield.mpuWrites == 14)
    let given = try row("give-to-higher-kernel")
    #expect(given.exceptions == 2 && given.mpuWrites == 14)
    let taken = try row("semaphore-kernel")
    #expect(taken.exceptions == 2 && taken.mpuWrites == 0)
    let shared = try row("semaphore")
    #expect(shared.exceptions == 0 && shared.mpuWrites == 0)
  }

  @Test(arguments: ["qemu_mps2_an505", "qemu_virt_rv32"])
  func a_switch_is_one_exception_that_loads_regions(_ name: String) async throws {
    let project = try Fixture().project
    let board = try Board.named(name, in: project)
    let rows = try await Benchmark(project: project, board: board).isolatedRows()
    func row(_ name: String) throws -> Benchmark.Row {
      try #require(rows.first { $0.operation == name })
    }
    let yield = try row("yield-switch")
    #expect(yield.exceptions == 1 && yield.mpuWrites > 0)
    let alone = try row("yield-alone")
    #expect(alone.exceptions == 1 && alone.mpuWrites == 0)
    let shared = try row("mutex")
    #expect(shared.exceptions == 0 && shared.mpuWrites == 0)
  }

  @Test func the_smallest_images_are_smaller_than_zephyrs_and_the_isolated_one_fits_in_12_kib()
    async throws
  {
    let project = try Fixture().project
    let peers = try Peers.read(in: project)
    func text(_ name: String) async throws -> UInt64 {
      let application = try Application(
        folder: (project.benchmarks / name).string, in: project)
      let board = try Board.named("qemu_mps2_an385", in: project)
      let image = try await ImageBuilder(project: project, board: board, application: application)
        .build()
      return try ELFFile(image.elf.bytes()).size(ram: image.model.ram?.range).text
    }
    let zephyr = try #require(peers.kernel.sizes.first { $0.name == "Z kernel" })
    #expect(try await text("smallest") < zephyr.text)
    let isolated = try await text("smallest_isolated")
    #expect(isolated <= 12288)
    #expect(peers.isolated.sizes.allSatisfy { isolated < $0.text })
  }
}
