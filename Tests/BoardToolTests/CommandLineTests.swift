import Foundation
import Testing

@testable import BoardTool

/// The built command line, run as its user runs it.
private struct CommandLine: Sendable {
  let fixture: Fixture
  let program: Path

  init() throws {
    fixture = try Fixture()
    program = fixture.project.root / ".build/debug/bulkhead"
  }

  func run(
    _ words: String..., path: String? = nil, display: String? = nil
  ) async throws -> Tool.Result {
    var environment = ["BULKHEAD_ROOT": fixture.project.root.string]
    if let path { environment["PATH"] = path }
    if let display { environment["DISPLAY"] = display }
    return try await Tool.run(program, words, environment: environment)
  }

  /// Images of these tests are built in one folder: all but the application stays.
  func buildFolder(_ board: String) -> String {
    (fixture.project.images / board / "command-line-tests").string
  }

  func application(_ source: String, configuration: String = "") throws -> String {
    try fixture.file("application/src/main.c", source)
    try fixture.file("application/prj.conf", configuration)
    return (fixture.folder / "application").string
  }
}

/// One line on the error output and status 2, whatever is wrong with the words.
struct BadInputTests {
  /// Both forms of a flag that has two.
  @Test(arguments: ["--cheri", "--no-cheri"])
  func a_flag_can_be_said_either_way(_ flag: String) async throws {
    let result = try await CommandLine().run("sim", flag, "--show-costs")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("integer 1\n"))
  }

  @Test(arguments: [
    ([], "tset", "unknown command 'tset' (known: ", "; did you mean 'test'?"),
    (
      ["run", "samples/hello", "--board"], "qemu_mps2_an38",
      "unknown board 'qemu_mps2_an38' (known: ",
      "; did you mean 'qemu_mps2_an385'?"
    ),
    (["run"], "--bord", "unknown option '--bord' (known: ", "; did you mean '--board'?"),
    (
      ["test"], "--sanitise", "unknown option '--sanitise' (known: ", "; did you mean '--sanitize'?"
    ),
    (
      ["run", "--board", "host"], "samples/helo", "unknown application 'samples/helo' (known: ",
      "samples/hello'?"
    ),
    (
      ["test", "Tests/C/semaphore", "--sanitize"], "addres",
      "unknown sanitizer 'addres' (known: address)", "; did you mean 'address'?"
    ),
  ])
  func an_unknown_name_is_answered_with_the_nearest(
    _ before: [String], _ wrong: String, _ start: String, _ end: String
  ) async throws {
    let line = try CommandLine()
    let result = try await Tool.run(
      line.program, before + [wrong], in: line.fixture.project.root,
      environment: ["BULKHEAD_ROOT": line.fixture.project.root.string])
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("bulkhead: " + start))
    #expect(result.errors.hasSuffix(end + "\n"))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test func a_missing_board_is_asked_for() async throws {
    let line = try CommandLine()
    let result = try await line.run("run", line.application("int main(void) { return 0; }\n"))
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("bulkhead: --board is missing (known: host, "))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["Tests/C/semaphore", "--board=host", "--sanitize=address"])
  func a_soak_goes_with_all_tests(_ part: String) async throws {
    let result = try await CommandLine().run("test", "--soak", part)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(
      result.errors == """
        bulkhead: --soak goes with all tests: leave the folder, --board and --sanitize out

        """)
  }

  /// The simulated machine is QEMU's, too.
  @Test func another_emulator_runs_the_image() async throws {
    let line = try CommandLine()
    let source = "#include <stdio.h>\nint main(void) { puts(\"there\"); return 3; }\n"
    let qemu = try Tool.emulator("qemu-system-riscv32").path().string
    func run(_ words: String...) async throws -> (Int32, String, String) {
      let result = try await line.run(
        "run", line.application(source), "--board", words[0], "--build-dir",
        line.buildFolder(words[0]), "--emulator", words[1], "--timeout", "60")
      return (result.status, result.output, result.errors)
    }
    let (status, output, _) = try await run("sim_rv32_pmp", qemu)
    #expect(status == 3)
    #expect(output.contains("there"))
    let (refused, _, errors) = try await run("sim_rv32_pmp", "/nowhere/qemu")
    #expect(refused == 2)
    #expect(errors.contains("there is no emulator at /nowhere/qemu"))
    let (alone, _, reason) = try await run("host", qemu)
    #expect(alone == 2)
    #expect(reason == "bulkhead: the host has no emulator: leave --emulator out\n")
  }

  @Test(arguments: ["run", "test", "bench", "size", "build", "boards", "kconfig"])
  func every_verb_has_help(_ verb: String) async throws {
    let result = try await CommandLine().run(verb, "--help")
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE: bulkhead \(verb)"))
    #expect(result.errors.isEmpty)
  }

  @Test func a_missing_tool_names_its_package() async throws {
    let line = try CommandLine()
    let swift = try Toolchain().directory
    let source = "int main(void) { return 0; }\n"
    let result = try await line.run(
      "build", line.application(source), "--board", "host", "--build-dir",
      (line.fixture.folder / "build").string, path: swift.string)
    #expect(result.status == 1)
    #expect(
      result.errors
        == "bulkhead: 'dtc' is not installed: apt-get install device-tree-compiler\n")
  }

  /// Python tells where in its code it noticed; a user wants one line.
  @Test func a_graphical_menu_without_a_display() async throws {
    let line = try CommandLine()
    let result = try await line.run(
      "menuconfig", line.application("int main(void) { return 0; }\n"), "--board", "host", "--gui",
      display: ":4096")
    #expect(result.status == 2)
    let lines = result.errors.split(separator: "\n").filter {
      !$0.contains("installing kconfiglib")
    }
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("bulkhead: the graphical menu cannot open: ") == true)
    #expect(
      result.errors.hasSuffix(
        "\n  help: without --gui the menu opens in the terminal; --gui needs python3-tk and a "
          + "display\n"))
  }

  @Test func emulators_are_looked_for_by_the_packages_of_debian() {
    #expect(Tool.emulator("qemu-system-arm").package == "qemu-system-arm")
    #expect(Tool.emulator("qemu-system-riscv32").package == "qemu-system-misc")
  }
}

/// The launcher, with a PATH that lacks some programs and says that its user is not root.
struct LauncherTests {
  @Test func who_is_not_root_is_told_what_to_install() async throws {
    let fixture = try Fixture()
    for tool in ["sh", "dirname", "readlink", "cat"] {
      let place = try #require(
        ["/usr/bin", "/bin"].map { Path($0) / tool }.first { $0.exists })
      try (fixture.folder / "bin").createDirectory()
      try FileManager.default.createSymbolicLink(
        atPath: (fixture.folder / "bin" / tool).string, withDestinationPath: place.string)
    }
    let id = try fixture.file("bin/id", "#!/bin/sh\necho 1000\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: id.string)
    let result = try await Tool.run(
      fixture.folder / "bin/sh", [(fixture.project.root / "bulkhead").string, "boards"],
      environment: ["PATH": (fixture.folder / "bin").string])
    #expect(result.status == 1)
    #expect(
      result.errors == """
        bulkhead: these Debian packages are missing; install them with:
          sudo apt-get update && sudo apt-get install -y --no-install-recommends \
        device-tree-compiler qemu-system-arm qemu-system-misc

        """)
  }
}

/// What a build and a run say; one after the other, because they share a folder.
@Suite(.serialized) struct RunTests {
  @Test func a_build_failure_shows_the_users_file() async throws {
    let line = try CommandLine()
    let application = try line.application("int main(void)\n{\n\treturn wrong;\n}\n")
    let result = try await line.run(
      "build", application, "--board", "host", "--build-dir", line.buildFolder("host"))
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("\(application)/src/main.c:3:9: error: "))
    #expect(result.errors.hasSuffix("bulkhead: \(application)/src/main.c does not compile\n"))
    #expect(!result.errors.contains("/generated/"))
  }

  @Test(arguments: [
    (
      "IRQ_CONNECT(64, 1, serve, NULL, 0);",
      ":6: error: IRQ_CONNECT on line 64, but the controller "
        + "of host has lines 0 to 63\n", ""
    ),
    (
      "IRQ_CONNECT(5, 1, serve, NULL, 0);", ":6: error: two IRQ_CONNECT on line 5\n",
      ":5: note: the other is here\n"
    ),
  ])
  func a_mistake_in_a_static_connection_stops_the_build(
    _ statement: String, _ error: String, _ note: String
  ) async throws {
    let line = try CommandLine()
    let application = try line.application(
      """
      #include <zephyr/kernel.h>
      #include <zephyr/irq.h>
      static void serve(const void *unused) {}
      int main(void) {
      IRQ_CONNECT(5, 1, serve, NULL, 0);
      \(statement)
      return 0; }
      """)
    let result = try await line.run(
      "build", application, "--board", "host", "--build-dir", line.buildFolder("host"))
    #expect(result.status == 1)
    let file = "\(application)/src/main.c"
    #expect(result.errors == file + error + (note.isEmpty ? "" : file + note))
  }

  /// Spins without a call for longer than the host's forced tick needs, while somebody sleeps.
  private static let spinner = """
    #include <zephyr/kernel.h>
    static volatile bool is_awake;
    static void sleep_once(void *a, void *b, void *c) { k_msleep(5); is_awake = true; }
    K_THREAD_DEFINE(sleeper, 1024, sleep_once, NULL, NULL, NULL, -1, 0, 0);
    int main(void) {
    k_msleep(1);
    while (!is_awake) { }
    printk("awake after %u ms\\n", k_uptime_get_32());
    return 0; }
    """

  @Test func forced_ticks_are_counted_and_printed() async throws {
    let line = try CommandLine()
    let result = try await line.run(
      "run", line.application(Self.spinner), "--board", "host", "--build-dir",
      line.buildFolder("host"))
    #expect(result.status == 0)
    #expect(result.output == "*** Bulkhead on host ***\nawake after 5 ms\n")
    #expect(result.errors.hasSuffix("forced ticks: 1\n"))
  }

  @Test func strict_time_makes_a_forced_tick_a_failure_with_its_place() async throws {
    let line = try CommandLine()
    let application = try line.application(Self.spinner)
    let result = try await line.run(
      "run", application, "--board", "host", "--build-dir", line.buildFolder("host"),
      "--strict-time")
    #expect(result.status == 1)
    #expect(
      result.output.contains("bulkhead: forced tick: thread \"main\" never enters the kernel\n"))
    #expect(result.output.contains("  pc in main at \(application)/src/main.c:7\n"))
  }

  @Test func realtime_takes_as_long_as_it_says() async throws {
    let line = try CommandLine()
    let application = try line.application(
      """
      #include <zephyr/kernel.h>
      int main(void) { k_msleep(300); printk("%u\\n", k_uptime_get_32()); return 0; }
      """)
    let words = ["run", application, "--board", "host", "--build-dir", line.buildFolder("host")]
    let environment = ["BULKHEAD_ROOT": line.fixture.project.root.string]
    _ = try await Tool.run(line.program, words, environment: environment)
    let started = ContinuousClock.now
    let result = try await Tool.run(
      line.program, words + ["--realtime"], environment: environment)
    #expect(result.output == "*** Bulkhead on host ***\n300\n")
    #expect(ContinuousClock.now - started >= .milliseconds(300))
  }

  @Test func two_runs_at_once_do_not_clash() async throws {
    let line = try CommandLine()
    let application = try line.application(
      """
      #include <zephyr/kernel.h>
      int main(void) { printk("both\\n"); return 0; }
      """)
    let results = try await inParallel([0, 1], limit: 2) { _ in
      try await line.run(
        "run", application, "--board", "host", "--build-dir", line.buildFolder("host"))
    }
    #expect(results.map(\.output) == Array(repeating: "*** Bulkhead on host ***\nboth\n", count: 2))
    #expect(results.map(\.status) == [0, 0])
  }

  @Test func a_pipe_is_quiet_and_a_terminal_sees_progress() async throws {
    let line = try CommandLine()
    let application = try line.application("int main(void) { return 0; }\n/* \(UUID()) */\n")
    let words = "build \(application) --board host --build-dir \(line.buildFolder("host"))"
    let command = "BULKHEAD_ROOT=\(line.fixture.project.root) \(line.program) \(words)"
    let onTerminal = try await Tool(name: "script", package: "bsdutils").run(
      ["-qec", command, "/dev/null"])
    #expect(onTerminal.status == 0)
    #expect(onTerminal.output.contains("\u{1B}[Kreading the description of host"))
    #expect(onTerminal.output.contains("compiling main.c"))
    let inPipe = try await line.run(
      "build", application, "--board", "host", "--build-dir", line.buildFolder("host"))
    #expect(inPipe.output.hasSuffix("command-line-tests/image.elf\n"))
    #expect(inPipe.output.split(separator: "\n").count == 1)
    #expect(inPipe.errors.isEmpty)
  }

  @Test func a_report_for_ci_says_what_the_tests_said() async throws {
    let line = try CommandLine()
    let application = try line.application(
      """
      #include <setjmp.h>
      #include <stdarg.h>
      #include <stddef.h>
      #include <stdint.h>
      #include <cmocka.h>
      static void passes(void **state) { (void)state; }
      static void fails(void **state) { (void)state; assert_int_equal(1, 2); }
      static void is_skipped(void **state) { (void)state; skip(); }
      int main(void) {
      const struct CMUnitTest tests[] = {
      cmocka_unit_test(passes), cmocka_unit_test(fails), cmocka_unit_test(is_skipped)};
      return cmocka_run_group_tests(tests, NULL, NULL); }
      """)
    let file = line.fixture.folder / "report.xml"
    let result = try await line.run(
      "test", application, "--junit", file.string, "--build-dir", line.buildFolder("host-test"))
    #expect(result.status == 1)
    #expect(result.output.hasSuffix("\n1 passed, 1 failed\n"))
    let report = try file.text()
    #expect(
      report.contains(
        "<testsuite name=\"application on host\" tests=\"3\" failures=\"1\" skipped=\"1\""))
    #expect(report.contains("name=\"passes\" time=\"0.000\"/>"))
    #expect(
      report.contains("name=\"fails\" time=\"0.000\"><failure message=\"[  ERROR   ] --- 0x1"))
    #expect(report.contains("name=\"is_skipped\" time=\"0.000\"><skipped/></testcase>"))
  }

  @Test func an_interrupt_from_the_terminal_ends_the_emulator() async throws {
    let line = try CommandLine()
    let application = try line.application(
      """
      #include <zephyr/kernel.h>
      int main(void) { printk("ready\\n"); k_sleep(K_FOREVER); return 0; }
      """)
    let folder = line.buildFolder("qemu_mps2_an385")
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: line.program.string)
    process.arguments = ["run", application, "--board", "qemu_mps2_an385", "--build-dir", folder]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["BULKHEAD_ROOT": line.fixture.project.root.string]) { _, new in new }
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var console = ""
    while !console.contains("ready\n"),
      case let data = output.fileHandleForReading.availableData, !data.isEmpty
    {
      console += String(decoding: data, as: UTF8.self)
    }
    #expect(console == "*** Bulkhead on qemu_mps2_an385 ***\nready\n")
    #expect(Self.processes(naming: folder + "/image.elf").count == 1)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(Self.processes(naming: folder).isEmpty)
  }

  /// The processes, other than this one, whose command line has this in it.
  private static func processes(naming text: String) -> [String] {
    Path("/proc").entries.map(\.name).filter { Int($0) != nil }.filter { process in
      let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      return String(decoding: words, as: UTF8.self).contains(text)
    }
  }
}
