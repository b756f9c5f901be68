import ELF
import KernelCore
import Testing

@testable import BoardTool

/// What threads without privileges reach in a process, and that the process has just that open while one runs.
struct HostRegionTests {
  /// Such a thread asks Linux, which nothing keeps it from, what is open.
  private static let source = """
    #include <fcntl.h>
    #include <unistd.h>
    #include <zephyr/app_memory/app_memdomain.h>
    #include <zephyr/kernel.h>

    K_APPMEM_PARTITION_DEFINE(readings);
    K_APP_BMEM(readings) volatile uint8_t latest[5000];
    K_THREAD_STACK_DEFINE(worker, 1000);

    static void look(void *p1, void *p2, void *p3)
    {
    \tchar text[512];
    \tint file = open("/proc/self/maps", O_RDONLY);
    \tssize_t length;

    \tlatest[0]++;
    \twhile ((length = read(file, text, sizeof(text))) > 0) {
    \t\t(void)!write(1, text, (size_t)length);
    \t}
    }
    K_THREAD_DEFINE(looker, 700, look, NULL, NULL, NULL, 1, K_USER, SYS_FOREVER_MS);

    int main(void)
    {
    \tk_mem_domain_add_partition(&k_mem_domain_default, &readings);
    \tk_thread_start(looker);
    \tk_thread_join(looker, K_FOREVER);
    \tprintk("counted %u, %d\\n", latest[0], (int)((uintptr_t)worker & 15));
    \treturn 0;
    }

    """

  /// Everything of the image that is not closed.
  private func open(in lines: [String], below end: UInt32) -> [String] {
    lines.compactMap { line in
      guard let match = line.firstMatch(of: #/^([0-9a-f]+)-([0-9a-f]+) (...)p /#),
        let first = UInt32(match.1, radix: 16), let behind = UInt32(match.2, radix: 16),
        behind <= end, match.3 != "---"
      else { return nil }
      return AddressRange(first, through: behind - 1).text + " \(match.3)"
    }
  }

  @Test func the_process_has_open_what_is_shown() async throws {
    let fixture = try Fixture()
    let builder = try fixture.builder(Self.source, "host", "CONFIG_USERSPACE=y\n")
    let run = try await CapturedRun(builder: builder, limit: 60, echoes: false).run()
    #expect(run.lines.contains("counted 1, 0"), "\(run.lines.suffix(8))")
    let found = try await RegionExplanation(of: run.image)
    #expect(found.text.hasPrefix("regions of application on host: pages\n"))
    let text = fixture.shown(found.text)
    #expect(text.contains("thread looker, application/src/main.c:21: reaches "))
    let thread = try #require(found.threads.first { $0.name == "looker" })
    #expect(thread.own.map(\.grant.given.size) == [68 * 1024])
    #expect(found.partitions.map(\.grant.given.size) == [8192])
    #expect(found.partitions.map(\.beyond) == [8192 - 5000])

    let file = try ELFFile(run.image.elf.bytes())
    func address(_ name: String) throws -> UInt32 {
      UInt32(try #require(file.symbols.first { $0.name == name }).address)
    }
    let seen = Set(open(in: run.lines, below: (try address("__bss_end") + 4095) & ~4095))
    let shown = [(found.code, "r-x"), (thread.own[0], "rw-"), (found.partitions[0], "rw-")].map {
      $0.grant.given.text + " \($1)"
    }
    #expect(seen.isSuperset(of: shown), "\(shown) in \(seen)")
    // Beside these: the tables of the dynamic linker, the gate's page, and the stack of signals.
    let gate = try address("port_gate")
    let own = [
      AddressRange(gate, through: gate + 0xfff).text + " r--",
      AddressRange(gate + 0x1000, through: gate + 0x10fff).text + " rw-",
    ]
    let others = seen.subtracting(shown + own)
    #expect(seen.isSuperset(of: own), "\(own) in \(seen)")
    #expect(others.count == 1 && others.allSatisfy { $0.hasSuffix(" r--") }, "\(others)")
  }

  @Test func threads_without_privileges_do_not_go_with_a_sanitizer() async throws {
    let fixture = try Fixture()
    var builder = try fixture.builder(Self.source, "host", "CONFIG_USERSPACE=y\n")
    builder.sanitizer = "address"
    let refused = await failure { [builder] in _ = try await builder.build() }
    #expect(
      refused.map { fixture.shown($0.description) } == """
        application/prj.conf:1: error: threads without privileges do not go with a sanitizer
          help: leave --sanitize out
        """)
  }

  @Test func a_partition_of_half_a_page_stops_the_build() async throws {
    let fixture = try Fixture()
    let source = """
      #include <zephyr/app_memory/app_memdomain.h>
      #include <zephyr/kernel.h>
      K_MEM_PARTITION_DEFINE(odd, 0x400000, 0x1800, K_MEM_PARTITION_P_RW_U_RW);
      int main(void) { return k_mem_domain_add_partition(&k_mem_domain_default, &odd); }

      """
    let refused = await failure {
      _ = try await RegionExplanation(
        building: try fixture.builder(source, "host", "CONFIG_USERSPACE=y\n"))
    }
    #expect(
      refused.map { fixture.shown($0.description) } == """
        application/src/main.c:3: error: partition odd is 0x00400000-0x004017ff, which no single region \
        covers: regions begin and end at multiples of 4096 bytes
          help: the smallest that has all of it is 0x00400000-0x00401fff
        """)
  }
}
