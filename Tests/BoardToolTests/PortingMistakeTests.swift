import Testing

@testable import BoardTool

/// What a porter gets wrong and the devicetree language lets pass: each refused, with the line.
struct PortingMistakeTests {
  /// What the tool says of a board of the package with something laid over it.
  private func refusal(_ overlay: String) async throws -> String {
    let fixture = try Fixture()
    let found = await failure { _ = try await fixture.model("qemu_mps2_an386", overlay: overlay) }
    return fixture.shown(found?.description ?? "nothing is refused")
  }

  /// What it says of a board that stands in a folder of its own.
  private func refusal(
    ofBoard source: String, _ files: [String: String] = ["board.defconfig": ""]
  ) async throws -> String {
    let fixture = try Fixture()
    try fixture.file("boards/mine/board.dts", source)
    for (name, text) in files { try fixture.file("boards/mine/" + name, text) }
    let found = await failure {
      let board = Board(name: "mine", folder: fixture.folder / "boards/mine")
      _ = try await fixture.model(of: board, [:])
    }
    return fixture.shown(found?.description ?? "nothing is refused")
  }

  // MARK: Nodes

  @Test func a_misspelt_status() async throws {
    let text = try await refusal("&uart1 {\n\tstatus = \"okey\";\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &uart1 has the status 'okey', which \
        there is not; did you mean 'okay'?
          help: write status = "okay"; or "disabled"
        """)
  }

  @Test(arguments: ["ok", "okay"])
  func both_spellings_of_okay(_ status: String) async throws {
    let fixture = try Fixture()
    let model = try await fixture.model(
      "qemu_mps2_an386", overlay: "&uart1 {\n\tstatus = \"\(status)\";\n};\n")
    #expect(model.devices.contains { $0.node.labels.contains("uart1") })
  }

  @Test func a_device_without_registers() async throws {
    let text = try await refusal("&uart0 {\n\t/delete-property/ reg;\n};\n")
    #expect(
      text == """
        boards/common/arm/mps2-fpga.dtsi:47: error: &uart0 has an address in its name, but no 'reg'
          help: add the address and the size of its registers: reg = <0x40004000 0x1000>;
        """)
  }

  @Test(arguments: [
    "&uart0 {\n\treg = <0x40004000>;\n};\n",
    "&uart0 {\n\tinterrupts = <1 3 0>;\n};\n",
    "&uart0 {\n\tclocks = <12000000>;\n};\n",
  ])
  func cells_of_another_number_than_the_bus_has(_ overlay: String) async throws {
    #expect(
      try await refusal(overlay) == "bulkhead: the devicetree of qemu_mps2_an386 has errors")
  }

  @Test func a_chosen_node_without_compatible() async throws {
    let text = try await refusal("&uart0 {\n\t/delete-property/ compatible;\n};\n")
    #expect(
      text == """
        boards/common/arm/mps2-fpga.dtsi:47: error: chosen 'stdout-path' names &uart0, which has no \
        'compatible' to find its driver by
        boards/common/arm/mps2-fpga.dtsi:7: note: it is chosen here
          help: add it: compatible = "vendor,device";
        """)
  }

  @Test func a_priority_beyond_the_controller() async throws {
    let text = try await refusal("&uart0 {\n\tinterrupts = <0 9>, <1 3>;\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &uart0 uses interrupt priority 9, but \
        the controller has priorities 0 to 7
        boards/common/arm/armv7-m.dtsi:7: note: the controller
          help: correct 'interrupts', or the number of priority bits of the controller
        """)
  }

  /// dtc refuses this only where no other file has opened the root node before.
  @Test func a_node_that_was_copied_with_its_name() async throws {
    let text = try await refusal(
      ofBoard: """
        /dts-v1/;
        /include/ "arm/armv7-m.dtsi"
        / {
        	uart0: first: serial@40004000 {
        		reg = <0x40004000 0x1000>;
        	};

        	uart1: serial@40004000 {
        		reg = <0x40005000 0x1000>;
        	};
        };

        """)
    #expect(
      text == """
        boards/mine/board.dts:8: error: /serial@40004000 is written twice, and is one node with the \
        labels 'uart1' and 'uart0' and 'first'
        boards/mine/board.dts:4: note: the first time
          help: correct the address in its name; to add to a node, write &label { … };
        """)
  }

  @Test func a_label_that_no_node_has() async throws {
    #expect(
      try await refusal("&uart1x {\n};\n") == """
        bulkhead: the devicetree of qemu_mps2_an386 has errors
          help: the nearest label that a node has is 'uart1'
        """)
    #expect(
      try await refusal("&uart1 {\n\tclocks = <&sysclck>;\n};\n") == """
        bulkhead: the devicetree of qemu_mps2_an386 has errors
          help: the nearest label that a node has is 'sysclk'
        """)
  }

  @Test func a_node_that_comes_up_after_itself() async throws {
    let text = try await refusal("&uart0 {\n\tkernel,init-after = <&uart0>;\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: 'kernel,init-after' of &uart0 names \
        the node itself
          help: name another node, or drop it
        """)
  }

  @Test(arguments: [
    (
      "kernel,shared-irq = \"yes\"", "kernel,shared-irq", "there without a value, or not at all",
      "kernel,shared-irq;"
    ),
    (
      "kernel,deferred-init = <1>", "kernel,deferred-init", "there without a value, or not at all",
      "kernel,deferred-init;"
    ),
    (
      "kernel,init-after = <77>", "kernel,init-after", "references to nodes",
      "kernel,init-after = <&label>;"
    ),
    (
      "kernel,init-level", "kernel,init-level", "one text", "kernel,init-level = \"POST_KERNEL\";"
    ),
  ])
  func a_property_of_the_kernel_of_the_wrong_type(
    _ line: String, _ name: String, _ words: String, _ example: String
  ) async throws {
    let text = try await refusal("&uart0 {\n\t\(line);\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: '\(name)' of &uart0 must be \(words)
          help: write it as \(example)
        """)
  }

  // MARK: Chosen

  @Test func a_chosen_node_under_a_disabled_bus() async throws {
    let text = try await refusal(
      """
      / {
      	chosen { stdout-path = &far; };
      	bus {
      		#address-cells = <1>;
      		#size-cells = <1>;
      		ranges;
      		status = "disabled";
      		far: serial@60000000 {
      			compatible = "arm,cmsdk-uart";
      			reg = <0x60000000 0x1000>;
      		};
      	};
      };

      """)
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: chosen 'stdout-path' names &far, which \
        is disabled
        application/boards/qemu_mps2_an386.overlay:7: note: it is disabled here
          help: enable it there, or name another node
        """)
  }

  @Test func a_chosen_memory_that_is_none() async throws {
    let text = try await refusal("/ {\n\tchosen {\n\t\tkernel,ram = &uart0;\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: chosen 'kernel,ram' names &uart0, \
        which is no memory
        boards/common/arm/mps2-fpga.dtsi:47: note: the node
          help: name a node with device_type = "memory"
        """)
  }

  @Test func one_memory_for_both() async throws {
    let text = try await refusal("/ {\n\tchosen {\n\t\tkernel,ram = &rom;\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: chosen 'kernel,rom' and 'kernel,ram' \
        both name &rom
        boards/common/arm/mps2-fpga.dtsi:8: note: 'kernel,rom' is chosen here
          help: name two memories; one that holds both is described as two nodes
        """)
  }

  // MARK: Clocks

  @Test func a_clock_without_a_frequency() async throws {
    let text = try await refusal("&sysclk {\n\t/delete-property/ clock-frequency;\n};\n")
    #expect(
      text == """
        boards/common/arm/mps2-fpga.dtsi:25: error: &sysclk, which clocks &systick, has no \
        'clock-frequency'
        boards/common/arm/mps2-fpga.dtsi:162: note: &systick names it here
          help: add it, in Hz: clock-frequency = <1000000>;
        """)
  }

  @Test func a_tick_without_a_clock() async throws {
    let text = try await refusal("&systick {\n\t/delete-property/ clocks;\n};\n")
    #expect(
      text == """
        boards/common/arm/armv7-m.dtsi:15: error: chosen 'kernel,tick' names &systick, of which \
        nothing says how fast it counts
        boards/common/arm/mps2-fpga.dtsi:10: note: it is chosen here
          help: give it 'clocks = <&label>;' with a fixed-clock
        """)
  }

  @Test func a_serial_device_without_a_clock() async throws {
    let text = try await refusal("&uart0 {\n\t/delete-property/ clocks;\n};\n")
    #expect(
      text == """
        boards/common/arm/mps2-fpga.dtsi:47: error: &uart0 has no clock to make its \
        'current-speed' from
        Sources/Drivers/UARTCMSDK/binding.yml:1: note: the driver's binding
          help: give it 'clocks = <&label>;' with a fixed-clock, or 'clock-frequency = <…>;'
        """)
  }

  // MARK: Processors

  @Test func a_processor_that_nobody_knows() async throws {
    let text = try await refusal("&{/cpus/cpu@0} {\n\tcompatible = \"arm,cortex-m44\";\n};\n")
    #expect(
      text.contains(" error: no processor is known as arm,cortex-m44 (known: arm,cortex-m3, "))
    #expect(text.contains("; did you mean 'arm,cortex-m4'?\n  help: add it to a file in "))
  }

  @Test func a_processor_without_compatible() async throws {
    let text = try await refusal("&{/cpus/cpu@0} {\n\t/delete-property/ compatible;\n};\n")
    #expect(text.contains(": error: the processor /cpus/cpu@0 has no 'compatible'\n"))
    #expect(text.contains("\n  help: add it: one of arm,cortex-m3, "))
  }

  @Test func a_processor_of_64_bits() async throws {
    let fixture = try Fixture()
    let overlay = "&{/cpus/cpu@0} {\n\triscv,isa = \"rv64imac\";\n};\n"
    let found = await failure { _ = try await fixture.model("qemu_virt_rv32", overlay: overlay) }
    let place = "application/boards/qemu_virt_rv32.overlay:2: error: the processor "
    let text = fixture.shown(found?.description ?? "")
    #expect(text.hasPrefix(place))
    #expect(
      text.hasSuffix(
        " is 'rv64imac', and the kernel runs on rv32\n"
          + "  help: choose a board whose processor has 32 bits"))
  }

  // MARK: Options

  /// A warning names files as errors do: from the working directory.
  @Test func an_option_that_is_set_twice() async throws {
    let fixture = try Fixture()
    let application = try fixture.application([
      "src/main.c": "int main(void) { return 0; }\n",
      "prj.conf": "CONFIG_MAIN_STACK_SIZE=512\nCONFIG_MAIN_STACK_SIZE=1024\n",
    ])
    let board = try Board.named("host", in: fixture.project)
    let loader = ConfigurationLoader(
      project: fixture.project,
      description: try await fixture.description(board, application: application),
      application: application, isTest: false, extraSettings: [])
    let generated = fixture.folder / "generated"
    try generated.createDirectory()
    let findings = try loader.tree(generated).diagnostics.map(loader.warning)
    #expect(
      findings.map(fixture.shown).contains(
        """
        application/prj.conf:2: warning: MAIN_STACK_SIZE is set twice, to 512 and then to 1024; the \
        later one counts
        application/prj.conf:1: note: first set to 512 here
        kconfig/Kconfig.threads:29: note: MAIN_STACK_SIZE is defined here
        """))
  }

  /// The menu's prompt is a text in quotes.
  @Test func a_drivers_description_may_have_quotes() async throws {
    let fixture = try Fixture()
    let file = "service: thing\nkconfig: THING\ninit: thing_init\ndescription: the \"new\" one\n"
    let model = try await fixture.model(
      "host", files: ["drivers/Thing/binding.yml": file, "prj.conf": "CONFIG_THING=y\n"])
    #expect(model.configuration.isOn("THING"))
  }

  // MARK: Files

  @Test func an_included_file_that_is_not_there() async throws {
    let text = try await refusal(
      ofBoard: "/dts-v1/;\n/include/ \"part.dtsi\"\n",
      ["part.dtsi": "/ {\n};\n/include/ \"nowhere.dtsi\"\n", "board.defconfig": ""])
    #expect(
      text == """
        boards/mine/part.dtsi:3: error: 'nowhere.dtsi' is included, but there is no such file
          help: it is looked for beside this file and in boards/mine, boards, boards/common
        """)
  }

  @Test func an_included_header_that_is_not_there() async throws {
    let text = try await refusal(
      ofBoard: "/dts-v1/;\n\n#include <dt-bindings/nowhere.h>\n/ {\n};\n")
    #expect(
      text == """
        boards/mine/board.dts:3: error: 'dt-bindings/nowhere.h' is included, but there is no such \
        file
          help: it is looked for beside this file and in boards/mine, boards, boards/common
        """)
  }

  @Test func a_missing_semicolon() async throws {
    let text = try await refusal(ofBoard: "/dts-v1/;\n/ {\n\tmodel = \"mine\"\n};\n")
    #expect(
      text == """
        bulkhead: the devicetree of mine has errors
          help: look at the line before, too: a ';' may be missing there; a board.dts begins with \
        /dts-v1/;
        """)
  }

  /// As the package's own boards write it, and as boards elsewhere would.
  @Test(arguments: ["../common/arm/armv7-m.dtsi", "arm/armv7-m.dtsi"])
  func what_boards_share_is_found_from_any_folder(_ name: String) async throws {
    let fixture = try Fixture()
    try fixture.file("boards/mine/board.dts", "/dts-v1/;\n/include/ \"\(name)\"\n")
    let board = Board(name: "mine", folder: fixture.folder / "boards/mine")
    let tree = try await DevicetreeSource(board: board, project: fixture.project)
      .compile(in: fixture.folder, toolchain: Toolchain())
    #expect(tree.node(labelled: "nvic") != nil)
  }

  @Test(arguments: [("board.dts", "board.defconfig"), ("board.defconfig", "board.dts")])
  func a_board_of_one_file(_ there: String, _ missing: String) throws {
    let fixture = try Fixture()
    try fixture.file("boards/half/" + there, "")
    var project = fixture.project
    project.boardRoots = [fixture.folder / "boards"]
    let found = #expect(throws: Failure.self) { _ = try Board.named("half", in: project) }
    #expect(
      fixture.shown(found?.description ?? "") == """
        bulkhead: boards/half is no board: it has no \(missing)
          help: a board is board.dts and board.defconfig, which may be empty (see boards/README.md)
        """)
    #expect(found?.status == 2)
  }
}
