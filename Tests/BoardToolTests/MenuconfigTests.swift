import Kconfig
import Testing

@testable import BoardTool

/// What `bulkhead menuconfig` does around the menu.
struct MenuconfigTests {
  @Test func a_change_keeps_comments_and_order() {
    let text = "# mine\nCONFIG_A=1\n\n# why\nCONFIG_B=y\n"
    #expect(
      ConfigurationText.setting("A", to: "CONFIG_A=2", in: text)
        == "# mine\nCONFIG_A=2\n\n# why\nCONFIG_B=y\n")
    #expect(ConfigurationText.setting("B", to: nil, in: text) == "# mine\nCONFIG_A=1\n\n# why\n")
    #expect(
      ConfigurationText.setting("C", to: "CONFIG_C=n", in: text) == text + "CONFIG_C=n\n")
    #expect(ConfigurationText.setting("C", to: "CONFIG_C=n", in: "") == "CONFIG_C=n\n")
  }

  @Test func of_several_lines_the_last_one_counts() {
    let text = "CONFIG_A=1\n# CONFIG_A is not set\nCONFIG_AB=1\n"
    #expect(
      ConfigurationText.setting("A", to: "CONFIG_A=y", in: text) == "CONFIG_A=y\nCONFIG_AB=1\n")
    #expect(ConfigurationText.setting("A", to: nil, in: text) == "CONFIG_AB=1\n")
  }

  /// Kconfiglib's `setconfig` stands for a person at the menu: the same library, tree and files.
  @Test func a_choice_lands_where_the_build_reads_it() async throws {
    let fixture = try Fixture()
    let application = try fixture.application([
      "src/main.c": "int main(void) { return 0; }\n",
      "prj.conf": "# mine\nCONFIG_MAIN_STACK_SIZE=2048\n",
      "boards/host.conf": "CONFIG_HEAP_MEM_POOL_SIZE=512\n",
    ])
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named("host", in: fixture.project),
      application: application)
    builder.buildFolder = (fixture.folder / "build").string
    let editor = ConfigurationEditor(
      builder: builder,
      interface: .setconfig([
        "MAIN_STACK_SIZE=4096", "HEAP_MEM_POOL_SIZE=1024", "THREAD_NAME=n",
      ]))
    let changes = try await editor.run()
    #expect(
      changes.map(fixture.shown) == [
        "application/boards/host.conf: CONFIG_HEAP_MEM_POOL_SIZE=1024",
        "application/prj.conf: CONFIG_MAIN_STACK_SIZE=4096",
        "application/prj.conf: CONFIG_THREAD_NAME=n",
      ])
    #expect(
      try application.configuration.text()
        == "# mine\nCONFIG_MAIN_STACK_SIZE=4096\nCONFIG_THREAD_NAME=n\n")
    #expect(
      try (application.folder / "boards/host.conf").text() == "CONFIG_HEAP_MEM_POOL_SIZE=1024\n")
    let configuration = try await builder.configurationLoader(in: builder.folder)
      .load(into: builder.folder / "generated")
    #expect(configuration.number("MAIN_STACK_SIZE", or: 0) == 4096)
    #expect(!configuration.isOn("THREAD_NAME"))
  }

  /// No private dialect: Kconfiglib reads the kernel's tree and comes to the same configuration.
  @Test(arguments: ["host", "qemu_mps2_an386", "qemu_virt_rv32"])
  func kconfiglib_agrees_on_the_kernels_own_tree(_ board: String) async throws {
    let fixture = try Fixture()
    let application = try fixture.application([
      "src/main.c": "int main(void) { return 0; }\n", "prj.conf": "CONFIG_LOG=y\n",
    ])
    var builder = ImageBuilder(
      project: fixture.project, board: try Board.named(board, in: fixture.project),
      application: application)
    builder.buildFolder = (fixture.folder / "build").string
    try builder.folder.createDirectory()
    let loader = try await builder.configurationLoader(in: builder.folder)
    let generated = builder.folder / "generated"
    let tree = try loader.tree(generated)
    let minimal = try fixture.file("assignments", tree.minimalText())
    var variables = loader.environment(generated)
    variables["srctree"] = loader.sourceTree
    variables["KCONFIG_CONFIG"] = minimal.string
    let python = try await PythonEnvironment.kconfiglib(in: fixture.project).interpreter()
    let output = fixture.folder / "their.config"
    let result = try await Tool.run(
      python,
      [
        "-m", "genconfig", "--header-path", (fixture.folder / "their.h").string, "--config-out",
        output.string, loader.topFile,
      ], environment: variables)
    #expect(result.status == 0 && result.errors == "")
    #expect(try output.text() == tree.configText())
    #expect(try (fixture.folder / "their.h").text() == tree.headerText())
  }
}
