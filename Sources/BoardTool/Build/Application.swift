import Foundation

/// An application as it stands: a folder with `src/*.c` or `src/*.swift`, and optionally
/// `prj.conf`, `Kconfig`, `boards/<board>.conf`, and an overlay: `boards/<board>.overlay` or
/// `app.overlay`.
///
/// Other files are not looked at.
public struct Application: Sendable {
  public enum Harness: Sendable {
    case none
    case cmocka
    case ztest
  }

  public let folder: Path
  public let name: String
  public let cSources: [Path]
  public let swiftSources: [Path]
  /// Names between the angle brackets or quotes of every #include in the sources.
  let includes: Set<String>
  /// Whether its main is `void main(void)`, as Zephyr 2.x's applications have it.
  let hasVoidMain: Bool
  /// Whether it defines what the kernel or the harness calls if it is there.
  let hasHooks: Bool
  /// Whether it says which reports of faults are printed (bulkhead/fault.h).
  let choosesReports: Bool
  /// Whether its Swift sources declare tests.
  let hasSwiftTests: Bool

  public init(folder: String, in project: Project) throws {
    let path = Path(absolute: folder)
    let source = path / "src"
    guard path.isDirectory else {
      throw Failure.unknown("application", folder, among: Self.known(in: project))
    }
    let files = source.filesBelow
    cSources = files.filter { $0.fileExtension == "c" }
    swiftSources = files.filter { $0.fileExtension == "swift" }
    guard !cSources.isEmpty || !swiftSources.isEmpty else {
      throw Failure(
        "\(folder) is not an application: it has no src/*.c and no src/*.swift", status: 2)
    }
    self.folder = path
    name = path.name
    var names: Set<String> = []
    var hasVoidMain = false
    var hasHooks = false
    var choosesReports = false
    for file in files where ["c", "h"].contains(file.fileExtension) {
      let text = try file.text()
      names.formUnion(IncludeScan.names(in: text))
      hasHooks = hasHooks || Self.hooks.contains(where: text.contains)
      choosesReports = choosesReports || text.contains(Self.reportHook)
      hasVoidMain = hasVoidMain || text.contains(/(?m)^\s*void\s+main\s*\(/)
    }
    includes = names
    self.hasVoidMain = hasVoidMain
    self.hasHooks = hasHooks
    self.choosesReports = choosesReports
    hasSwiftTests = try swiftSources.contains {
      try $0.text().contains(/(?m)^import BulkheadTesting\b/)
    }
  }

  private static let reportHook = "bulkhead_fault_is_reported"
  private static let hooks = [
    reportHook, "k_sys_fatal_error_handler", "ztest_post_fatal_error_hook",
    "ztest_post_assert_fail_hook",
  ]

  public var harness: Harness {
    if hasSwiftTests || includes.contains("cmocka.h") { return .cmocka }
    return includes.contains("ztest.h") || includes.contains("zephyr/ztest.h") ? .ztest : .none
  }

  /// Refuses an application that cannot be run as a test.
  public func requireTests() throws {
    guard harness == .none else { return }
    throw Failure(
      "\(folder.relative) has no tests: nothing in src includes <cmocka.h> or <zephyr/ztest.h> "
        + "or imports BulkheadTesting; './bulkhead run' runs it", status: 2)
  }

  /// Whether the tests register themselves (ZTEST), so that nothing else names them.
  var includesCurrentZtest: Bool { harness == .ztest && includes.contains("zephyr/ztest.h") }

  public var configuration: Path { folder / "prj.conf" }

  /// The application's own options, with the kernel's tree sourced in it.
  var kconfig: Path? {
    let file = folder / "Kconfig"
    return file.exists ? file : nil
  }

  public func configuration(for board: Board) -> Path { folder / "boards/\(board.name).conf" }

  /// What it adds to a board's devicetree: the file for the board, or else the one for all.
  public func overlay(for board: Board) -> Path? {
    [folder / "boards/\(board.name).overlay", folder / "app.overlay"].first(where: \.exists)
  }

  /// Drivers that come with the application.
  public var drivers: Path { folder / "drivers" }

  /// The kinds of nodes, as tokens, that the application's own sources serve (`DT_DRV_COMPAT`).
  func servedNodes() throws -> Set<String> {
    var tokens: Set<String> = []
    for source in cSources {
      for match in try source.text().matches(of: /(?m)^\s*#\s*define\s+DT_DRV_COMPAT\s+(\w+)/) {
        tokens.insert(String(match.1))
      }
    }
    return tokens
  }

  /// What somebody may have meant: the samples and the tests, as one writes them from the working
  /// directory.
  private static func known(in project: Project) -> [String] {
    ((project.root / "samples").entries + project.cTests.entries + project.swiftTests.entries)
      .filter { ($0 / "src").isDirectory }
      .map(\.relative)
  }
}

/// The names that a source includes.
enum IncludeScan {
  static func names(in text: String) -> Set<String> {
    var names: Set<String> = []
    for line in text.split(whereSeparator: \.isNewline) {
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      guard trimmed.first == "#" else { continue }
      let directive = trimmed.dropFirst().drop { $0 == " " || $0 == "\t" }
      guard directive.hasPrefix("include") else { continue }
      let rest = directive.dropFirst("include".count).drop { $0 == " " || $0 == "\t" }
      guard rest.first == "<" || rest.first == "\"" else { continue }
      names.insert(String(rest.dropFirst().prefix { $0 != ">" && $0 != "\"" }))
    }
    return names
  }
}

/// Which generation of the Zephyr API an application is written for, and how that is known.
public struct APIVersion: Sendable, Equatable {
  public var number: Int
  public var reason: String

  /// Headers that only the older include style names without a folder.
  private static let older = [
    "zephyr.h", "kernel.h", "ztest.h", "device.h", "init.h", "sys/printk.h", "misc/printk.h",
  ]
  /// The one header that both include styles name with its folder.
  private static let typesHeader = "zephyr/types.h"

  /// What the configuration says; its default is what the includes say.
  static func of(_ application: Application, configuration: Configuration) -> APIVersion {
    let scanned = ofIncludes(application)
    let chosen = configuration.number("ZEPHYR_API_VERSION", or: scanned.number)
    if chosen == scanned.number { return scanned }
    return APIVersion(number: chosen, reason: "CONFIG_ZEPHYR_API_VERSION=\(chosen)")
  }

  static func ofIncludes(_ application: Application) -> APIVersion {
    let newer = application.includes.filter { $0.hasPrefix("zephyr/") && $0 != typesHeader }
    if let name = newer.min() {
      return APIVersion(number: 4, reason: "the sources include <\(name)>")
    }
    if let name = older.first(where: application.includes.contains) {
      return APIVersion(number: 2, reason: "the sources include <\(name)>")
    }
    return APIVersion(number: 4, reason: "the sources include no Zephyr header")
  }
}
