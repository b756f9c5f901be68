import Devicetree
import Foundation
import Kconfig

/// Resolves an image's Kconfig choices: the kernel's tree and a generated fragment with what the
/// description says, then board.defconfig, prj.conf and the application's file for the board.
struct ConfigurationLoader {
  var project: Project
  var description: BoardDescription
  var application: Application
  var isTest: Bool
  /// Lines such as `CONFIG_X=y` that come after every file.
  var extraSettings: [String]

  /// Writes `.config` and `autoconf.h` into the folder.
  func load(into generated: Path) throws -> Configuration {
    try (generated / "Kconfig.devices").write(fragment)
    let tree: Kconfig
    do {
      tree = try Kconfig(
        file: project.kconfig.name, sourceTree: project.kconfig.parent.string,
        environment: environment(generated))
      tree.load(text: testSettings, file: "bulkhead test")
      for file in files where file.exists {
        try tree.load(config: file.relative, replace: false)
      }
      if !extraSettings.isEmpty {
        let text = extraSettings.joined(separator: "\n") + "\n"
        tree.load(text: text, file: "bulkhead", replace: false)
      }
    } catch let error as KconfigError {
      throw Failure(
        error.message, at: error.location.map { SourceLocation(file: $0.file, line: $0.line) })
    }
    try report(tree.diagnostics)
    try (generated / ".config").write(tree.configText())
    try (generated / "autoconf.h").write(tree.headerText())
    let values = tree.symbols.filter(\.isInConfiguration).map { ($0.name, $0.value) }
    return Configuration(values: Dictionary(values, uniquingKeysWith: { first, _ in first }))
  }

  private var files: [Path] {
    [
      description.board.defconfig, application.configuration,
      application.configuration(for: description.board),
    ]
  }

  private var testSettings: String {
    var text = ""
    if isTest || application.harness != .none { text += "CONFIG_TEST=y\n" }
    if application.harness == .ztest { text += "CONFIG_ZTEST=y\n" }
    return text
  }

  private func environment(_ generated: Path) -> [String: String] {
    ProcessInfo.processInfo.environment.merging([
      "BOARD": description.board.name,
      "BULKHEAD_GENERATED": generated.string,
      "BULKHEAD_CYCLES_PER_SECOND": "\(description.cyclesPerSecond)",
      "BULKHEAD_API_VERSION": "\(APIVersion.ofIncludes(application).number)",
    ]) { _, new in new }
  }

  /// One symbol for each driver, on if an enabled node needs it; and the processor's facts.
  private var fragment: String {
    let needed = Set(description.reader.matches().map(\.binding.kconfig))
    var text = "# Generated from the devicetree and the drivers' bindings.\n"
    for binding in description.bindings {
      text += """

        config \(binding.kconfig)
        	bool "\(binding.description ?? binding.compatible[0])"
        	default \(needed.contains(binding.kconfig) ? "y" : "n")

        """
      if let symbol = binding.dependsOn { text += "\tdepends on \(symbol)\n" }
    }
    for symbol in description.processor.kconfig {
      text += "\nconfig \(symbol)\n\tdefault y\n"
    }
    return text
  }

  /// A name that no file defines is refused; everything else that is doubtful is printed.
  private func report(_ diagnostics: [Kconfig.Diagnostic]) throws {
    for finding in diagnostics {
      if case .unknownSymbol = finding.kind {
        throw Failure(
          finding.message, at: finding.location.map { .init(file: $0.file, line: $0.line) })
      }
      printError(finding.description)
      if finding.severity == .error { throw Failure("the configuration has errors") }
    }
  }
}
