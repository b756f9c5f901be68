import Testing

@testable import BoardTool

struct GeneratedTests {
  @Test func the_vector_table_has_a_word_for_each_exception_and_line() async throws {
    let model = try await Fixture().model("qemu_mps2_an505")
    let text = ImageSource(model: model).text
    #expect(text.contains("[\(16 + 124 - 1)] = bulkhead_interrupt,"))
    #expect(!text.contains("[\(16 + 124)]"))
    #expect(text.contains("[15] = (bulkhead_vector)bulkhead_systick_isr,"))
  }

  @Test func the_non_maskable_interrupt_reaches_all_devices_that_use_it() async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an505",
      overlay: """
        / {
        \twatchdog@5002e000 {
        \t\tcompatible = "arm,cmsdk-watchdog";
        \t\treg = <0x5002e000 0x1000>;
        \t\tclock-frequency = <32768>;
        \t};
        };

        """, files: ["prj.conf": "CONFIG_WATCHDOG=y\n"])
    let text = ImageSource(model: model).text
    let dogs = model.devices.filter { $0.binding.kconfig == "WDT_CMSDK_APB" }.map(model.ordinal)
    try #require(dogs.count == 2)
    let calls = dogs.map { "\tbulkhead_watchdog_isr(&__device_dts_ord_\($0));\n" }
    let own = "\tport_serve_init_watchdog();\n"
    #expect(text.contains("static void nmi(void)\n{\n\(own)\(calls.joined())}\n"))
    #expect(text.contains("[2] = nmi,"))
  }

  @Test func a_driver_of_a_class_that_nobody_asked_for_is_not_in_the_image() async throws {
    let model = try await Fixture().model("qemu_mps2_an505")
    #expect(!model.devices.contains { $0.binding.kconfig == "WDT_CMSDK_APB" })
    #expect(!ImageSource(model: model).text.contains("bulkhead_watchdog_isr"))
  }

  @Test func a_watchdog_looks_after_deadlines_only_where_there_are_some() async throws {
    let fixture = try Fixture()
    let chosen = try await fixture.model("qemu_mps2_an505")
    #expect(chosen.initWatchdog?.base == 0x5008_1000)
    #expect(ImageSource(model: chosen).text.contains("[2] = nmi,"))
    #expect(
      chosen.reachOfDeadlines
        == "code that masks all interrupts with an instruction: ended by &watchdog")
    for setting in ["CONFIG_INIT_WATCHDOG=n\n", "CONFIG_INIT_DEADLINE_MS=0\n"] {
      let model = try await Fixture().model("qemu_mps2_an505", files: ["prj.conf": setting])
      #expect(model.initWatchdog == nil)
      #expect(ImageSource(model: model).text.contains("[2] = bulkhead_fault,"))
      #expect(model.reachOfDeadlines.contains("out of reach, for CONFIG_INIT_WATCHDOG=n"))
    }
  }

  @Test func a_watchdog_that_resets_is_told_of_every_entry() async throws {
    let chosen = try await Fixture().model(
      "qemu_lm3s6965evb", overlay: "/ { chosen { kernel,init-watchdog = &watchdog; }; };\n")
    let watchdog = try #require(chosen.initWatchdog)
    #expect(watchdog.base == 0x4000_0000 && watchdog.resets)
    #expect(
      chosen.reachOfDeadlines
        == "code that masks all interrupts with an instruction: left out after a reset by &watchdog"
    )
    #expect(ImageSource(model: chosen).text.contains("[2] = bulkhead_fault,"))
    let text = InitWatchdog.text(of: watchdog, [])
    #expect(text.contains("bool (*const bulkhead_init_admit_down)(int) = bulkhead_admit_down;"))
    #expect(InitWatchdog.text(of: nil, []).contains("bulkhead_init_admit_down)(int) = NULL;"))
  }

  @Test func an_interrupt_reaches_the_handler_of_its_device() async throws {
    let model = try await Fixture().model("qemu_mps2_an386")
    let text = ImageSource(model: model).text
    let ordinal = model.ordinal(of: try #require(model.console))
    #expect(
      text.contains("[0] = {bulkhead_uart_cmsdk_receive_isr, &__device_dts_ord_\(ordinal)},"))
    #expect(
      text.contains("[1] = {bulkhead_uart_cmsdk_transmit_isr, &__device_dts_ord_\(ordinal)},"))
  }

  @Test func two_devices_of_one_driver_have_a_state_each() async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an386", overlay: "&uart1 { status = \"okay\"; };\n")
    let text = ImageSource(model: model).text
    let uarts = model.devices.filter { $0.binding.kconfig == "UART_CMSDK" }
    #expect(uarts.count == 2)
    for uart in uarts { #expect(text.contains("static uint64_t data_\(model.ordinal(of: uart))[")) }
  }

  @Test func settings_reach_the_image() async throws {
    let model = try await Fixture().model(
      "host",
      files: [
        "prj.conf": """
        CONFIG_TIMESLICE_SIZE=5
        CONFIG_HEAP_MEM_POOL_SIZE=256
        CONFIG_BOOT_BANNER=n
        CONFIG_MAIN_THREAD_PRIORITY=-3

        """
      ])
    let text = ImageSource(model: model).text
    #expect(text.contains(".timeslice_ticks = 50,"))
    #expect(text.contains(" heap[256 + BULKHEAD_HEAP_OVERHEAD];"))
    #expect(text.contains(".heap_size = sizeof(heap),"))
    #expect(text.contains(".main_priority = -3,"))
    #expect(!text.contains("BULKHEAD_IMAGE_BOOT_BANNER"))
  }

  @Test func swift_globals_are_made_when_the_image_starts() {
    let text = SwiftGlobals.source(["$e1A3one", "$e1A3two"])
    #expect(text.contains("extern intptr_t token_1 __asm__(\"$e1A3two_Wz\");\n"))
    #expect(text.contains("void make_1(void *unused) __asm__(\"$e1A3two_WZ\");\n"))
    #expect(
      text.contains(
        "\tswift_once(&token_0, make_0, NULL);\n\tswift_once(&token_1, make_1, NULL);\n}"))
    #expect(text.contains("BULKHEAD_LIST_ENTRY(bulkhead_starters)\n"))
  }

  @Test func entries_stand_in_their_order_numbers_as_numbers() async throws {
    let model = try await Fixture().model("qemu_mps2_an386")
    let notes = ["late;100", "soon;2", "first;0"].map { entry in
      let (name, priority) = (entry.prefix { $0 != ";" }, entry.drop { $0 != ";" })
      return "entry;;\(name);1;/x/main.c;PRE_KERNEL_2\(priority);f;NULL;NULL"
    }
    let symbols = try InitPlan(model, InitNotes(notes)).table.map(\.symbol)
    let names = ["0", "1", "2", "first", "soon", "late"]
    #expect(symbols == names.map { "bulkhead_init_entry." + $0 })
  }

  @Test func lists_of_the_headers_get_bounds_even_if_empty() async throws {
    let fixture = try Fixture()
    try fixture.file("include/a.h", "#define X BULKHEAD_LIST_ENTRY(bulkhead_things) = {\n")
    try fixture.file(
      "include/b.h", "BULKHEAD_LIST_ENTRY(bulkhead_objects) BULKHEAD_LIST_ENTRY(n)\n")
    let lists = try LinkerScript.lists(in: fixture.folder / "include")
    #expect(lists.contains("bulkhead_things"))
    #expect(!lists.contains("bulkhead_objects") && !lists.contains("n"))
    let model = try await fixture.model("host")
    let text = LinkerScript(model: model, lists: lists).text
    #expect(text.contains("__start_bulkhead_things = .;"))
    #expect(text.contains("INSERT AFTER .data;"))
  }
}
