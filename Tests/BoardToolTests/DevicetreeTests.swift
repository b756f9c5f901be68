import Devicetree
import Testing

@testable import BoardTool

struct DevicetreeTests {
  private func tree(_ source: String, overlay: String? = nil) async throws -> Devicetree {
    let fixture = try Fixture()
    try fixture.file("boards/x/board.dts", source)
    let overlay = try overlay.map { try fixture.file("x.overlay", $0) }
    let board = Board(name: "x", folder: fixture.folder / "boards/x")
    return try await DevicetreeSource(board: board, overlay: overlay, project: fixture.project)
      .compile(in: fixture.folder, toolchain: Toolchain())
  }

  private let bus = """
    /dts-v1/;
    / {
      #address-cells = <2>;
      #size-cells = <1>;
      soc {
        #address-cells = <1>;
        #size-cells = <1>;
        ranges = <0x1000 0x0 0x40000000 0x2000>;
        uart: serial@1100 {
          reg = <0x1100 0x20>;
          current-speed = <9600>;
        };
      };
    };
    """

  @Test func an_address_is_translated_through_its_bus() async throws {
    let tree = try await tree(bus)
    let node = try #require(tree.node(labelled: "uart"))
    let region = try #require(tree.regions(of: node).first)
    #expect(region.address == 0x4000_0100)
    #expect(region.size == 0x20)
  }

  @Test func a_bus_without_ranges_translates_nothing() async throws {
    let tree = try await tree(
      bus,
      overlay: "&uart { #address-cells = <1>; #size-cells = <0>; chip@1100 { reg = <0x1100>; }; };")
    let node = try #require(tree["/soc/serial@1100/chip@1100"])
    #expect(tree.regions(of: node).map(\.address) == [0x1100])
  }

  @Test func a_property_knows_its_file_and_line() async throws {
    let tree = try await tree(bus)
    let location = try #require(tree["/soc/serial@1100"]?["current-speed"]?.location)
    #expect(location.file.hasSuffix("boards/x/board.dts"))
    #expect(location.line == 11)
  }

  @Test func an_overlay_changes_a_node_and_owns_the_line() async throws {
    let tree = try await tree(bus, overlay: "&uart {\n  current-speed = <115200>;\n};\n")
    let property = try #require(tree.node(labelled: "uart")?["current-speed"])
    #expect(property.cell == 115_200)
    #expect(property.location?.file.hasSuffix("x.overlay") == true)
    #expect(property.location?.line == 2)
  }

  @Test func the_preprocessor_runs_where_a_file_asks_for_it() async throws {
    let fixture = try Fixture()
    try fixture.file("boards/x/speed.h", "#define SPEED 4800\n")
    try fixture.file(
      "boards/x/board.dts",
      "/dts-v1/;\n#include \"speed.h\"\n/ {\n  uart { current-speed = <SPEED>; };\n};\n")
    let board = Board(name: "x", folder: fixture.folder / "boards/x")
    let tree = try await DevicetreeSource(board: board, project: fixture.project)
      .compile(in: fixture.folder, toolchain: Toolchain())
    let property = try #require(tree["/uart"]?["current-speed"])
    #expect(property.cell == 4800)
    #expect(property.location?.file.hasSuffix("boards/x/board.dts") == true)
    #expect(property.location?.line == 4)
  }

  @Test func a_disabled_parent_disables_its_children() async throws {
    let tree = try await tree(bus, overlay: "/ { soc { status = \"disabled\"; }; };\n")
    let node = try #require(tree.node(labelled: "uart"))
    #expect(node.hasOkayStatus)
    #expect(!tree.isEnabled(node))
  }

  @Test func interrupts_follow_their_parent_and_its_cells() async throws {
    let tree = try await tree(
      """
      /dts-v1/;
      / {
        interrupt-parent = <&a>;
        a: a { interrupt-controller; #address-cells = <0>; #interrupt-cells = <2>; };
        b: b { interrupt-controller; #address-cells = <0>; #interrupt-cells = <1>; };
        near { interrupts = <4 1>, <5 2>; };
        far { interrupt-parent = <&b>; interrupts = <7>; };
        both { interrupts-extended = <&b 9>, <&a 3 1>; };
      };
      """)
    func specifiers(_ path: String) throws -> [String] {
      tree.interrupts(of: try #require(tree[path])).map { "\($0.controller.name) \($0.cells)" }
    }
    #expect(try specifiers("/near") == ["a [4, 1]", "a [5, 2]"])
    #expect(try specifiers("/far") == ["b [7]"])
    #expect(try specifiers("/both") == ["b [9]", "a [3, 1]"])
  }

  @Test func a_truncated_blob_is_refused() {
    #expect(throws: Devicetree.ReadError.self) { try Devicetree(blob: []) }
    #expect(throws: Devicetree.ReadError.self) {
      try Devicetree(blob: [0xd0, 0x0d, 0xfe, 0xed, 0, 0, 1, 0])
    }
  }
}
