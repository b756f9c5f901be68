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
        code that masks all interrupts with an instruction: out of reach, for the board chooses no \
        kernel,init-watchdog
        """)
  }

  @Test func policies_and_deadlines_stand_with_their_entries() async throws {
    let fixture = try Fixture()
    let builder = try fixture.builder(
      """
      #include <zephyr/device.h>
      #include <zephyr/init.h>
      #include <zephyr/kernel.h>
      static int up(void) { return 0; }
      static int lamp_up(const struct device *device) { return device == NULL; }
      SYS_INIT_NAMED(plain, up, APPLICATION, 0);
      SYS_INIT_NAMED(usual, up, APPLICATION, 1);
      SYS_INIT_POLICY(usual, OPTIONAL);
      SYS_INIT_DEADLINE(usual, CONFIG_INIT_DEADLINE_MS);
      SYS_INIT_NAMED(strict, up, APPLICATION, 2);
      SYS_INIT_POLICY(strict, REQUIRED);
      SYS_INIT_DEADLINE(strict, 50);
      SYS_INIT_NAMED(slow, up, APPLICATION, 3);
      SYS_INIT_DEADLINE(slow, 0);
      DEVICE_DEFINE_SHUTDOWN(lamp, "lamp", lamp_up, lamp_up, NULL, NULL, NULL, DEFERRED, 0, NULL);
      SYS_INIT_DEADLINE(lamp, 5);
      int main(void) { return 0; }

      """, "host", "")
    let stages = try InitExplanation(of: await builder.build()).stages.suffix(2)
    let rules = stages.flatMap(\.steps).map { $0.reasons.dropFirst().joined(separator: "; ") }
    #expect(
      rules == [
        "", "", "policy required, deadline 50 ms", "no deadline", "deadline 5 ms on the way back",
      ])
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

/// What `bulkhead explain shutdown` says of calls on devices that are down.
struct UnguardedTests {
  private static let lamp = """
    #include <zephyr/device.h>
    struct lamp_api { int (*light)(const struct device *lamp); };
    extern const struct lamp_api lamp_answers;
    static inline int lamp_light(const struct device *lamp)
    { return ((const struct lamp_api *)bulkhead_device_api(lamp, &lamp_answers))->light(lamp); }

    """
  private static let siren = """
    #include <zephyr/device.h>
    struct siren_api { int (*sound)(const struct device *siren); };
    extern const struct siren_api siren_answers;

    """

  private func driver(_ name: String, _ function: String, answers: Bool) -> String {
    """
    compatible: ["test,\(name)"]
    kconfig: TEST_\(name.uppercased())
    init: test_init
    api:
      type: \(name)_api
      header: \(name).h
      functions: {\(function): test_call}
    \(answers ? "  answers: \(name)_answers\n" : "")
    """
  }

  @Test func a_device_without_an_answer_table_is_listed() async throws {
    let fixture = try Fixture()
    let application = try fixture.application([
      "src/main.c": """
      #include <zephyr/kernel.h>
      #include <zephyr/drivers/gpio.h>
      #include <lamp.h>
      #include <siren.h>
      int test_init(const struct device *device) { return 0; }
      int test_call(const struct device *device) { return 0; }
      const struct lamp_api lamp_answers = {.light = test_call};
      const struct siren_api siren_answers = {.sound = test_call};
      static const struct lamp_api lamp = {.light = test_call};
      static struct gpio_driver_data data;
      static const struct gpio_driver_api port;
      DEVICE_DEFINE(bare, "bare", NULL, NULL, NULL, NULL, APPLICATION, 1, NULL);
      DEVICE_DEFINE(pins, "pins", NULL, NULL, &data, NULL, APPLICATION, 2, &port);
      DEVICE_DEFINE(dark, "dark", NULL, NULL, NULL, NULL, APPLICATION, 3, &lamp);
      DEVICE_DEFINE(lit, "lit", NULL, NULL, NULL, NULL, APPLICATION, 4, &lamp);
      DEVICE_ANSWERS(lit, lamp_answers);
      int main(void) { return lamp_light(DEVICE_GET(lit)); }

      """,
      "drivers/Lamp/binding.yml": driver("lamp", "light", answers: true),
      "drivers/Lamp/lamp.h": Self.lamp,
      "drivers/Bulb/binding.yml": driver("lamp", "light", answers: false)
        .replacing("test,lamp", with: "test,bulb").replacing("TEST_LAMP", with: "TEST_BULB"),
      "drivers/Siren/binding.yml": driver("siren", "sound", answers: true),
      "drivers/Siren/siren.h": Self.siren,
      "app.overlay": """
      / {
        lamp: lamp { compatible = "test,lamp"; };
        bulb: bulb { compatible = "test,bulb"; };
        siren: siren { compatible = "test,siren"; };
      };

      """,
    ])
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named("qemu_mps2_an386", in: fixture.project),
      application: application)
    builder.buildFolder = (fixture.folder / "build").string
    let text = fixture.shown(try InitExplanation(of: await builder.build()).shutdownText)
    let start = try #require(text.firstRange(of: "unguarded"))
    #expect(
      text[start.lowerBound...] == """
        unguarded: its API calls are not refused when it is down
           -  &bulb     Bulb
                        no answer table is named for struct lamp_api
           -  &siren    Siren
                        nothing in the image calls siren_answers, the answer table for struct siren_api
           -  dark      application/src/main.c:14
                        no answer table is named for &lamp
        """)
  }

  @Test func the_classes_that_check_are_the_same_everywhere() throws {
    let include = try Fixture().project.include
    let declared = try (include / "zephyr/drivers").entries.flatMap { header in
      try header.text().matches(of: /struct (\w+_driver_api) \{/).map { String($0.1) }
    }
    let told = try (include / "zephyr/device.h").text().matches(of: /BULKHEAD_CHECKED\((\w+_api)\)/)
    let kernels = ["bulkhead_clock_api", "bulkhead_console_api"]
    #expect(Set(declared + kernels) == Binding.Interface.checkedTypes)
    #expect(Set(told.map { String($0.1) }) == Binding.Interface.checkedTypes)
  }
}

/// `bulkhead explain stack`.
struct ExplainStackTests {
  private func explanation(
    _ source: String, _ board: String, _ fixture: Fixture
  ) async throws -> StackExplanation {
    let builder = try fixture.builder(source, board, "CONFIG_INIT_STACK_RECURSION_BYTES=64\n")
    return try await StackExplanation(of: builder.build(), function: "bulkhead_call_main")
  }

  @Test func entries_and_main_stand_with_what_is_declared() async throws {
    let fixture = try Fixture()
    let found = try await explanation(
      """
      #include <zephyr/init.h>
      #include <zephyr/kernel.h>
      static int (*volatile hook)(char *);
      __attribute__((noinline)) static int around(int n)
      { return n < 2 ? n : around(n - 1) * n + around(n / 2); }
      static int deep(void) { char room[600]; return hook == NULL ? 0 : hook(room) + 1; }
      static int rounds(void) { return around((int)hook) + 1; }
      static int down(void) { char room[300]; return hook == NULL ? 0 : hook(room) + 1; }
      SYS_INIT_SHUTDOWN(deep, down, POST_KERNEL, 5);
      SYS_INIT(rounds, APPLICATION, 5);
      int main(void) { char room[(int)hook]; hook(room); return room[1]; }

      """, "qemu_mps2_an386", fixture)
    let deep = try #require(found.entries.first { $0.name == "deep" })
    #expect((856...880).contains(deep.depth.bytes))
    #expect(deep.depth.path.map(\.function) == ["deep", "an indirect call"])
    let down = try #require(found.entries.first { $0.name == "deep down" })
    #expect((556...580).contains(down.depth.bytes))
    #expect(found.others.map(\.name) == ["main", "bulkhead_call_main"])
    // Columns and addresses are the compiler's affair.
    let lines = found.text.replacing(/\ +/, with: " ").replacing(/0x[0-9a-f]+/, with: "0x")
      .split(separator: "\n").map(String.init)
    #expect(
      lines.first
        == "stack depths of application on qemu_mps2_an386, in bytes, 36 for an interrupt included")
    #expect(lines.contains(" deep \(deep.depth.bytes + 36)"))
    let needed = found.untilMain.bytes + 36
    #expect(found.stack.isGrown && found.stack.size == MainStack.aligned(needed))
    #expect(
      lines.contains(
        "the main thread's stack: \(found.stack.size), for boot and shutdown take \(needed); "
          + "CONFIG_MAIN_STACK_SIZE says 1024; with main it takes \(found.all.bytes + 36)"))
    #expect(found.untilMain.path.suffix(2).map(\.function) == ["deep", "an indirect call"])
    #expect(lines.contains("the deepest way of boot and shutdown"))
    let way = try #require(lines.firstIndex(of: "the deepest way of deep"))
    #expect(lines[way + 2] == " an indirect call 256" && lines[way + 3] == " an interrupt 36")
    let indirect = "calls through a register: 256 bytes each, CONFIG_INIT_STACK_INDIRECT_CALL_BYTES"
    let calls = try #require(lines.firstIndex(of: indirect))
    #expect(lines[calls...].contains(" deep at 0x: a call through a register"))
    let circles = try #require(
      lines.firstIndex(
        of: "functions that call each other: each once, and 64 bytes, "
          + "CONFIG_INIT_STACK_RECURSION_BYTES"))
    #expect(
      lines[(circles + 1)...].prefix(3) == [
        " around", "not understood, so that figures may be too small",
        " main at 0x: the stack pointer moves by an amount that is not in the code",
      ])
  }

  @Test func an_image_with_floating_point_has_a_larger_frame() async throws {
    let fixture = try Fixture()
    let plain = "int main(void) { return 0; }\n"
    let found = try await explanation(plain, "qemu_mps2_an386", fixture)
    #expect(found.exceptionBytes == 36 && !found.stack.isGrown)
    #expect(
      found.text.contains(
        "the main thread's stack: 1024, as CONFIG_MAIN_STACK_SIZE says; boot and shutdown take "))
    #expect(try await explanation(plain, "qemu_virt_rv32", fixture).exceptionBytes >= 128)
    try fixture.file("application/boards/qemu_mps2_an386.conf", "CONFIG_FPU=y\n")
    #expect(try await explanation(plain, "qemu_mps2_an386", fixture).exceptionBytes == 172)
  }

  @Test func the_host_is_refused() async throws {
    let fixture = try Fixture()
    let found = await failure {
      _ = try await explanation("int main(void) { return 0; }\n", "host", fixture)
    }
    #expect(
      found?.description == """
        bulkhead: the stacks of host are not computed: what the C library takes of them is not in \
        the image
          help: choose a board; on the host CONFIG_…_STACK_SIZE decides
        """)
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
    #expect(match.1 == "boards/common/arm/mps2-fpga.dtsi:22")
    let used = try #require(Int(match.2))
    #expect(used > 5_000_000 && Int(match.3) == used - 4_194_304)
    #expect(
      match.4.hasPrefix(
        "  note: the largest in it, in bytes: large 5000000, interrupt_stack 2048, bulkhead_stack_of_main 1024"
      )
    )
    #expect(!(fixture.folder / "build/image.elf").exists)
  }
}
