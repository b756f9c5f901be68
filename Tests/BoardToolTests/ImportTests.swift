import Foundation
import Testing

@testable import BoardTool

/// `bulkhead board import`.
struct ImportTests {
  private func imported(
    _ fixture: Fixture, _ file: Path, name: String = "imported"
  ) async throws -> (source: String, report: [String]) {
    let work = BoardImport(
      project: fixture.project, file: file, name: name, root: fixture.folder / "boards")
    let report = try await work.run()
    return (try (fixture.folder / "boards/\(name)/board.dts").text(), report)
  }

  /// What QEMU itself says of its machine; boots without a line being edited.
  @Test func qemus_own_dump_boots() async throws {
    let fixture = try Fixture()
    let blob = fixture.folder / "virt.dtb"
    let dumped = try await Tool.emulator("qemu-system-riscv32").run([
      "-M", "virt,dumpdtb=\(blob)", "-bios", "none", "-display", "none",
    ])
    #expect(dumped.status == 0)
    let (source, report) = try await imported(fixture, blob)
    #expect(!source.contains("rng-seed"))
    #expect(source.contains("stdout-path = &uart0;"))
    #expect(source.contains("\tinterrupts-extended = <&intc 11>, <&intc 9>;\n"))
    #expect(report.contains("dropped 'rng-seed' of /chosen"))
    #expect(report.contains("disabled &pci: no driver serves pci-host-ecam-generic"))
    #expect(!report.contains { $0.hasPrefix("to do") })

    var project = fixture.project
    project.boardRoots = [fixture.folder / "boards"]
    var builder = ImageBuilder(
      project: project, board: try Board.named("imported", in: project),
      application: try Application(
        folder: (project.root / "samples/hello").string, in: project))
    builder.buildFolder = (fixture.folder / "build").string
    var runner = ImageRunner(image: try await builder.build())
    runner.timeout = .seconds(60)
    let console = ConsoleBytes()
    let end = try await runner.run { await console.take($0) }
    #expect(end == .exited(0))
    #expect(await console.text.contains("Hello from imported\n"))
  }

  private let zephyr = """
    /dts-v1/;
    / {
      #address-cells = <1>;
      #size-cells = <1>;
      model = "A board of somebody else";
      compatible = "vendor,machine";
      interrupt-parent = <&nvic>;
      chosen {
        zephyr,console = &console;
        zephyr,sram = &sram;
        zephyr,flash = &flash;
        zephyr,bt-uart = &console;
      };
      cpus {
        #address-cells = <1>;
        #size-cells = <0>;
        cpu@0 { compatible = "arm,cortex-m4f"; reg = <0>; };
      };
      sysclk: clock { compatible = "fixed-clock"; clock-frequency = <8000000>; #clock-cells = <0>; };
      sram: memory@20000000 { compatible = "mmio-sram"; reg = <0x20000000 0x8000>; };
      flash: flash@0 { compatible = "soc-nv-flash"; reg = <0 0x10000>; };
      nvic: interrupt-controller@e000e100 {
        compatible = "arm,v7m-nvic";
        reg = <0xe000e100 0xc00>;
        interrupt-controller;
        #interrupt-cells = <2>;
        arm,num-irq-priority-bits = <3>;
      };
      timer@e000e010 { compatible = "arm,armv7m-systick"; reg = <0xe000e010 0x10>; };
      console: serial@40004000 {
        compatible = "arm,cmsdk-uart";
        reg = <0x40004000 0x1000>;
        interrupts = <33 3>, <32 3>;
        interrupt-names = "tx", "rx";
        clocks = <&sysclk>;
      };
      i2c@40005000 { compatible = "vendor,i2c"; reg = <0x40005000 0x1000>; };
      i2c@40006000 { compatible = "vendor,i2c"; reg = <0x40006000 0x1000>; status = "disabled"; };
    };

    """

  @Test func zephyrs_choices_become_ours() async throws {
    let fixture = try Fixture()
    let file = try fixture.file("other.dts", zephyr)
    let (source, report) = try await imported(fixture, file)
    #expect(
      report.dropFirst() == [
        "chose &timer0 as kernel,tick",
        "'zephyr,console' of /chosen became 'stdout-path'",
        "'zephyr,sram' of /chosen became 'kernel,ram'",
        "'zephyr,flash' of /chosen became 'kernel,rom'",
        "dropped 'zephyr,bt-uart' of /chosen: it means nothing here",
        "&timer0 counts &sysclk, the only clock",
        "disabled &i2c0: no driver serves vendor,i2c",
        "to do: say how to run it, in a node bulkhead,emulator (see boards/README.md), or flash it",
        "to do: check 'arm,num-irqs = <64>' of &nvic: it was taken from the highest line in use",
      ])
    #expect(
      source.contains(
        """
        \tchosen {
        \t\tstdout-path = &console;
        \t\tkernel,rom = <&flash>;
        \t\tkernel,ram = <&sram>;
        \t\tkernel,tick = <&timer0>;
        \t};

        """))
    let readme = try (fixture.folder / "boards/imported/README.md").text()
    #expect(readme.contains("Imported from other.dts (A board of somebody else)."))
    #expect(readme.contains("- disabled &i2c0: no driver serves vendor,i2c\n"))
  }

  /// The interrupts go to the handlers of their names, whatever their order.
  @Test func an_imported_board_has_a_complete_description() async throws {
    let fixture = try Fixture()
    _ = try await imported(fixture, try fixture.file("other.dts", zephyr))
    var project = fixture.project
    project.boardRoots = [fixture.folder / "boards"]
    let board = try Board.named("imported", in: project)
    let model = try await fixture.model(of: board, [:])
    #expect(model.clock?.clockFrequency == 8_000_000)
    #expect(model.controller.lines == 64)
    let console = try #require(model.console)
    #expect(console.interrupts.map(\.line) == [33, 32])
    #expect(
      console.interrupts.map(\.handler) == [
        "bulkhead_uart_cmsdk_transmit_isr", "bulkhead_uart_cmsdk_receive_isr",
      ])
  }

  @Test(arguments: [
    ([], "the value is not a devicetree"),
    ([0xd0, 0x0d, 0xfe, 0xed, 0, 0, 1, 0], ""),
  ])
  func a_damaged_blob_is_refused(_ bytes: [UInt8], _ reason: String) async throws {
    let fixture = try Fixture()
    let file = fixture.folder / "bad.dtb"
    #expect(FileManager.default.createFile(atPath: file.string, contents: Data(bytes)))
    let found = await failure { _ = try await imported(fixture, file) }
    let text = fixture.shown(found?.description ?? "")
    #expect(text.hasPrefix("bad.dtb:1: error: not a usable devicetree blob: "))
    #expect(
      text.hasSuffix(
        "\n  help: dump it again: the file is truncated, damaged, or something else"))
    #expect(!(fixture.folder / "boards/imported").exists)
  }

  @Test func a_truncated_dump_is_refused_wherever_it_ends() async throws {
    let fixture = try Fixture()
    let file = try fixture.file("other.dts", zephyr)
    let blob = fixture.folder / "whole.dtb"
    _ = try await Tool.deviceTreeCompiler.run([
      "-q", "-q", "-O", "dtb", "-o", blob.string, file.string,
    ])
    let bytes = try blob.bytes()
    for count in stride(from: 4, to: bytes.count, by: 61) {
      let part = fixture.folder / "part.dtb"
      #expect(
        FileManager.default.createFile(
          atPath: part.string, contents: Data(bytes.prefix(count))))
      let found = await failure { _ = try await imported(fixture, part) }
      #expect(found?.message.hasPrefix("not a usable devicetree blob: ") == true)
    }
  }

  /// libfdt takes any bytes for a name, and a name any number of times.
  @Test(arguments: [
    ("i2c@40005000", [1], #""\u{01}2c@40005000" at /\#u{1}2c@40005000 is no name"#),
    ("i2c@40005000", [0x69, 0x3f], #""i?c@40005000" at /i?c@40005000 is no name"#),
    ("clock-frequency", Array("compatible\0".utf8), #""compatible" at /clock is there twice"#),
  ])
  func a_name_that_no_source_can_hold_is_refused(
    _ name: String, _ wrong: [UInt8], _ message: String
  ) async throws {
    let fixture = try Fixture()
    let file = try fixture.file("other.dts", zephyr)
    let blob = fixture.folder / "whole.dtb"
    _ = try await Tool.deviceTreeCompiler.run([
      "-q", "-q", "-O", "dtb", "-o", blob.string, file.string,
    ])
    var bytes = try blob.bytes()
    let letters = Array(name.utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: letters) })
    bytes.replaceSubrange(place..<place + wrong.count, with: wrong)
    #expect(FileManager.default.createFile(atPath: blob.string, contents: Data(bytes)))
    let found = await failure { _ = try await imported(fixture, blob) }
    #expect(
      fixture.shown(found?.description ?? "") == """
        whole.dtb:1: error: not a usable devicetree blob: \(message)
          help: dump it again: the file is truncated, damaged, or something else
        """)
  }

  /// As Linux describes a Cortex-M: constants from headers, no processor, its own name of the NVIC.
  private let linux = """
    #include <dt-bindings/clock/mine.h>
    / {
      #address-cells = <1>;
      #size-cells = <1>;
      model = "Somebody's microcontroller";
      interrupt-parent = <&nvic>;
      chosen { bootargs = "root=/dev/ram"; stdout-path = "serial0:115200n8"; };
      aliases { serial0 = &console; };
      nvic: interrupt-controller@e000e100 {
        compatible = "arm,armv7m-nvic";
        interrupt-controller;
        #interrupt-cells = <1>;
        reg = <0xe000e100 0xc00>;
        arm,num-irq-priority-bits = <4>;
      };
      systick: timer@e000e010 {
        compatible = "arm,armv7m-systick";
        reg = <0xe000e010 0x10>;
        clocks = <&rcc MINE_SYSTICK>;
      };
      memory@90000000 { device_type = "memory"; reg = <0x90000000 0x800000>; };
      rcc: rcc@40023800 {
        compatible = "vendor,rcc";
        #clock-cells = <1>;
        reg = <0x40023800 0x400>;
      };
      console: serial@40011000 {
        compatible = "arm,cmsdk-uart";
        reg = <0x40011000 0x400>;
        interrupts = <37>;
        clocks = <&rcc MINE_UART>;
      };
      regulator {
        compatible = "regulator-fixed";
        gpio = <&gpio 4 0>;
      };
      gpio: gpio@40020000 {
        compatible = "vendor,gpio";
        reg = <0x40020000 0x400>;
        #gpio-cells = <2>;
        interrupt-controller;
        #interrupt-cells = <2>;
      };
    };

    """

  @Test func a_source_of_linux() async throws {
    let fixture = try Fixture()
    let file = try fixture.file("linux/mine.dts", "/dts-v1/;\n" + linux)
    try fixture.file(
      "linux/include/dt-bindings/clock/mine.h", "#define MINE_SYSTICK 1\n#define MINE_UART 2\n")
    var work = BoardImport(
      project: fixture.project, file: file, name: "mine", root: fixture.folder / "boards")

    let headless = await failure { _ = try await work.run() }
    #expect(
      fixture.shown(headless?.description ?? "") == """
        linux/mine.dts:2: error: 'dt-bindings/clock/mine.h' is included, but there is no such file
          help: it is looked for beside this file and in linux; name more folders with --include
        """)

    work.includes = [fixture.folder / "linux/include"]
    let nameless = await failure { _ = try await work.run() }
    #expect(
      fixture.shown(nameless?.description ?? "") == """
        linux/mine.dts:3: error: the devicetree has no enabled processor
          help: name it, as in --cpu arm,cortex-m4
        """)

    work.processor = "arm,cortex-m4"
    #expect(
      try await work.run().dropFirst() == [
        "dropped 'bootargs' of /chosen",
        "split memory@90000000, the only memory: its first half stands for a ROM",
        "disabled &rcc: no driver serves vendor,rcc",
        "disabled &console: it needs &rcc (clocks), which is disabled",
        "disabled &regulator: no driver serves regulator-fixed",
        "disabled &gpio: no driver serves vendor,gpio",
        "disabled &systick: it needs &rcc (clocks), which is disabled",
        "to do: no console: enable &console, with a fixed-clock in 'clocks', or add "
          + "CONFIG_CONSOLE=n",
        "to do: choose kernel,tick: enable &systick, with a fixed-clock in 'clocks'",
        "to do: say how to run it, in a node bulkhead,emulator (see boards/README.md), or flash it",
        "to do: check 'arm,num-irqs = <64>' of &nvic: it was taken from the highest line in use",
      ])
    let source = try (fixture.folder / "boards/mine/board.dts").text()
    #expect(source.contains("\t\tclocks = <&rcc 2>;\n"))
    #expect(source.contains("\t\tgpio = <&gpio 4 0>;\n"))
    #expect(source.contains("\t\t\tcompatible = \"arm,cortex-m4\";\n"))
  }

  @Test func a_processor_is_not_named_for_a_blob() async throws {
    let fixture = try Fixture()
    let blob = fixture.folder / "x.dtb"
    #expect(FileManager.default.createFile(atPath: blob.string, contents: Data([1])))
    var work = BoardImport(project: fixture.project, file: blob, name: "mine")
    work.processor = "arm,cortex-m4"
    let found = await failure { [work] in _ = try await work.run() }
    #expect(
      fixture.shown(found?.description ?? "") == """
        bulkhead: --cpu is for a source, and x.dtb is a blob
          help: make it a source: dtc -I dtb -O dts x.dtb
        """)
  }

  @Test func an_existing_board_and_a_bad_name_are_refused() async throws {
    let fixture = try Fixture()
    let file = try fixture.file("other.dts", zephyr)
    _ = try await imported(fixture, file)
    let again = await failure { _ = try await imported(fixture, file) }
    #expect(
      fixture.shown(again?.description ?? "") == """
        bulkhead: boards/imported exists
          help: choose another --name, or remove the folder
        """)
    let bad = await failure { _ = try await imported(fixture, file, name: "a/b") }
    #expect(bad?.status == 2)
  }

  @Test func an_unknown_processor_leaves_nothing_behind() async throws {
    let fixture = try Fixture()
    let file = try fixture.file("other.dts", zephyr.replacing("cortex-m4f", with: "cortex-a53"))
    let found = await failure { _ = try await imported(fixture, file) }
    #expect(found?.message.hasPrefix("no processor is known as arm,cortex-a53") == true)
    #expect(!(fixture.folder / "boards").exists)
  }
}

/// Collects what an image prints.
private actor ConsoleBytes {
  private var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func take(_ more: [UInt8]) { bytes += more }
}
