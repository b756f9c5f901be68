import Foundation
import Kconfig
import Subprocess

/// Opens Kconfiglib's menu on an application's configuration, and writes what was chosen into the
/// files that the build reads.
public struct ConfigurationEditor: Sendable {
  /// Which of Kconfiglib's interfaces.
  public enum Interface: Sendable {
    case menuconfig
    case guiconfig
    /// No menu: these assignments.
    case setconfig([String])

    fileprivate func arguments(_ topFile: String) -> [String] {
      switch self {
      case .menuconfig: ["-m", "menuconfig", topFile]
      case .guiconfig: ["-m", "guiconfig", topFile]
      case .setconfig(let assignments): ["-m", "setconfig", "--kconfig", topFile] + assignments
      }
    }
  }

  public var builder: ImageBuilder
  public var interface: Interface

  public init(builder: ImageBuilder, interface: Interface) {
    self.builder = builder
    self.interface = interface
  }

  /// Runs the menu; gives the changes it made, a line each.
  public func run() async throws -> [String] {
    if case .menuconfig = interface, isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1 {
      throw Failure(
        "the menu needs a terminal", remedy: "in a script, write the options to prj.conf",
        status: 2)
    }
    let python = try await PythonEnvironment.kconfiglib(in: builder.project).interpreter()
    if case .guiconfig = interface { try await requireDisplay(python) }
    let folder = builder.folder
    try folder.createDirectory()
    return try await FileLock.hold(folder / "lock") {
      let loader = try await builder.configurationLoader(in: folder)
      let generated = folder / "generated"
      let before = try loader.tree(generated)
      try loader.report(before.diagnostics)
      let edited = folder / "menu.config"
      try edited.write(before.configText())
      Progress.shared.clear()
      try await show(loader, python, edited, generated)
      let after = try loader.tree(generated)
      try after.load(config: edited.string, replace: true)
      let changes = ConfigurationChange.between(before, after)
      return try write(changes, before)
    }
  }

  /// Python says what is missing, Tk itself or the display, with where in its code it noticed.
  private func requireDisplay(_ python: Path) async throws {
    let opened = try await Tool.run(python, ["-c", "import tkinter; tkinter.Tk().destroy()"])
    if opened.status == 0 { return }
    let reason = opened.errors.split(separator: "\n").last.map { ": \($0)" } ?? ""
    throw Failure(
      "the graphical menu cannot open\(reason)",
      remedy: "without --gui the menu opens in the terminal; --gui needs python3-tk and a display",
      status: 2)
  }

  private func show(
    _ loader: ConfigurationLoader, _ python: Path, _ edited: Path, _ generated: Path
  ) async throws {
    var variables = loader.environment(generated)
    variables["srctree"] = loader.sourceTree
    variables["KCONFIG_CONFIG"] = edited.string
    variables["MENUCONFIG_STYLE"] = variables["MENUCONFIG_STYLE"] ?? "default"
    let result = try await Subprocess.run(
      .path(.init(python.string)),
      arguments: Arguments(interface.arguments(loader.topFile)),
      environment: .custom(
        Dictionary(
          uniqueKeysWithValues: variables.map {
            (Environment.Key(stringLiteral: $0.key), $0.value)
          })),
      input: .currentStandardInput, output: .currentStandardOutput, error: .currentStandardError)
    guard result.terminationStatus.isSuccess else {
      throw Failure(
        "the menu ended with status \(result.terminationStatus.exitStatus)")
    }
  }

  /// Each change goes where the application sets the symbol already, or else into prj.conf.
  private func write(_ changes: [ConfigurationChange], _ before: Kconfig) throws -> [String] {
    let own = [
      builder.application.configuration(for: builder.board), builder.application.configuration,
    ]
    var texts: [Path: String] = [:]
    var lines: [String] = []
    for change in changes {
      let place = before.symbols[change.name]?.userLocation.map { Path(absolute: $0.file) }
      let file = place.flatMap { own.contains($0) ? $0 : nil } ?? builder.application.configuration
      // A value that another file sets must be answered, not left out.
      let line = change.line ?? (place == nil || place == file ? nil : change.value)
      let text = try texts[file] ?? (file.exists ? file.text() : "")
      texts[file] = ConfigurationText.setting(change.name, to: line, in: text)
      lines.append("\(file.relative): \(line ?? "CONFIG_\(change.name) back to its default")")
    }
    for (file, text) in texts { try file.write(text) }
    return lines
  }
}

/// What a user chose otherwise than before.
struct ConfigurationChange: Equatable {
  var name: String
  /// The line of a minimal configuration; nil for the default.
  var line: String?
  /// The line that says the value whatever the default is.
  var value: String

  /// By the minimal configurations, which hold a user's choices and nothing that follows from them.
  static func between(_ before: Kconfig, _ after: Kconfig) -> [ConfigurationChange] {
    let old = lines(before)
    let new = lines(after)
    let names = Set(old.keys).union(new.keys).sorted()
    return names.compactMap { name in
      guard old[name] != new[name], let symbol = after.symbols[name] else { return nil }
      return ConfigurationChange(
        name: name, line: new[name].map { _ in ConfigurationText.line(symbol) },
        value: ConfigurationText.line(symbol))
    }
  }

  private static func lines(_ tree: Kconfig) -> [String: String] {
    var lines: [String: String] = [:]
    for line in tree.minimalText().split(separator: "\n") {
      if let name = ConfigurationText.name(in: line) { lines[name] = String(line) }
    }
    return lines
  }
}

/// A file of assignments, changed line by line: comments and order stay.
enum ConfigurationText {
  /// The symbol that a line assigns to, `# CONFIG_X is not set` included.
  static func name(in line: some StringProtocol) -> String? {
    let text = String(line)
    let match =
      text.firstMatch(of: /^\s*CONFIG_(\w+)\s*=/)
      ?? text.firstMatch(of: /^# CONFIG_(\w+) is not set/)
    return match.map { String($0.1) }
  }

  static func line(_ symbol: Kconfig.Symbol) -> String {
    let value = symbol.value
    guard symbol.type == .string else { return "CONFIG_\(symbol.name)=\(value)" }
    let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "CONFIG_\(symbol.name)=\"\(escaped)\""
  }

  /// The text with the symbol set by this line, or by none.
  static func setting(_ name: String, to line: String?, in text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    let places = lines.indices.filter { self.name(in: lines[$0]) == name }
    if let line {
      if let last = places.last { lines[last] = line } else { lines.append(line) }
    }
    let doomed = Set(line == nil ? places : Array(places.dropLast()))
    let kept = lines.enumerated().filter { !doomed.contains($0.offset) }.map(\.element)
    return kept.isEmpty ? "" : kept.joined(separator: "\n") + "\n"
  }
}
