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

  private func refusal(
    _ fixture: Fixture, _ source: String, _ board: String = "qemu_mps2_an385", _ more: String = ""
  ) async -> String? {
    let found = await failure { _ = try await explanation(fixture, source, board, more) }
    return found.map { fixture.shown($0.description) }
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
    let found = try await explanation(fixture)
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
    let builder = try fixture.builder(Self.source, board, "CONFIG_USERSPACE=y\n")
    let run = try await CapturedRun(builder: builder, limit: 60, echoes: false).run()
    #expect(run.lines.contains { $0.hasPrefix("counted 2, ") }, "\(run.lines.suffix(20))")
    let found = try await RegionExplanation(of: run.image)
    let layout = found.layout
    var regions = [found.code] + found.threads.flatMap(\.own)
    for (place, partition) in found.partitions.enumerated() {
      regions.append(try layout.plan(partition.grant, in: layout.own[1 + place]))
    }
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
    ("qemu_virt_rv32", "PMP, 16 entries, two for each region", "4-15    spare", 6),
    ("qemu_sifive_e", "PMP, 8 entries, two for each region", "4-7     spare", 2),
  ])
  func other_protections_have_other_regions(
    _ board: String, _ head: String, _ spare: String, _ partitions: Int
  ) async throws {
    let text = try await explanation(try Fixture(), Self.source, board).text
    #expect(text.hasPrefix("regions of application on \(board): \(head)\n"))
    #expect(text.contains("\n  \(spare): for partitions of its domain\n"))
    #expect(text.contains(" of a partition in its domain, of which there may be \(partitions)\n"))
  }

  /// Two for each entry; of a PMP pmpaddr and the entry's part of pmpcfg.
  private static func registers(of region: PlannedRegion) -> [Int: [UInt32]] {
    let (first, words) = (region.numbers.lowerBound, region.words)
    if words.count < 3 { return [first: words] }
    return [first: [words[0], 0], first + 1: [words[1], words[2]]]
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

  // MARK: What stops the build

  private static let idle = "#include <zephyr/kernel.h>\nint main(void) { return 0; }\n"

  @Test func an_image_whose_threads_all_have_privileges_is_refused() async throws {
    let fixture = try Fixture()
    func refused(_ board: String, _ settings: String) async throws -> String? {
      let builder = try fixture.builder(Self.idle, board, settings)
      return await failure { _ = try await RegionExplanation(building: builder) }
        .map { fixture.shown($0.description) }
    }
    #expect(
      try await refused("qemu_mps2_an386", "") == """
        bulkhead: every thread of application on qemu_mps2_an386 reaches all memory: all have privileges
          help: CONFIG_USERSPACE=y, and the option K_USER for a thread: docs/USER_MODE.md
        """)
    #expect(
      try await refused("qemu_mps2_an386", "CONFIG_FPU=y\n") == """
        application/prj.conf:1: error: every thread of application on qemu_mps2_an386 reaches all memory: \
        with CONFIG_FPU=y none can be without privileges
          help: CONFIG_FPU=n and CONFIG_USERSPACE=y
        """)
    #expect(
      try await refused("host", "") == """
        bulkhead: every thread of application on host reaches all memory: the kernel has no threads \
        without privileges on host
          help: choose a board that docs/USER_MODE.md names
        """)
  }

  @Test func a_partition_that_no_region_covers_stops_the_build() async throws {
    let fixture = try Fixture()
    let source = """
      #include <zephyr/app_memory/app_memdomain.h>
      #include <zephyr/kernel.h>
      K_MEM_PARTITION_DEFINE(odd, 0x40010000, 0x1100, K_MEM_PARTITION_P_RW_U_RW);
      int main(void) { return k_mem_domain_add_partition(&k_mem_domain_default, &odd); }

      """
    #expect(
      await refusal(fixture, source) == """
        application/src/main.c:3: error: partition odd is 0x40010000-0x400110ff, which no single region \
        covers: it takes 2
          help: the smallest that has all of it is 0x40010000-0x400113ff
        """)
    // The regions of PMSAv8 end where they like, but not within 32 bytes.
    #expect(await refusal(fixture, source, "qemu_mps2_an505") == nil)
    #expect(
      await refusal(fixture, source.replacing("0x1100", with: "0x1104"), "qemu_mps2_an505") == """
        application/src/main.c:3: error: partition odd is 0x40010000-0x40011103, which no single region \
        covers: regions begin and end at multiples of 32 bytes
          help: the smallest that has all of it is 0x40010000-0x4001111f
        """)
  }

  @Test func a_partition_in_the_code_stops_the_build_where_regions_must_not_overlap() async throws {
    let fixture = try Fixture()
    let source = """
      #include <zephyr/app_memory/app_memdomain.h>
      #include <zephyr/kernel.h>
      extern const char __bulkhead_user_rom_start[];
      K_MEM_PARTITION_DEFINE(table, __bulkhead_user_rom_start, 32, K_MEM_PARTITION_P_RO_U_RO);
      int main(void) { return k_mem_domain_add_partition(&k_mem_domain_default, &table); }

      """
    #expect(await refusal(fixture, source) == nil)
    let found = try #require(await refusal(fixture, source, "qemu_mps2_an505"))
    #expect(found.hasPrefix("application/src/main.c:4: error: partition table is 0x1000"))
    #expect(found.hasSuffix(": what two regions of PMSAv8 cover is out of reach"))
  }

  @Test func more_threads_without_privileges_than_there_may_be_stop_the_build() async throws {
    let fixture = try Fixture()
    let source = """
      #include <zephyr/kernel.h>
      static void run(void *p1, void *p2, void *p3) { }
      K_THREAD_DEFINE(one, 512, run, NULL, NULL, NULL, 1, K_USER, 0);
      K_THREAD_DEFINE(two, 512, run, NULL, NULL, NULL, 1, 0, 0);
      K_THREAD_DEFINE(three, 512, run, NULL, NULL, NULL, 1, K_USER, 0);
      int main(void) { return 0; }

      """
    #expect(
      await refusal(fixture, source, "qemu_mps2_an385", "CONFIG_MAX_USER_THREADS=1\n") == """
        application/prj.conf:2: error: the boot creates 2 threads without privileges, and \
        CONFIG_MAX_USER_THREADS is 1
        application/src/main.c:3: note: thread one
        application/src/main.c:5: note: thread three
          help: CONFIG_MAX_USER_THREADS=2, or more if others are made at run time
        """)
    #expect(
      await refusal(fixture, source, "qemu_mps2_an385", "CONFIG_MAX_USER_THREADS=2\n") == nil)
  }

  @Test func what_regions_make_of_partitions_stands_where_ram_is_short() async throws {
    let fixture = try Fixture()
    let source = """
      #include <zephyr/app_memory/app_memdomain.h>
      #include <zephyr/kernel.h>
      K_APPMEM_PARTITION_DEFINE(large);
      K_APPMEM_PARTITION_DEFINE(small);
      K_APP_BMEM(large) volatile char bytes[2200000];
      K_APP_BMEM(small) volatile char more[1800000];
      int main(void) { return bytes[0] + more[0]; }

      """
    // 4 MiB would do for the variables, but not for regions of 256 KiB's multiples.
    let found = try #require(await refusal(fixture, source))
    #expect(found.contains(": error: the image does not fit in RAM: it takes "))
    #expect(
      found.contains(
        "\n  note: partitions take what a region covers, in bytes: large 2621440 for 2200000, at a "
          + "multiple of 4194304; small 1835008 for 1800000, at a multiple of 2097152\n"))
    #expect(await refusal(fixture, source.replacing("2200000", with: "2000000")) == nil)
  }

  @Test func a_chip_with_fewer_regions_than_are_loaded_stops_the_build() async throws {
    let fixture = try Fixture()
    try fixture.file(
      "application/boards/qemu_mps2_an385.overlay",
      "/ { cpus { cpu@0 { arm,num-mpu-regions = <4>; }; }; };\n")
    #expect(
      await refusal(fixture, Self.idle) == """
        application/prj.conf:1: error: threads without privileges take 8 regions of PMSAv7, and the \
        processor of qemu_mps2_an385 has 4
          help: CONFIG_USERSPACE=n
        """)
  }

  @Test func more_memory_of_its_own_than_a_thread_has_regions_is_listed() async throws {
    let protection = Processor.Protection(
      kind: .pmsav7, regions: 8, granule: 32, alignment: .powerOfTwo)
    let layout = try #require(RegionLayout(protection))
    let grants = (0..<UInt32(8)).map { index in
      let range = AddressRange(base: 0x2000_0000 + index * 0x100, size: 0x100)
      return RegionGrant(
        name: "partition part\(index)", asked: range!, given: range!, access: .read)
    }
    #expect(try layout.plan(own: Array(grants.prefix(7))).map(\.numbers.lowerBound) == Array(1...7))
    do throws(RegionShortage) {
      _ = try layout.plan(own: grants)
      Issue.record("eight fit into seven")
    } catch {
      let found = await error.failure(of: "thread sampler", layout) { _ in nil }
      #expect(
        found.description.hasPrefix(
          """
          bulkhead: thread sampler is to reach 8 pieces of memory of its own, and has 7 regions for them
            note: partition part0, 0x20000000-0x200000ff
            note: partition part1, 0x20000100-0x200001ff
          """))
    }
  }
}
