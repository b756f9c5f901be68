// The whole work of the command `kconfig`: files in, files out.

import Foundation

extension Kconfig {
  /// What to read and what to write.
  public struct Request: Sendable {
    /// The top Kconfig file, relative to the source tree.
    public var kconfig: String
    /// The configuration fragments, merged in order; the later one wins.
    public var configurations: [String]
    /// Where to write the full configuration.
    public var configOutput: String?
    /// Where to write the C header.
    public var headerOutput: String?
    /// Where to write the minimal configuration.
    public var minimalOutput: String?
    /// The folder that `source` is relative to; nil takes the environment's `srctree`, or the
    /// current folder.
    public var sourceTree: String?
    /// What `$(NAME)` and `$(shell)` see.
    public var environment: [String: String]

    /// A request; every output is optional.
    public init(
      kconfig: String, configurations: [String] = [], configOutput: String? = nil,
      headerOutput: String? = nil, minimalOutput: String? = nil, sourceTree: String? = nil,
      environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
      self.kconfig = kconfig
      self.configurations = configurations
      self.configOutput = configOutput
      self.headerOutput = headerOutput
      self.minimalOutput = minimalOutput
      self.sourceTree = sourceTree
      self.environment = environment
    }
  }

  /// Reads a tree and its configuration, writes what follows, and returns what was found.
  ///
  /// The environment variables `KCONFIG_CONFIG_HEADER` and `KCONFIG_AUTOHEADER_HEADER` go in
  /// front of the configurations and the header. A file that would not change is not touched.
  ///
  /// - Throws: ``KconfigError`` when something cannot be read or written, and for findings that
  ///   are errors; nothing is written then.
  public static func generate(_ request: Request) throws -> [Diagnostic] {
    let environment = request.environment
    let tree = try Kconfig(
      file: request.kconfig, sourceTree: request.sourceTree ?? environment["srctree"] ?? "",
      environment: environment)
    for path in request.configurations { try tree.load(config: path, replace: false) }
    let diagnostics = tree.diagnostics
    if let error = diagnostics.first(where: { $0.severity == .error }) {
      throw KconfigError(error.message, at: error.location, notes: error.notes)
    }
    let configHeader = environment["KCONFIG_CONFIG_HEADER"] ?? ""
    if let path = request.configOutput {
      try write(tree.configText(header: configHeader), to: path)
    }
    if let path = request.headerOutput {
      let header = environment["KCONFIG_AUTOHEADER_HEADER"] ?? ""
      try write(tree.headerText(header: header), to: path)
    }
    if let path = request.minimalOutput {
      try write(tree.minimalText(header: configHeader), to: path)
    }
    return diagnostics
  }

  /// Writes a file unless it holds just that text already.
  ///
  /// - Returns: Whether the file was written.
  /// - Throws: ``KconfigError`` when it cannot be.
  @discardableResult
  public static func write(_ text: String, to path: String) throws -> Bool {
    let data = Data(text.utf8)
    if FileManager.default.contents(atPath: path) == data { return false }
    do {
      try data.write(to: URL(fileURLWithPath: path))
    } catch {
      throw KconfigError("cannot write \(path): \(error.localizedDescription)")
    }
    return true
  }
}
