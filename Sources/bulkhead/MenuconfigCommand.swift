import ArgumentParser
import BoardTool

/// The verb `menuconfig`: Kconfiglib's menu on an application's configuration.
struct Menuconfig: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Opens a menu of all options, and writes what you choose to the application's files.",
    discussion: """
      A choice goes to boards/<board>.conf if it is set there, else to prj.conf. The menu is \
      Kconfiglib's; the first time it is installed from PyPI into .build-images/kconfiglib. Save \
      with S, leave with Q.
      """)

  @OptionGroup var options: ImageOptions

  @Flag(help: "Kconfiglib's graphical menu instead (needs python3-tk).")
  var gui = false

  func run() async throws {
    let editor = ConfigurationEditor(
      builder: try options.builder(), interface: gui ? .guiconfig : .menuconfig)
    let changes = try await guarded { try await editor.run() }
    print(changes.isEmpty ? "nothing was changed" : changes.joined(separator: "\n"))
  }
}
