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
    let tree = try tree(generated)
    try report(tree.diagnostics)
    try (generated / ".config").write(tree.configText())
    try (generated / "autoconf.h").write(tree.headerText())
    return Configuration(tree)
  }

  /// The top of the tree as `Kconfig` and Kconfiglib take it, relative to `sourceTree`.
  var topFile: String { application.kconfig?.string ?? project.kconfig.name }
  var sourceTree: String { project.kconfig.parent.string }

  /// The tree with every file's assignments.
  func tree(_ generated: Path) throws -> Kconfig {
    try (generated / "Kconfig.devices").write(fragment)
    do {
      let tree = try Kconfig(
        file: topFile, sourceTree: sourceTree, environment: environment(generated))
      tree.load(text: testSettings, file: "bulkhead test")
      for file in files where file.exists {
        try tree.load(config: file.relative, replace: false)
      }
      if !extraSettings.isEmpty {
        let text = extraSettings.joined(separator: "\n") + "\n"
        tree.load(text: text, file: "bulkhead", replace: false)
      }
      return tree
    } catch let error as KconfigError {
      throw located(Failure(error))
    }
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

  func environment(_ generated: Path) -> [String: String] {
    ProcessInfo.processInfo.environment.merging([
      "BOARD": description.board.name,
      "BULKHEAD_GENERATED": generated.string,
      "BULKHEAD_CYCLES_PER_SECOND": "\(description.cyclesPerSecond)",
      "BULKHEAD_API_VERSION": "\(APIVersion.ofIncludes(application).number)",
      "ZEPHYR_BASE": project.kconfig.parent.string,
    ]) { _, new in new }
  }

  /// The drivers' symbols, the processor's facts, and Zephyr's symbols for the kinds of nodes that may
  /// be used (`DT_HAS_…_ENABLED`).
  private var fragment: String {
    let needed = Set(description.reader.matches().compactMap(\.binding.kconfig))
    var text = "# Generated from the devicetree and the drivers' bindings.\n\nmenu \"Drivers\"\n"
    for binding in description.bindings {
      text += binding.kconfigText(isNeeded: binding.kconfig.map(needed.contains) ?? false)
    }
    text += "\nendmenu\n"
    for symbol in description.processor.kconfig {
      text += "\nconfig \(symbol)\n\tdefault y\n"
    }
    if description.tree.chosen(Chosen.initWatchdog) != nil {
      text += "\nconfig HAS_INIT_WATCHDOG\n\tdefault y\n"
    }
    let enabled = description.tree.describedNodes.filter(\.hasOkayStatus).flatMap(\.compatible)
    for name in Set(enabled.map { DevicetreeHeader.identifier($0).uppercased() }).sorted() {
      text += "\nconfig DT_HAS_\(name)_ENABLED\n\tdef_bool y\n"
    }
    return text + description.processor.protection.kconfigText
  }

  /// What an application's user must know stops the build: a name that nothing defines, a value
  /// that did not take.
  ///
  /// What the Kconfig files themselves say is printed.
  func report(_ diagnostics: [Kconfig.Diagnostic]) throws {
    let zephyr = try ZephyrOptions(project)
    for finding in diagnostics {
      if case .unknownSymbol(let nearest) = finding.kind {
        if let note = zephyr.note(on: finding) {
          printError(note)
          continue
        }
        if nearest == nil, let other = finding.symbol.flatMap(zephyr.nearest) {
          var failure = Failure(finding)
          failure.message += "; did you mean \(other)?"
          failure.remedy = "write CONFIG_\(other), or drop the line"
          throw located(failure)
        }
      }
      if finding.severity == .error || finding.remedy != nil {
        throw located(Failure(finding))
      }
      printError(warning(finding))
    }
  }

  func warning(_ finding: Kconfig.Diagnostic) -> String {
    located(Failure(finding)).text(as: "warning")
  }

  /// Files of the kernel's tree are named from the working directory, like all others.
  private func located(_ failure: Failure) -> Failure {
    func resolve(_ location: SourceLocation?) -> SourceLocation? {
      guard let location, !location.file.hasPrefix("/") else { return location }
      let file = project.kconfig.parent / location.file
      let isOurs = file.exists
      return SourceLocation(file: isOurs ? file.relative : location.file, line: location.line)
    }
    var failure = failure
    failure.location = resolve(failure.location)
    for index in failure.notes.indices {
      failure.notes[index].location = resolve(failure.notes[index].location)
    }
    return failure
  }
}

extension Processor.Protection {
  /// The defaults of the symbols in Kconfig.processor.
  fileprivate var kconfigText: String {
    """

    config PROTECTION_\(kind.rawValue.uppercased())
    	default y

    config PROTECTION_REGIONS
    	default \(regions ?? 0)

    config PROTECTION_GRANULE
    	default \(granule)

    config PROTECTION_POWER_OF_TWO
    	default \(alignment == .powerOfTwo ? "y" : "n")

    """
  }
}

extension Binding {
  /// A symbol for the driver, on if an enabled node needs it; its folder's Kconfig, if it has one;
  /// and the level of its devices.
  fileprivate func kconfigText(isNeeded: Bool) -> String {
    guard let symbol = kconfig else { return "" }
    let words = (description ?? compatible?.first ?? service ?? symbol)
      .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    var text = """

      config \(symbol)
      	bool "\(words)"
      	default \(isNeeded ? "y" : "n")

      """
    if let needed = dependsOn { text += "\tdepends on \(needed)\n" }
    let more = file.parent / "Kconfig"
    if more.exists { text += "\nsource \"\(more)\"\n" }
    guard `init` != nil else { return text }
    text += """

      choice \(symbol)_INIT_LEVEL
      	prompt "Init level: \(words)"
      	default \((level ?? .postKernel).symbol(of: self))
      	depends on \(symbol)

      """
    for level in InitLevel.allCases {
      text += "config \(level.symbol(of: self))\n\tbool \"\(level.rawValue)\"\n"
    }
    return text + "endchoice\n"
  }
}

extension Configuration {
  init(_ tree: Kconfig) {
    var values: [String: String] = [:]
    var assignments: [String: SourceLocation] = [:]
    for symbol in tree.symbols where symbol.isDefined {
      if symbol.isInConfiguration { values[symbol.name] = symbol.value }
      assignments[symbol.name] = symbol.userLocation.map(SourceLocation.init)
    }
    self.init(values: values, assignments: assignments)
  }
}

extension SourceLocation {
  init(_ location: Kconfig.Location) {
    self.init(file: location.file, line: location.line)
  }
}

extension Failure {
  init(_ error: KconfigError) {
    self.init(
      error.message, at: error.location.map(SourceLocation.init),
      notes: error.notes.map(Note.init), remedy: error.remedy)
  }

  init(_ finding: Kconfig.Diagnostic) {
    self.init(
      finding.message, at: finding.location.map(SourceLocation.init),
      notes: finding.notes.map(Note.init), remedy: finding.remedy)
  }
}

extension Failure.Note {
  fileprivate init(_ note: Kconfig.Note) {
    self.init(note.text, at: note.location.map(SourceLocation.init))
  }
}

extension Kconfig.Diagnostic {
  /// What an application's user can do about a finding; nil for one that does not stop a build.
  fileprivate var remedy: String? {
    let name = "CONFIG_" + (symbol ?? "")
    switch kind {
    case .unknownSymbol(let nearest):
      return nearest.map { "write CONFIG_\($0), or drop the line" }
        ?? "drop the line; './bulkhead menuconfig' lists what there is"
    case .malformedLine: return "write CONFIG_NAME=value, or begin the line with #"
    case .malformedValue(_, let type): return "give \(name) \(type.words)"
    case .mixedChoice: return "set one member of the choice to y"
    case .notTaken(_, let actual, let reason): return reason.remedy(name, actual)
    case .unmetSelect(let dependency, let selectors):
      return "switch on \(dependency), or switch off \(selectors.joined(separator: " and "))"
    case .valueLoop: return "drop one of the conditions that lead back to \(name)"
    case .reassigned, .defaultClamped, .valueAsCondition, .definition, .macro: return nil
    }
  }
}

extension Kconfig.ValueType {
  fileprivate var words: String {
    switch self {
    case .bool: "y or n"
    case .tristate: "y, m or n"
    case .int: "a decimal number"
    case .hex: "a hexadecimal number, as in 0x10"
    case .string: "a text in quotes"
    case .unknown: "a type in Kconfig"
    }
  }
}

extension Kconfig.Refusal {
  fileprivate func remedy(_ name: String, _ actual: String) -> String {
    func list(_ names: [String]) -> String {
      names.map { "CONFIG_" + $0 }.joined(separator: " and ")
    }
    switch self {
    case .noPrompt: return "drop the line: other options decide \(name)"
    case .dependencies(_, let unmet), .hiddenPrompt(_, let unmet):
      return "make \(unmet.joined(separator: " and ")) hold, or drop the line"
    case .selected(let names), .implied(let names):
      return "switch off \(list(names)), or drop the line"
    case .choice(let selected):
      return "drop " + (selected.map { "CONFIG_\($0)=y" } ?? "the other members")
        + ", or this line"
    case .choiceMode, .notModular: return "set it to \(actual), or drop the line"
    case .range(let low, let high): return "choose a value from \(low) to \(high)"
    }
  }
}
