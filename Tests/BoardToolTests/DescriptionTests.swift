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

  @Test(arguments: [("timer0", "CMSDK_TIMER"), ("systick", "SYSTICK")])
  func an_image_has_the_clock_that_is_chosen_and_no_other(
    _ label: String, _ symbol: String
  ) async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an386",
      overlay: "&timer0 { status = \"okay\"; };\n/ { chosen { kernel,tick = &\(label); }; };\n")
    let clocks = model.devices.filter { $0.binding.api?.type == "bulkhead_clock_api" }
    #expect(clocks.map(\.binding.kconfig) == [symbol])
    #expect(model.configuration.isOn("CMSDK_TIMER") == (symbol == "CMSDK_TIMER"))
  }

  @Test func devices_come_up_after_what_they_depend_on() async throws {
    let model = try await Fixture().model("qemu_virt_rv32")
    let order = model.devices.filter(\.hasInit).map(\.binding.kconfig)
    #expect(order == ["PLIC", "UART_NS16550", "CLINT"])
  }

  @Test func the_level_is_the_nodes_or_the_drivers_choice_or_the_bindings() async throws {
    let overlay = "&uart1 { status = \"okay\"; kernel,init-level = \"POST_KERNEL\"; };\n"
    let model = try await Fixture().model(
      "qemu_mps2_an386", overlay: overlay,
      files: ["prj.conf": "CONFIG_UART_CMSDK_INIT_PRE_KERNEL_2=y\n"])
    let levels = model.devices.filter { $0.binding.kconfig == "UART_CMSDK" }.map(\.level)
    #expect(levels == [.preKernel2, .postKernel])
    #expect(model.devices.first { $0.binding.kconfig == "SYSTICK" }?.level == .preKernel2)
  }

  @Test func a_deferred_device_is_in_the_table_but_not_in_the_boot() async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an386",
      overlay: "&uart1 { status = \"okay\"; kernel,deferred-init; };\n")
    #expect(model.entries.last?.device?.node.labels == ["uart1"])
    let table = try InitPlan(model, InitNotes([])).table
    #expect(table.last?.name == "&uart1" && table.last?.level == nil)
  }

  @Test func a_service_comes_up_after_what_it_names() async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an386", overlay: "&uart1 { status = \"okay\"; };\n",
      files: [
        "prj.conf": "CONFIG_SECOND=y\nCONFIG_FIRST=y\n",
        "drivers/A/binding.yml": """
        service: second
        kconfig: SECOND
        level: PRE_KERNEL_1
        init: second_init
        after: [first]

        """,
        "drivers/B/binding.yml": """
        service: first
        kconfig: FIRST
        level: PRE_KERNEL_1
        init: first_init
        shutdown: first_shutdown
        after: ["arm,cmsdk-uart"]

        """,
      ])
    let names = model.entries.filter(\.hasInit).map(\.displayName)
    #expect(
      names == [
        "&nvic", "&uart0", "&uart1", "service first", "service second", "&systick",
      ])
    let text = ImageSource(model: model).text
    #expect(text.contains(".init = first_init,\n\t.shutdown = first_shutdown,\n\t.device = NULL"))
  }

  @Test func a_shared_line_calls_every_owner() async throws {
    let overlay = """
      &uart0 { kernel,shared-irq; };
      &uart1 { status = "okay"; kernel,shared-irq; interrupts = <2 3>, <1 3>; };

      """
    let model = try await Fixture().model("qemu_mps2_an386", overlay: overlay)
    let text = ImageSource(model: model).text
    #expect(text.contains("[1] = {shared_1, NULL},"))
    let owners = model.devices.filter { $0.binding.kconfig == "UART_CMSDK" }
    let calls = owners.map {
      "\tbulkhead_uart_cmsdk_transmit_isr(&__device_dts_ord_\(model.ordinal(of: $0)));\n"
    }
    #expect(calls.count == 2 && text.contains(calls.joined()))
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
