import Devicetree
import Testing

@testable import BoardTool

/// The devicetree as C sees it: the text of `devicetree_generated.h`, and the order of nodes.
struct DevicetreeHeaderTests {
  private func header(_ model: ImageModel) throws -> String {
    try DevicetreeHeader(model: model).text()
  }

  private func lines(of overlay: String) async throws -> Set<String> {
    let model = try await Fixture().model("qemu_mps2_an386", overlay: overlay)
    return Set(try header(model).split(separator: "\n").map(String.init))
  }

  @Test(arguments: [
    ("a-value;", "P_a_value", "1"),
    ("a-value = <7>;", "P_a_value", "7"),
    ("a-value = <7 8>;", "P_a_value", "{7, 8}"),
    ("a-value = [07 08];", "P_a_value", "{7, 8}"),
    ("a-value = <0x61620000>;", "P_a_value", "1633812480"),
    ("a-value = /bits/ 64 <0xffffffffffffffff>;", "P_a_value", "{0xffffffffffffffff}"),
    ("a-value = \"x \\\"y\\\"\";", "P_a_value", "\"x \\\"y\\\"\""),
    ("a-value = \"x\", \"y\";", "P_a_value", "{\"x\", \"y\"}"),
    ("a-value = <&uart0>;", "P_a_value", "DT_N_S_serial_40004000"),
    ("a-value = <&uart0 &uart1>;", "P_a_value_IDX_1_PH", "DT_N_S_serial_40005000"),
    ("a-value = <&uart0 5>;", "P_a_value_IDX_0_VAL_cell0", "5"),
    ("lamp-gpios = <&uart0 5 1>;", "P_lamp_gpios_IDX_0_VAL_pin", "5"),
    ("a-value = &uart0;", "P_a_value_IDX_0_PH", "DT_N_S_serial_40004000"),
  ])
  func a_value_has_the_type_of_its_form(
    _ property: String, _ macro: String, _ value: String
  ) async throws {
    let lines = try await lines(of: "/ { thing { \(property) }; };\n")
    let line = "#define DT_N_S_thing_\(macro) \(value)"
    #expect(lines.contains(line))
  }

  @Test func the_binding_of_a_driver_says_the_type_and_the_default() async throws {
    let lines = try await lines(of: "&uart0 { /delete-property/ current-speed; };\n")
    #expect(lines.contains("#define DT_N_S_serial_40004000_P_current_speed 115200"))
  }

  @Test func a_controller_without_priorities_gives_the_default_one() async throws {
    let text = try header(try await Fixture().model("qemu_virt_rv32"))
    #expect(text.contains("_serial_10000000_IRQ_IDX_0_VAL_priority 1\n"))
    #expect(!text.contains("_serial_10000000_IRQ_IDX_0_VAL_priority_EXISTS"))
  }

  @Test func zephyrs_names_of_the_chosen_roles_are_there() async throws {
    let lines = try await lines(of: "")
    #expect(lines.contains("#define DT_CHOSEN_zephyr_console DT_N_S_serial_40004000"))
    #expect(lines.contains("#define DT_CHOSEN_zephyr_sram DT_N_S_memory_20000000"))
    #expect(lines.contains("#define DT_CHOSEN_zephyr_flash DT_N_S_memory_0"))
  }

  @Test func two_names_that_are_one_in_c_are_refused() async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an386", overlay: "/ {\n\ta-b { };\n\ta_b { };\n};\n")
    let found = await failure { _ = try header(model) }
    #expect(
      found?.message
        == "/a-b and /a_b: two names of the devicetree are DT_N_S_a_b_EXISTS in C")
    #expect(found?.location?.line == 3)
  }

  @Test func a_node_comes_after_what_it_refers_to() async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an386",
      overlay: "/ { a { needs = <&late>; }; b { c { }; }; late: late { }; };\n")
    let ordinals = model.ordinals
    #expect(ordinals["/late"] < ordinals["/a"])
    #expect(ordinals["/b"] < ordinals["/b/c"])
    #expect(Set(ordinals.paths).count == ordinals.paths.count)
    #expect(ordinals.paths.first == "/")
  }

  @Test func of_two_nodes_that_refer_to_each_other_a_binding_decides() async throws {
    let model = try await Fixture().model(
      "qemu_mps2_an386",
      overlay: "&sysclk { feeds = <&uart0>; };\n/ { x: x { y = <&y>; }; y: y { x = <&x>; }; };\n")
    #expect(model.ordinals["/clock"] < model.ordinals["/serial@40004000"])
    #expect(model.ordinals["/x"] < model.ordinals["/y"])
  }

  @Test func devices_of_a_level_come_up_by_their_ordinals() async throws {
    let model = try await Fixture().model("qemu_virt_rv32")
    let places = model.devices.map { model.ordinal(of: $0) }
    for level in InitLevel.allCases {
      let ofLevel = zip(model.devices, places).filter { $0.0.level == level }.map(\.1)
      #expect(ofLevel == ofLevel.sorted())
    }
  }
}

/// What the linker says of devices, in terms of the description.
struct DeviceLinkErrorTests {
  private func failure(
    _ kind: String, _ path: String, overlay: String = "", file: String = "/x/main.c"
  ) async throws -> Failure? {
    let model = try await Fixture().model("qemu_mps2_an386", overlay: overlay)
    let errors = """
      ld.lld: error: \(kind) symbol: __device_dts_ord_\(model.ordinals[path])
      >>> referenced by main.c:6 (\(file):6)
      >>>               /x/objects/main.c.o:(main)
      clang: error: linker command failed with exit code 1 (use -v to see invocation)
      """
    return DeviceLinkErrors(model: model).failure(for: errors)
  }

  @Test func a_disabled_node_has_no_device() async throws {
    let found = try #require(try await failure("undefined", "/serial@40005000"))
    #expect(
      found.description.hasPrefix(
        "/x/main.c:6: error: &uart1 is used as a device, but it is disabled\n"))
    #expect(found.notes.first?.location?.file.hasSuffix("mps2-fpga.dtsi") == true)
  }

  @Test func a_node_without_a_driver_has_no_device() async throws {
    let found = try #require(try await failure("undefined", "/led-lamps"))
    #expect(found.message == "/led-lamps is used as a device, but no driver makes one of it")
    #expect(found.remedy?.contains("DEVICE_DT_DEFINE") == true)
  }

  @Test func a_node_has_one_driver() async throws {
    let found = try #require(try await failure("duplicate", "/serial@40004000"))
    #expect(found.message == "two drivers make a device of &uart0")
    #expect(found.notes.first?.location?.file.hasSuffix("UARTCMSDK/binding.yml") == true)
  }

  @Test func other_complaints_stay_the_linkers() async throws {
    let model = try await Fixture().model("host")
    let errors = "ld.lld: error: undefined symbol: f\n>>> referenced by main.c:6 (/x/main.c:6)\n"
    #expect(DeviceLinkErrors(model: model).failure(for: errors) == nil)
  }
}
