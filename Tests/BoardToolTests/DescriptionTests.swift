import Testing

@testable import BoardTool

struct DescriptionTests {
  @Test(arguments: try Board.all(in: Fixture().project).map(\.name))
  func every_board_has_a_clock_a_console_and_an_exit(_ name: String) async throws {
    let model = try await Fixture().model(name)
    #expect(model.clock?.clockFrequency ?? 0 > 0)
    #expect(model.console != nil)
    #expect(model.exit != nil)
    #expect(model.processor.isHost == (model.rom == nil))
    #expect(model.controller.lines > 1)
  }

  @Test func devices_come_up_after_what_they_depend_on() async throws {
    let model = try await Fixture().model("qemu_virt_rv32")
    let order = model.devices.filter(\.hasInit).map(\.binding.kconfig)
    #expect(order == ["PLIC", "UART_NS16550", "CLINT"])
  }

  @Test func an_init_cycle_is_refused_with_its_edges() async throws {
    let overlay = """
      &uart0 { kernel,init-after = <&uart1>; };
      &uart1 { kernel,init-after = <&uart0>; status = "okay"; };
      """
    let found = await failure {
      _ = try await Fixture().model("qemu_mps2_an386", overlay: overlay)
    }
    #expect(
      found?.message
        == "init cycle: &uart0 -> &uart1 (kernel,init-after) -> &uart0 (kernel,init-after)")
    #expect(found?.location?.line == 46)
  }

  @Test func a_dependency_at_a_later_level_is_refused() async throws {
    let found = await failure {
      _ = try await Fixture().model(
        "qemu_mps2_an386", overlay: "&uart0 { kernel,init-after = <&systick>; };\n")
    }
    #expect(
      found?.message
        == "&uart0 comes up at PRE_KERNEL_1 but depends on &systick (kernel,init-after), "
        + "which comes up later, at PRE_KERNEL_2")
  }

  @Test func a_line_beyond_the_controller_is_refused() async throws {
    let found = await failure {
      _ = try await Fixture().model(
        "qemu_mps2_an386", overlay: "&uart0 {\n\tinterrupts = <40 3>, <1 3>;\n};\n")
    }
    #expect(
      found?.message
        == "&uart0 uses interrupt line 40, but the controller has lines 0 to 31")
    #expect(found?.location?.line == 2)
  }

  @Test func an_unknown_processor_names_the_known_ones() async throws {
    let found = await failure {
      _ = try await Fixture().model(
        "qemu_mps2_an386", overlay: "/ { cpus { cpu@0 { compatible = \"arm,cortex-m9\"; }; }; };\n")
    }
    #expect(found?.message.hasPrefix("no processor is known as arm,cortex-m9 (known: ") == true)
  }

  @Test func a_binding_with_a_misspelt_key_is_refused() throws {
    let fixture = try Fixture()
    let file = try fixture.file("binding.yml", "compatible: [\"a,b\"]\nkconfg: X\n")
    #expect {
      try YAMLFile.read(
        Binding.self, from: file, keys: Binding.CodingKeys.allCases.map(\.rawValue))
    } throws: { error in
      let failure = error as? Failure
      return failure?.location?.line == 2
        && failure?.message.hasSuffix("did you mean 'kconfig'?") == true
    }
  }
}

struct ConfigurationTests {
  @Test func an_unknown_symbol_is_refused_with_its_line_and_the_nearest_name() async throws {
    let found = await failure {
      _ = try await Fixture().model(
        "host", files: ["prj.conf": "CONFIG_TIMESLICING=y\nCONFIG_MAIN_STACK_SIZ=4096\n"])
    }
    #expect(found?.location?.file.hasSuffix("prj.conf") == true)
    #expect(found?.location?.line == 2)
    #expect(found?.message.contains("MAIN_STACK_SIZE") == true)
  }

  @Test func the_application_file_for_the_board_comes_last() async throws {
    let model = try await Fixture().model(
      "host",
      files: [
        "prj.conf": "CONFIG_MAIN_STACK_SIZE=4096\nCONFIG_HEAP_MEM_POOL_SIZE=1024\n",
        "boards/host.conf": "CONFIG_MAIN_STACK_SIZE=8192\n",
      ])
    #expect(model.configuration.number("MAIN_STACK_SIZE", or: 0) == 8192)
    #expect(model.configuration.number("HEAP_MEM_POOL_SIZE", or: 0) == 1024)
  }

  @Test func a_driver_is_on_where_an_enabled_node_needs_it() async throws {
    let model = try await Fixture().model("qemu_mps2_an386")
    #expect(model.configuration.isOn("UART_CMSDK"))
    #expect(!model.configuration.isOn("UART_NS16550"))
  }

  @Test(arguments: [
    ("#include <zephyr/kernel.h>\n", "", 4, "the sources include <zephyr/kernel.h>"),
    ("#include <zephyr.h>\n", "", 2, "the sources include <zephyr.h>"),
    ("#  include <ztest.h>\n", "", 2, "the sources include <ztest.h>"),
    ("", "", 4, "the sources include no Zephyr header"),
    ("#include <zephyr.h>\n", "CONFIG_ZEPHYR_API_VERSION=4\n", 4, "CONFIG_ZEPHYR_API_VERSION=4"),
  ])
  func the_include_style_chooses_the_api(
    _ source: String, _ settings: String, _ number: Int, _ reason: String
  ) async throws {
    let fixture = try Fixture()
    let model = try await fixture.model(
      "host", files: ["src/main.c": source, "prj.conf": settings])
    let version = APIVersion.of(try fixture.application([:]), configuration: model.configuration)
    #expect(version == APIVersion(number: number, reason: reason))
  }
}
