import Testing

@testable import BoardTool

/// Every mistake in a description that is refused: one test for each, whole text included.
struct RefusalTests {
  private let an386 = "qemu_mps2_an386"

  /// What the tool prints, with the folders of this machine taken out.
  private func refusal(
    of board: String = "qemu_mps2_an386", overlay: String = "", _ files: [String: String] = [:]
  ) async throws -> String {
    let fixture = try Fixture()
    let found = await failure {
      _ = try await fixture.model(board, overlay: overlay, files: files)
    }
    return fixture.shown(found?.description ?? "nothing is refused")
  }

  // MARK: Kconfig

  @Test func an_unknown_symbol() async throws {
    let text = try await refusal(["prj.conf": "CONFIG_PRINTK=y\nCONFIG_MAIN_STACK_SIZ=4096\n"])
    #expect(
      text == """
        application/prj.conf:2: error: no symbol is named MAIN_STACK_SIZ; did you mean \
        MAIN_STACK_SIZE?
        kconfig/Kconfig.threads:29: note: MAIN_STACK_SIZE is defined here
          help: write CONFIG_MAIN_STACK_SIZE, or drop the line
        """)
  }

  @Test func a_value_that_did_not_take() async throws {
    let text = try await refusal(["prj.conf": "CONFIG_ARM=n\n"])
    #expect(
      text == """
        application/prj.conf:1: error: ARM was set to n but is y: it has no prompt, so it cannot \
        be set
        kconfig/Kconfig.processor:2: note: ARM is defined here
        generated/Kconfig.devices:0: note: ARM is defined here
          help: drop the line: other options decide CONFIG_ARM
        """)
  }

  @Test func a_value_whose_dependency_is_not_met() async throws {
    let text = try await refusal([
      "prj.conf": "CONFIG_SERIAL=n\nCONFIG_CONSOLE=n\nCONFIG_UART_CMSDK=y\n"
    ])
    #expect(
      text == """
        application/prj.conf:3: error: UART_CMSDK was set to y but is n: it depends on SERIAL, \
        where SERIAL is not met
        generated/Kconfig.devices:0: note: UART_CMSDK is defined here
        kconfig/Kconfig.console:7: note: SERIAL is n
          help: make SERIAL hold, or drop the line
        """)
  }

  @Test func a_value_of_the_wrong_type() async throws {
    let text = try await refusal(["prj.conf": "CONFIG_MAIN_STACK_SIZE=big\n"])
    #expect(
      text == """
        application/prj.conf:1: error: big is not a value for MAIN_STACK_SIZE, which is of type int
        kconfig/Kconfig.threads:29: note: MAIN_STACK_SIZE is defined here
          help: give CONFIG_MAIN_STACK_SIZE a decimal number
        """)
  }

  @Test func a_value_out_of_range() async throws {
    let text = try await refusal(["prj.conf": "CONFIG_NUM_PREEMPT_PRIORITIES=1000\n"])
    #expect(
      text == """
        application/prj.conf:1: error: NUM_PREEMPT_PRIORITIES was set to 1000 but is 32: it must \
        be within 1…64
        kconfig/Kconfig.threads:12: note: NUM_PREEMPT_PRIORITIES is defined here
          help: choose a value from 1 to 64
        """)
  }

  @Test func a_select_with_unmet_dependencies() async throws {
    let text = try await refusal([
      "prj.conf": "CONFIG_THING=y\n",
      "drivers/Thing/binding.yml": "service: thing\nkconfig: THING\ninit: thing_init\n",
      "drivers/Thing/Kconfig": """
      config THING
      	select NEEDY

      config NEEDY
      	bool
      	depends on RISCV

      """,
    ])
    #expect(
      text == """
        application/drivers/Thing/Kconfig:4: error: NEEDY is selected by THING, but its \
        dependencies are not met: RISCV
        generated/Kconfig.devices:0: note: THING selects NEEDY
          help: switch on RISCV, or switch off THING
        """)
  }

  @Test func a_loop_of_dependencies() async throws {
    let text = try await refusal([
      "drivers/Thing/binding.yml": "service: thing\nkconfig: THING\ninit: thing_init\n",
      "drivers/Thing/Kconfig": """
      config ONE
      	bool "one"
      	depends on TWO

      config TWO
      	bool "two"
      	depends on ONE

      """,
    ])
    #expect(
      text == """
        application/drivers/Thing/Kconfig:5: error: dependency loop: TWO -> ONE -> TWO
        application/drivers/Thing/Kconfig:5: note: TWO depends on ONE
        application/drivers/Thing/Kconfig:1: note: ONE depends on TWO
          help: drop one of these conditions
        """)
  }

  // MARK: Nodes and drivers

  @Test func an_enabled_node_without_a_driver() async throws {
    let text = try await refusal(
      overlay: "/ {\n\tgadget {\n\t\tcompatible = \"arm,cmsdk-uartt\";\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: /gadget is enabled, but no driver \
        serves 'arm,cmsdk-uartt'; did you mean 'arm,cmsdk-uart'?
          help: set its status to "disabled", or add a driver's folder with --driver-root
        """)
  }

  @Test func a_driver_switched_off_for_an_enabled_node() async throws {
    let text = try await refusal(["prj.conf": "CONFIG_UART_CMSDK=n\n"])
    #expect(
      text == """
        application/prj.conf:1: error: &uart0 is enabled, but its driver is switched off: \
        CONFIG_UART_CMSDK=n
        boards/common/arm/mps2-fpga.dtsi:47: note: &uart0 is here
          help: drop CONFIG_UART_CMSDK=n, or set the node's status to "disabled"
        """)
  }

  @Test func a_class_switched_off_under_the_console() async throws {
    let text = try await refusal(["prj.conf": "CONFIG_SERIAL=n\n"])
    #expect(
      text == """
        application/prj.conf:1: error: chosen 'stdout-path' names &uart0, which CONFIG_SERIAL=n \
        leaves out
        boards/common/arm/mps2-fpga.dtsi:7: note: it is chosen here
          help: drop CONFIG_SERIAL=n, or add CONFIG_CONSOLE=n
        """)
  }

  @Test func overlapping_registers() async throws {
    let text = try await refusal(
      overlay: "&uart1 {\n\tstatus = \"okay\";\n\treg = <0x40004800 0x1000>;\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: &uart1 (0x40004800 to 0x400057ff) \
        overlaps &uart0 (0x40004000 to 0x40004fff)
        boards/common/arm/mps2-fpga.dtsi:49: note: the other one
          help: correct one 'reg', or set the status of one to "disabled"
        """)
  }

  @Test func overlapping_memories() async throws {
    let text = try await refusal(
      overlay: "/ {\n\tmemory@20200000 {\n\t\tdevice_type = \"memory\";\n"
        + "\t\treg = <0x20200000 0x1000>;\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:4: error: /memory@20200000 (0x20200000 to \
        0x20200fff) overlaps &ram (0x20000000 to 0x203fffff)
        boards/common/arm/mps2-fpga.dtsi:22: note: the other one
          help: correct one 'reg', or set the status of one to "disabled"
        """)
  }

  @Test func two_owners_of_an_interrupt_line() async throws {
    let text = try await refusal(
      overlay: "&uart1 {\n\tstatus = \"okay\";\n\tinterrupts = <2 3>, <1 3>;\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: &uart0 and &uart1 both own interrupt \
        line 1
        boards/common/arm/mps2-fpga.dtsi:50: note: &uart0 has it here
          help: give one of them another line, or both 'kernel,shared-irq;'
        """)
  }

  @Test func a_line_beyond_the_controller() async throws {
    let text = try await refusal(overlay: "&uart0 {\n\tinterrupts = <40 3>, <1 3>;\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &uart0 uses interrupt line 40, but \
        the controller has lines 0 to 31
        boards/common/arm/armv7-m.dtsi:7: note: the controller
          help: correct 'interrupts', or the number of lines of the controller
        """)
  }

  @Test func a_missing_required_property() async throws {
    let text = try await refusal(overlay: "&nvic {\n\t/delete-property/ arm,num-irqs;\n};\n")
    #expect(
      text == """
        boards/common/arm/armv7-m.dtsi:7: error: &nvic has no 'arm,num-irqs', which its driver \
        NVIC requires
        Sources/Drivers/NVIC/binding.yml:1: note: the driver's binding
          help: add it: arm,num-irqs = <1>;
        """)
  }

  @Test func a_property_of_the_wrong_type() async throws {
    let text = try await refusal(overlay: "&uart0 {\n\tcurrent-speed = \"fast\";\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: 'current-speed' of &uart0 must be \
        one number
        Sources/Drivers/UARTCMSDK/binding.yml:1: note: its driver UARTCMSDK says so
          help: write it as current-speed = <1>;
        """)
  }

  @Test func a_property_value_that_the_driver_does_not_know() async throws {
    let text = try await refusal(
      of: "host",
      overlay: "/ {\n\tthing {\n\t\tcompatible = \"test,thing\";\n\t\tmode = \"bad\";\n\t};\n};\n",
      [
        "drivers/Thing/binding.yml": """
        compatible: ["test,thing"]
        kconfig: THING
        properties:
          - {name: mode, type: string, enum: [slow, quick]}

        """
      ])
    #expect(
      text == """
        application/boards/host.overlay:4: error: 'mode' of /thing is bad, which its driver Thing \
        does not know
        application/drivers/Thing/binding.yml:1: note: the driver's binding
          help: use one of slow, quick
        """)
  }

  @Test func a_misspelt_property_of_the_kernel() async throws {
    let text = try await refusal(overlay: "&uart0 {\n\tkernel,init-afer = <&uart1>;\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &uart0 has 'kernel,init-afer', which \
        means nothing; did you mean 'kernel,init-after'?
          help: the kernel knows kernel,init-after, kernel,init-level, kernel,init-policy, \
        kernel,init-deadline-ms, kernel,deferred-init, kernel,shared-irq, kernel,retained
        """)
  }

  // MARK: Order

  @Test func an_init_cycle() async throws {
    let overlay = """
      &uart0 { kernel,init-after = <&uart1>; };
      &uart1 { kernel,init-after = <&uart0>; status = "okay"; };

      """
    let text = try await refusal(overlay: overlay)
    #expect(
      text == """
        boards/common/arm/mps2-fpga.dtsi:47: error: init cycle: &uart0 -> &uart1 -> &uart0
        application/boards/qemu_mps2_an386.overlay:1: note: &uart0 needs &uart1 first \
        (kernel,init-after)
        application/boards/qemu_mps2_an386.overlay:2: note: &uart1 needs &uart0 first \
        (kernel,init-after)
          help: drop one of these relations
        """)
  }

  @Test func a_dependency_at_a_later_level() async throws {
    let text = try await refusal(overlay: "&uart0 {\n\tkernel,init-after = <&systick>;\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &uart0 comes up at PRE_KERNEL_1 but \
        depends on &systick (kernel,init-after), which comes up later, at PRE_KERNEL_2
        boards/common/arm/armv7-m.dtsi:15: note: &systick is here
          help: give &uart0 'kernel,init-level = "PRE_KERNEL_2"', or &systick an earlier level
        """)
  }

  @Test func a_dependency_that_is_disabled() async throws {
    let text = try await refusal(overlay: "&uart0 {\n\tkernel,init-after = <&uart1>;\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &uart0 depends on &uart1 \
        (kernel,init-after), which is disabled
        boards/common/arm/mps2-fpga.dtsi:63: note: &uart1 is disabled here
          help: enable &uart1, or disable &uart0 too
        """)
  }

  @Test func a_dependency_that_is_deferred() async throws {
    let overlay = """
      &uart0 {
      	kernel,init-after = <&uart1>;
      };
      &uart1 {
      	status = "okay";
      	kernel,deferred-init;
      };

      """
    let text = try await refusal(overlay: overlay)
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &uart0 comes up at PRE_KERNEL_1 but \
        depends on &uart1 (kernel,init-after), which is deferred
        boards/common/arm/mps2-fpga.dtsi:56: note: &uart1 is here
          help: defer &uart0 too, or drop 'kernel,deferred-init'
        """)
  }

  @Test func an_unknown_level() async throws {
    let text = try await refusal(overlay: "&uart0 {\n\tkernel,init-level = \"PRE_KERNEL_3\";\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &uart0 has the init level \
        'PRE_KERNEL_3', which there is not; did you mean 'PRE_KERNEL_1'?
          help: the levels are EARLY, PRE_KERNEL_1, PRE_KERNEL_2, POST_KERNEL, APPLICATION
        """)
  }

  @Test func a_service_after_something_unknown() async throws {
    let text = try await refusal([
      "prj.conf": "CONFIG_THING=y\n",
      "drivers/Thing/binding.yml":
        "service: thing\nafter: [\"arm,cmsdk-urt\"]\nkconfig: THING\ninit: thing_init\n",
    ])
    #expect(
      text == """
        application/drivers/Thing/binding.yml:1: error: the service thing comes up after \
        'arm,cmsdk-urt', which no binding knows; did you mean 'arm,cmsdk-uart'?
          help: name a service, or a compatible string of a driver
        """)
  }

  // MARK: Chosen

  @Test func a_chosen_label_that_is_none() async throws {
    let text = try await refusal(
      overlay: "/ {\n\tchosen {\n\t\tkernel,tick = \"systik\";\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: chosen 'kernel,tick' names nothing: \
        'systik' is no path, alias or label
          help: write it as kernel,tick = &label;, or drop it
        """)
  }

  @Test func a_chosen_node_that_is_disabled() async throws {
    let text = try await refusal(overlay: "/ {\n\tchosen {\n\t\tstdout-path = &uart1;\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: chosen 'stdout-path' names &uart1, \
        which is disabled
        boards/common/arm/mps2-fpga.dtsi:63: note: it is disabled here
          help: enable it there, or name another node
        """)
  }

  @Test func a_chosen_node_that_cannot_do_it() async throws {
    let text = try await refusal(overlay: "/ {\n\tchosen {\n\t\tkernel,tick = &uart0;\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: chosen 'kernel,tick' names &uart0, \
        whose driver UARTCMSDK cannot be the kernel's clock
        boards/common/arm/mps2-fpga.dtsi:47: note: the node
          help: name a device whose driver can: &systick
        """)
  }

  @Test func no_clock() async throws {
    let text = try await refusal(
      overlay: "/ {\n\tchosen {\n\t\t/delete-property/ kernel,tick;\n\t};\n};\n")
    #expect(
      text == """
        boards/common/arm/mps2-fpga.dtsi:6: error: the devicetree chooses no clock
          help: add 'kernel,tick = &label;' to /chosen; here it can be &systick
        """)
  }

  @Test func a_chosen_property_that_means_nothing() async throws {
    let text = try await refusal(overlay: "/ {\n\tchosen {\n\t\tkernel,tik = &systick;\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: /chosen has 'kernel,tik', which \
        means nothing; did you mean 'kernel,tick'?
          help: the kernel knows kernel,tick, kernel,exit, kernel,rom, kernel,ram, \
        kernel,init-watchdog
        """)
  }

  @Test func a_watchdog_for_init_that_is_none() async throws {
    let text = try await refusal(
      overlay: "/ {\n\tchosen {\n\t\tkernel,init-watchdog = &uart0;\n\t};\n};\n")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:3: error: chosen 'kernel,init-watchdog' names \
        &uart0, whose driver UARTCMSDK cannot look after deadlines
        boards/common/arm/mps2-fpga.dtsi:47: note: the node
          help: name a device whose binding has 'init-watchdog': &watchdog
        """)
  }
}
