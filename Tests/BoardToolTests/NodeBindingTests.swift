import Devicetree
import Testing

@testable import BoardTool

/// Bindings in Zephyr's format, from an application's `dts/bindings`.
struct NodeBindingTests {
  private func lines(_ files: [String: String], _ overlay: String) async throws -> Set<String> {
    var all: [String: String] = [:]
    for (name, text) in files { all["dts/bindings/" + name] = text }
    let model = try await Fixture().model("qemu_mps2_an386", overlay: overlay, files: all)
    return Set(try DevicetreeHeader(model: model).text().split(separator: "\n").map(String.init))
  }

  @Test func a_declared_type_counts_before_the_form() async throws {
    let lines = try await lines(
      ["a.yaml": "compatible: \"v,a\"\nproperties:\n  x: {type: array}\n  y: {type: boolean}\n"],
      "/ { n { compatible = \"v,a\"; x = <1>; }; };\n")
    #expect(lines.contains("#define DT_N_S_n_P_x {1}"))
    #expect(lines.contains("#define DT_N_S_n_P_y 0"))
  }

  @Test func a_default_stands_in_and_has_its_place_among_the_choices() async throws {
    let binding = """
      compatible: "v,a"
      properties:
        size: {type: int, default: 7}
        mode: {type: string, enum: ["0", "1_5"], default: "1_5"}
        list: {type: string-array, default: ["p", "q"]}
        bytes: {type: uint8-array, default: [1, 0xff]}
      """
    let lines = try await lines(["a.yaml": binding], "/ { n { compatible = \"v,a\"; }; };\n")
    #expect(lines.contains("#define DT_N_S_n_P_size 7"))
    #expect(lines.contains("#define DT_N_S_n_P_mode \"1_5\""))
    #expect(lines.contains("#define DT_N_S_n_P_mode_IDX_0_ENUM_IDX 1"))
    #expect(lines.contains("#define DT_N_S_n_P_mode_IDX_0_ENUM_VAL_1_5_EXISTS 1"))
    #expect(lines.contains("#define DT_N_S_n_P_list {\"p\", \"q\"}"))
    #expect(lines.contains("#define DT_N_S_n_P_bytes {1, 255}"))
  }

  @Test func a_target_names_its_cells_and_a_property_its_space() async throws {
    let files = [
      "t.yaml": "compatible: \"v,t\"\nlamp-cells: [place, colour]\n",
      "u.yaml": """
      compatible: "v,u"
      properties:
        lights: {type: phandle-array, specifier-space: lamp}
      """,
    ]
    let lines = try await lines(
      files,
      """
      / {
        t: t { compatible = "v,t"; #lamp-cells = <2>; };
        u { compatible = "v,u"; lights = <&t 3 4>; lamp-names = "left"; };
      };
      """)
    #expect(lines.contains("#define DT_N_S_u_P_lights_IDX_0_VAL_colour 4"))
    #expect(lines.contains("#define DT_N_S_u_P_lights_NAME_left_VAL_place 3"))
  }

  @Test func a_bus_is_known_to_what_is_on_it_and_chooses_the_binding() async throws {
    let files = [
      "mux.yaml": """
      compatible: "v,mux"
      child-binding:
        compatible: "v,channel"
        include: i2c-controller.yaml
      """,
      "on-i2c.yaml": """
      compatible: "v,d"
      on-bus: i2c
      properties: {x: {type: int, default: 1}}
      """,
      "on-spi.yaml": """
      compatible: "v,d"
      on-bus: spi
      properties: {x: {type: int, default: 2}}
      """,
    ]
    let lines = try await lines(
      files,
      """
      / {
        m { compatible = "v,mux"; c { compatible = "v,channel"; d { compatible = "v,d"; }; }; };
        spi { d { compatible = "v,d"; }; };
      };
      """)
    #expect(lines.contains("#define DT_N_S_m_S_c_S_d_BUS DT_N_S_m_S_c"))
    #expect(lines.contains("#define DT_N_S_m_S_c_S_d_BUS_i2c 1"))
    #expect(lines.contains("#define DT_N_S_m_S_c_S_d_P_x 1"))
    #expect(lines.contains("#define DT_N_S_spi_S_d_P_x 2"))
    #expect(lines.contains("#define DT_COMPAT_v_d_BUS_spi 1"))
  }

  @Test func an_include_takes_what_it_asks_for() async throws {
    let files = [
      "a.yaml": """
      compatible: "v,a"
      include:
        - name: parts.yaml
          property-blocklist: [y]
      """,
      "parts.yaml": "properties:\n  x: {type: int, default: 1}\n  y: {type: int, default: 2}\n",
    ]
    let lines = try await lines(files, "/ { n { compatible = \"v,a\"; }; };\n")
    #expect(lines.contains("#define DT_N_S_n_P_x 1"))
    #expect(!lines.contains("#define DT_N_S_n_P_y 2"))
  }

  @Test(arguments: [
    (
      "basse.yaml",
      "'basse.yaml' is included, but no such binding exists; did you mean 'base.yaml'?"
    ),
    ("a.yaml", "'a.yaml' includes itself"),
  ])
  func an_include_that_leads_nowhere_is_refused(_ name: String, _ message: String) async throws {
    let found = await failure {
      _ = try await lines(["a.yaml": "compatible: \"v,a\"\ninclude: \(name)\n"], "/ { n { }; };\n")
    }
    #expect(found?.message == message)
    #expect(found?.location?.file.hasSuffix("dts/bindings/a.yaml") == true)
    #expect(found?.location?.line == 1)
  }

  @Test func every_common_binding_is_readable() throws {
    let folder = try Fixture().project.commonBindings
    let names = folder.filesBelow.map(\.name)
    #expect(names.contains("base.yaml"))
    let fixture = try Fixture()
    let file = try fixture.file(
      "all.yaml", "compatible: \"v,all\"\ninclude: [\(names.joined(separator: ", "))]\n")
    let found = try NodeBindingReader.read([file.parent], common: folder)
    #expect(found.first?.properties["wakeup-source"]?.type == .boolean)
    #expect(found.first?.properties["spi-max-frequency"]?.type == .int)
  }
}
