import Testing

@testable import BoardTool

/// What bindings say of hardware that is down: the table in the image, and mistakes in it.
struct IdleTests {
  @Test func registers_stand_in_the_table_by_their_addresses() async throws {
    let model = try await Fixture().model(
      "qemu_virt_rv32", overlay: "&uart0 { reg-shift = <2>; };\n")
    let text = ImageSource(model: model).text
    let uart = model.ordinal(of: try #require(model.console))
    let clock = model.ordinal(of: try #require(model.clock))
    let start = "\t{&__device_dts_ord_"
    #expect(
      text.contains(
        start + "\(uart), \"IER\", 0x10000004, 0xffu, 0x0u, 0x0u, true, true},\n"))
    #expect(
      text.contains(
        start + "\(clock), \"mtimecmp\", 0x2004004, 0xffffffffu, 0xffffffffu, 0xffffffffu, true, "
          + "false},\n"))
    #expect(text.contains("bulkhead_idle_register_count = \(rows(model));"))
  }

  private func rows(_ model: ImageModel) -> Int {
    model.devices.flatMap { $0.binding.idle ?? [] }.count
  }

  @Test func an_image_that_does_not_go_down_has_an_empty_table() async throws {
    let model = try await Fixture().model(
      "qemu_virt_rv32", files: ["prj.conf": "CONFIG_SHUTDOWN=n\n"])
    try #require(rows(model) > 0)
    #expect(ImageSource(model: model).text.contains("bulkhead_idle_register_count = 0;"))
  }

  private func refusal(_ rows: String, reg: String = "reg = <0x50000000 0x10>;") async throws
    -> String
  {
    let fixture = try Fixture()
    let node = """
      / {
      \tthing: thing {
      \t\tcompatible = "test,thing";
      \t\t\(reg)
      \t};
      };

      """
    let found = await failure {
      _ = try await fixture.model(
        "qemu_mps2_an386", overlay: node,
        files: [
          "drivers/Thing/binding.yml":
            "compatible: [\"test,thing\"]\nkconfig: TEST_THING\n\(rows)\n"
        ])
    }
    return fixture.shown(found?.description ?? "nothing is refused")
  }

  @Test(arguments: [
    ("offset: 0, mask: 0", "has no bits that count", "drop 'mask', or give it a bit"),
    (
      "offset: 0, mask: 1, value: 2", "never has a 'value' outside of its 'mask'",
      "correct one of the two"
    ),
    ("offset: 0, size: 2", "cannot have a size of 2", "registers of 1 and 4 bytes can be read"),
    (
      "offset: 0, shift: reg-shift", "is shifted by 'reg-shift', which is none of the 'properties'",
      "add it: {name: reg-shift, type: int, default: 0}"
    ),
  ])
  func a_register_that_cannot_be(
    _ row: String, _ message: String, _ help: String
  ) async throws {
    let text = try await refusal("init: f\nidle:\n  - {register: CTRL, \(row)}")
    #expect(
      text == """
        application/drivers/Thing/binding.yml:5: error: in 'idle', CTRL \(message)
          help: \(help)
        """)
  }

  @Test func registers_of_what_never_comes_up() async throws {
    let text = try await refusal("idle:\n  - {register: CTRL, offset: 0}")
    #expect(
      text == """
        application/drivers/Thing/binding.yml:1: error: 'idle' without 'init': nothing that came up \
        could be looked at when it is down
          help: name the init function, or drop 'idle'
        """)
  }

  @Test func a_register_beyond_those_of_its_node() async throws {
    let text = try await refusal("init: f\nidle:\n  - {register: CTRL, offset: 0x10}")
    #expect(
      text == """
        application/drivers/Thing/binding.yml:5: error: CTRL of &thing lies beyond its registers, \
        which are 0x10 bytes
        application/boards/qemu_mps2_an386.overlay:4: note: its registers
          help: correct 'offset' (or 'shift'), or the node's 'reg'
        """)
  }

  @Test func a_node_without_registers() async throws {
    let text = try await refusal("init: f\nidle:\n  - {register: CTRL, offset: 0}", reg: "")
    #expect(
      text == """
        application/boards/qemu_mps2_an386.overlay:2: error: &thing has no 'reg', but its driver \
        Thing looks at CTRL when it is down
        application/drivers/Thing/binding.yml:5: note: the driver's binding
          help: add the address and the size of its registers: reg = <0x40000000 0x1000>;
        """)
  }
}
