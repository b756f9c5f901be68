import Testing

@testable import BoardTool

/// `bulkhead explain init`: read from images that are really built.
struct ExplainTests {
  private func explanation(_ fixture: Fixture) async throws -> InitExplanation {
    let application = try fixture.application([
      "src/main.c": """
      #include <zephyr/kernel.h>
      #include <zephyr/init.h>
      int service_init(const struct device *device) { return device == NULL ? 0 : -1; }
      static int later(void) { return 0; }
      static int sooner(void) { return 0; }
      SYS_INIT(later, APPLICATION, 50);
      SYS_INIT(sooner, APPLICATION, 5);
      int main(void) { return 0; }

      """,
      "prj.conf": "CONFIG_THING=y\nCONFIG_THING_INIT_POST_KERNEL=y\n",
      "drivers/Thing/binding.yml":
        "service: thing\nkconfig: THING\ninit: service_init\nafter: [\"bulkhead,host-clock\"]\n",
    ])
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named("host", in: fixture.project),
      application: application)
    builder.buildFolder = (fixture.folder / "build").string
    return try InitExplanation(of: await builder.build())
  }

  @Test func every_entry_stands_with_its_reason() async throws {
    let fixture = try Fixture()
    let text = fixture.shown(try await explanation(fixture).text)
    #expect(
      text == """
        init order of application on host
        PRE_KERNEL_2
           1  &clock         HostClock
                             PRE_KERNEL_2: the binding of HostClock
                             depends on nothing that has to come up
        POST_KERNEL
           2  service thing  Thing
                             POST_KERNEL: CONFIG_THING_INIT_POST_KERNEL, application/prj.conf:2
                             after &clock (after, application/drivers/Thing/binding.yml:1)
        APPLICATION
           3  sooner         application/src/main.c:7
                             in code: after the level's devices, by its priority 5
           4  later          application/src/main.c:6
                             in code: after the level's devices, by its priority 50
        ready from reset: &interrupts, &console, &exit
        left out: &flash, for CONFIG_FLASH=n
        """)
  }

  @Test func the_graph_is_drawn() async throws {
    let fixture = try Fixture()
    let graph = InitDrawing(explanation: try await explanation(fixture))
    #expect(graph.dot.contains("\"/clock\" -> \"service thing\" [label=\"after\"];"))
    let file = fixture.folder / "init.svg"
    try await graph.draw(file)
    let svg = try file.text()
    #expect(svg.contains("<svg") && svg.contains("service thing") && svg.contains("POST_KERNEL"))
  }
}

struct MemoryTests {
  @Test func an_image_that_does_not_fit_is_refused_with_what_fills_it() async throws {
    let fixture = try Fixture()
    let application = try fixture.application([
      "src/main.c": """
      static char large[5000000];
      int main(int count, char **names) { large[count] = 1; return large[(long)names & 0xffff]; }

      """
    ])
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named("qemu_mps2_an386", in: fixture.project),
      application: application)
    builder.buildFolder = (fixture.folder / "build").string
    let found = await failure { _ = try await builder.build() }
    let text = fixture.shown(found?.description ?? "")
    let match = try #require(
      text.wholeMatch(
        of:
          /(.+): error: the image does not fit in RAM: it takes (\d+) bytes of 4194304, (\d+) too many\n(.+)\n.+/
      ))
    #expect(match.1 == "boards/common/arm/mps2-fpga.dtsi:21")
    let used = try #require(Int(match.2))
    #expect(used > 5_000_000 && Int(match.3) == used - 4_194_304)
    #expect(
      match.4.hasPrefix(
        "  note: the largest in it, in bytes: large 5000000, interrupt_stack 2048, main_stack 1024")
    )
    #expect(!(fixture.folder / "build/image.elf").exists)
  }
}
