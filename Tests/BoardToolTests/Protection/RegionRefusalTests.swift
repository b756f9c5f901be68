import KernelCore
import Testing

@testable import BoardTool

/// What the build and `bulkhead explain regions` refuse of the memory that threads are to reach.
struct RegionRefusalTests {
  private func refusal(
    _ fixture: Fixture, _ source: String, _ board: String = "qemu_mps2_an385", _ more: String = ""
  ) async -> String? {
    let found = await failure {
      _ =
        try await RegionExplanation(
          building: try fixture.builder(source, board, "CONFIG_USERSPACE=y\n" + more))
    }
    return found.map { fixture.shown($0.description) }
  }

  private static let idle = "#include <zephyr/kernel.h>\nint main(void) { return 0; }\n"

  @Test func an_image_whose_threads_all_have_privileges_is_refused() async throws {
    let fixture = try Fixture()
    func refused(_ board: String) async throws -> String? {
      let builder = try fixture.builder(Self.idle, board, "")
      return await failure { _ = try await RegionExplanation(building: builder) }
        .map { fixture.shown($0.description) }
    }
    #expect(
      try await refused("qemu_mps2_an386") == """
        bulkhead: every thread of application on qemu_mps2_an386 reaches all memory: all have privileges
          help: CONFIG_USERSPACE=y, and the option K_USER for a thread: docs/USER_MODE.md
        """)
    #expect(
      try await refused("host") == """
        bulkhead: every thread of application on host reaches all memory: all have privileges
          help: CONFIG_USERSPACE=y, and the option K_USER for a thread: docs/USER_MODE.md
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
    // Where RAM does not begin with the stacks, smaller ones do fit.
    #expect(
      await refusal(
        fixture, source.replacing("2200000", with: "2000000"), "qemu_mps2_an385",
        "CONFIG_CLOSED_STACKS=n\n") == nil)
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
    let layout = RegionLayout(protection)
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
