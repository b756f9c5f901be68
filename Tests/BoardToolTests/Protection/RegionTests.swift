import KernelCore
import Testing

@testable import BoardTool

/// `bulkhead explain regions`.
struct RegionTests {
  private static let source = """
    #include <zephyr/app_memory/app_memdomain.h>
    #include <zephyr/kernel.h>

    K_APPMEM_PARTITION_DEFINE(readings);
    K_APPMEM_PARTITION_DEFINE(nothing);
    K_APP_BMEM(readings) volatile uint8_t latest[1300];
    K_MEM_PARTITION_DEFINE(switches, 0x40010000, 0x600, K_MEM_PARTITION_P_RW_U_RO);
    K_THREAD_STACK_DEFINE(worker, 1000);
    static K_THREAD_STACK_ARRAY_DEFINE(helpers, 2, 300);

    static void sample(void *p1, void *p2, void *p3)
    {
    \tlatest[0]++;
    }
    K_THREAD_DEFINE(sampler, 700, sample, NULL, NULL, NULL, 1, K_USER, SYS_FOREVER_MS);
    K_THREAD_DEFINE(logger, 512, sample, NULL, NULL, NULL, 1, 0, SYS_FOREVER_MS);

    #if defined(__riscv)
    #define ENTRY(n) { uint32_t top, all; \\
    \t\t__asm__ volatile("csrr %0, pmpaddr%c1" : "=r"(top) : "i"(n)); \\
    \t\t__asm__ volatile("csrr %0, pmpcfg%c1" : "=r"(all) : "i"((n) / 4)); \\
    \t\tprintk("region %u: %u %u\\n", n, top, all >> (n) % 4 * 8 & 0xff); }
    #define FOUR(n) ENTRY(n) ENTRY((n) + 1) ENTRY((n) + 2) ENTRY((n) + 3)
    static void show(void) { FOUR(0) FOUR(4) FOUR(8) FOUR(12) }
    #else
    #define MPU(offset) (*(volatile uint32_t *)(0xe000ed90 + (offset)))
    static void show(void)
    {
    \tfor (uint32_t number = 0; number < (MPU(0) >> 8 & 0xff); number++) {
    \t\tMPU(8) = number;
    \t\tprintk("region %u: %u %u\\n", number, MPU(12), MPU(16));
    \t}
    }
    #endif

    int main(void)
    {
    \tprintk("%p %p\\n", worker, helpers);
    \tk_mem_domain_add_partition(&k_mem_domain_default, &readings);
    \tk_mem_domain_add_partition(&k_mem_domain_default, &switches);
    \tk_thread_start(sampler);
    \tk_thread_join(sampler, K_FOREVER);
    \tk_thread_start(logger);
    \tk_thread_join(logger, K_FOREVER);
    \tshow();
    \tprintk("counted %u, %p\\n", latest[0], &nothing);
    \treturn 0;
    }

    """

  private func explanation(
    _ fixture: Fixture, _ source: String = source, _ board: String = "qemu_mps2_an385",
    _ more: String = ""
  ) async throws -> RegionExplanation {
    try await RegionExplanation(
      building: try fixture.builder(source, board, "CONFIG_USERSPACE=y\n" + more))
  }

  /// Where the image has what lies elsewhere as soon as the kernel changes.
  private func shown(_ explanation: RegionExplanation, _ fixture: Fixture) -> String {
    let code = explanation.code
    var text = fixture.shown(explanation.text)
    let sizes =
      [code.grant.given.size, code.grant.asked.size, code.beyond].map { number in
        String(repeating: " ", count: 6 - "\(number)".count) + "\(number)"
      }
    text = text.replacing(sizes.joined(separator: "  "), with: "  code   asked  beyond")
      .replacing(code.grant.given.text, with: "CODE                 ")
    for (number, region) in explanation.threads.flatMap(\.own).enumerated() {
      text = text.replacing(region.grant.given.text, with: "OWN\(number)                 ")
    }
    for (number, region) in explanation.stacks.enumerated() {
      text = text.replacing(region.grant.given.text, with: "STACK\(number)               ")
    }
    return text
  }

  @Test func every_thread_stands_with_its_regions() async throws {
    let fixture = try Fixture()
    let found = try await explanation(
      fixture, Self.source, "qemu_mps2_an385", "CONFIG_CLOSED_STACKS=n\n")
    let beyond = found.code.beyond
    #expect(
      shown(found, fixture) == """
        regions of application on qemu_mps2_an385: PMSAv7, 8
        every thread without privileges
          region  addresses              access   bytes   asked  beyond  whose
          0       CODE                   r-x       code   asked  beyond  the application's code and constants
        thread sampler, application/src/main.c:15: reaches \(beyond + 68) bytes that nobody asked for
          region  addresses              access   bytes   asked  beyond  whose
          1       OWN0                   rw-        768     700      68  its stack
          2-7     spare: for partitions of its domain
        thread logger, application/src/main.c:16: with privileges, reaches everything
        main, idle: with privileges, reaches everything
        stacks are open to threads with privileges: CONFIG_CLOSED_STACKS is off
        threads made at run time, at most 4 without privileges at a time (CONFIG_MAX_USER_THREADS): not \
        known before
        what one would have of a stack
          region  addresses              access   bytes   asked  beyond  whose
          1       STACK0                 rw-       1024    1000      24  worker, application/src/main.c:8
          1       STACK1                 rw-        512     300     212  helpers[0], application/src/main.c:9
          1       STACK2                 rw-        512     300     212  helpers[1], application/src/main.c:9
        what one would have of a partition in its domain, of which there may be 6
          region  addresses              access   bytes   asked  beyond  whose
          2-7     0x20000000-0x200005ff  rw-       1536    1300     236  partition readings, \
        application/src/main.c:4
          2-7     0x40010000-0x400105ff  r--       1536    1536       0  partition switches, \
        application/src/main.c:7
        partitions without bytes, which no domain can have: nothing
        bytes in reach that nobody asked for: \(beyond) with code and constants, 68 with stacks of \
        threads, 448 with other stacks, 236 with partitions; \(beyond + 752) in all
        """)
    #expect(found.code.grant.given.size - found.code.grant.asked.size == beyond)
    #expect(
      found.code.grant.given.size.isMultiple(of: 32) && beyond < found.code.grant.given.size / 4)
  }

  /// The registers as the board has them when `sampler` was the last to be loaded.
  @Test(arguments: ["qemu_mps2_an385", "qemu_mps2_an505", "qemu_virt_rv32"])
  func the_board_has_loaded_what_is_shown(_ board: String) async throws {
    let fixture = try Fixture()
    // Else main, which looks, has loaded its own.
    let settings = board == "qemu_virt_rv32" ? "" : "CONFIG_CLOSED_STACKS=n\n"
    let builder = try fixture.builder(Self.source, board, "CONFIG_USERSPACE=y\n" + settings)
    let run = try await CapturedRun(builder: builder, limit: 60, echoes: false).run()
    #expect(run.lines.contains { $0.hasPrefix("counted 2, ") }, "\(run.lines.suffix(20))")
    let found = try await RegionExplanation(of: run.image)
    let layout = found.layout
    let own = found.threads.flatMap(\.own) + found.partitions
    let regions = [found.code] + (try layout.plan(own: own.map(\.grant)))
    #expect(regions.count == 4)
    var expected: [Int: [UInt32]] = [:]
    for region in regions {
      expected.merge(Self.registers(of: region)) { one, _ in one }
    }
    var seen: [Int: [UInt32]] = [:]
    for line in run.lines {
      guard let match = line.wholeMatch(of: /region (\d+): (\d+) (\d+)/),
        let number = Int(match.1), let first = UInt32(match.2), let second = UInt32(match.3)
      else { continue }
      // What says whether an entry is in use: the lowest bit of MPU_RASR and of MPU_RLAR, A of pmpcfg.
      let isUsed = second & (layout.kind == .pmp ? 0x18 : 1) != 0
      // VALID of PMSAv7's MPU_RBAR reads as 0 (Armv7-M ARM B3.5.8).
      let base = layout.kind == .pmsav7 ? first | 0x10 : first
      if isUsed || expected[number] != nil { seen[number] = [base, second] }
    }
    #expect(seen == expected)
  }

  @Test(arguments: [
    ("qemu_mps2_an505", "PMSAv8, 16, of which the kernel uses 8", "1-6     spare", 6),
    ("qemu_virt_rv32", "PMP, 16 entries, " + entriesOfPMP, "4-15    spare", 6),
    ("qemu_sifive_e", "PMP, 8 entries, " + entriesOfPMP, "4-7     spare", 2),
  ])
  func other_protections_have_other_regions(
    _ board: String, _ head: String, _ spare: String, _ partitions: Int
  ) async throws {
    let text = try await explanation(try Fixture(), Self.source, board).text
    #expect(text.hasPrefix("regions of application on \(board): \(head)\n"))
    #expect(text.contains("\n  \(spare): for partitions of its domain\n"))
    #expect(text.contains(" of a partition in its domain, of which there may be \(partitions)\n"))
  }

  private static let entriesOfPMP =
    "two for each region, or one for a block of a power of two at a multiple of it"

  /// Two for each entry; of a PMP pmpaddr and the entry's part of pmpcfg.
  private static func registers(of region: PlannedRegion) -> [Int: [UInt32]] {
    let (first, words) = (region.numbers.lowerBound, region.words)
    if words.count < 3 { return [first: words] }
    return [first: Array(words[..<2]), first + 1: Array(words[2...])]
  }

  @Test func a_thread_that_may_give_its_privileges_up_stands_with_what_it_has_then() async throws {
    let fixture = try Fixture()
    let source = """
      #include <zephyr/kernel.h>

      static void run(void *p1, void *p2, void *p3)
      {
      \tprintk("without: %d\\n", k_is_user_context());
      }
      K_THREAD_DEFINE(other, 400, run, NULL, NULL, NULL, 1, 0, SYS_FOREVER_MS);

      int main(void)
      {
      \tk_thread_user_mode_enter(run, NULL, NULL, NULL);
      }

      """
    // A stack that no region covers as it is, on which main gives its privileges up nevertheless.
    let settings = "CONFIG_USERSPACE=y\nCONFIG_MAIN_STACK_SIZE=4112\n"
    let builder = try fixture.builder(source, "qemu_mps2_an505", settings)
    let run = try await CapturedRun(builder: builder, limit: 60, echoes: false).run()
    #expect(run.lines.contains("without: 1"), "\(run.lines.suffix(8))")
    let found = try await RegionExplanation(of: run.image)
    let text = shown(found, fixture)
    let beyond = found.code.beyond
    #expect(
      text.contains(
        """

        thread main: with privileges, reaches everything but the stacks of others until it gives them up, \
        then reaches \(beyond + 16) bytes that nobody asked for
          region  addresses              access   bytes   asked  beyond  whose
          0       OWN0                   rw-       4128    4112      16  its stack
          1-6     spare: for partitions of its domain
        thread other, application/src/main.c:7: with privileges, reaches everything but the stacks of \
        others until it gives them up, then reaches \(beyond + 16) bytes that nobody asked for
          region  addresses              access   bytes   asked  beyond  whose
          0       OWN1                   rw-        416     400      16  its stack
          1-6     spare: for partitions of its domain
        idle: with privileges, reaches everything but the stacks of others

        """), "\(text)")
  }

  @Test func closed_stacks_are_said() async throws {
    let fixture = try Fixture()
    let found = try await explanation(fixture)
    let text = fixture.shown(found.text)
    #expect(
      text.contains(
        """
        main, idle: with privileges, reaches everything but the stacks of others
        stacks, in 0x20000000-
        """), "\(text)")
    #expect(
      text.contains(", are closed to threads with privileges, but for their own\n"), "\(text)")
  }

  @Test func a_PMP_closes_no_stack_to_machine_mode() async throws {
    let fixture = try Fixture()
    let found = try await explanation(fixture, Self.source, "qemu_virt_rv32")
    #expect(
      found.text.contains(
        "open to threads with privileges: the PMP keeps machine mode from nothing without Smepmp"))
    let failure = await #expect(throws: Failure.self) {
      try await explanation(fixture, Self.source, "qemu_virt_rv32", "CONFIG_CLOSED_STACKS=y\n")
    }
    #expect("\(failure)".contains("CLOSED_STACKS"), "\(failure)")
  }

  @Test func stacks_of_one_name_are_told_apart() async throws {
    let fixture = try Fixture()
    for (name, size) in [("one", 600), ("two", 300)] {
      try fixture.file(
        "application/src/\(name).c",
        """
        #include <zephyr/kernel.h>
        static K_THREAD_STACK_DEFINE(stack, \(size));
        void *stack_of_\(name)(void)
        {
        \tstatic K_THREAD_STACK_DEFINE(inner, \(size) + 1);
        \treturn k_uptime_get() > 3 ? stack : inner;
        }

        """)
    }
    let found = try await explanation(
      fixture,
      """
      #include <zephyr/kernel.h>
      void *stack_of_one(void), *stack_of_two(void);
      int main(void) { return stack_of_one() == stack_of_two(); }

      """, "qemu_mps2_an385", "CONFIG_DYNAMIC_THREAD=y\nCONFIG_DYNAMIC_THREAD_POOL_SIZE=2\n")
    let rows = found.stacks.map { "\($0.grant.name) \($0.grant.asked.size) \($0.beyond)" }
    #expect(
      rows.sorted() == [
        "stack 300 20", "stack 600 40", "stack_of_one.inner 601 39", "stack_of_two.inner 301 19",
      ])
    let pool = try #require(found.pool)
    #expect(found.text.contains("\nstacks of k_thread_stack_alloc, in \(pool.text): "))
  }
}
