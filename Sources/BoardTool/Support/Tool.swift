import Foundation
import Subprocess

/// A program of the system that the build calls, and the Debian package it comes in.
public struct Tool: Sendable {
  public let name: String
  public let package: String

  static let deviceTreeCompiler = Tool(name: "dtc", package: "device-tree-compiler")
  static let python = Tool(name: "python3", package: "python3")
  static let graphviz = Tool(name: "dot", package: "graphviz")
  static let swift = Tool(name: "swift", package: "")

  /// An emulator a board names; the package follows Debian's naming.
  static func emulator(_ command: String) -> Tool {
    let architecture = command.split(separator: "-").last ?? ""
    let hasPackage = ["arm", "x86", "ppc", "mips", "sparc"].contains(architecture)
    return Tool(name: command, package: hasPackage ? command : "qemu-system-misc")
  }

  /// Where the program is.
  ///
  /// Throws a failure that says how to get it.
  public func path() throws -> Path {
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for directory in search.split(separator: ":") {
      let candidate = Path(String(directory)) / name
      if access(candidate.string, X_OK) == 0, !candidate.isDirectory { return candidate }
    }
    let remedy =
      package.isEmpty
      ? "install Swift 6.3 from https://swift.org/install" : "apt-get install \(package)"
    throw Failure("'\(name)' is not installed: \(remedy)")
  }

  public struct Result: Sendable {
    public var status: Int32
    public var output: String
    public var errors: String
  }

  /// Runs the program to its end and collects what it prints.
  public func run(
    _ arguments: [String], in directory: Path? = nil, environment: [String: String] = [:]
  ) async throws -> Result {
    try await Tool.run(path(), arguments, in: directory, environment: environment)
  }

  /// Runs any program to its end and collects what it prints.
  ///
  /// It dies with the command.
  public static func run(
    _ program: Path, _ arguments: [String], in directory: Path? = nil,
    environment: [String: String] = [:]
  ) async throws -> Result {
    let changes = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value as String?) }
    let result = try await Subprocess.run(
      .path(.init(program.string)), arguments: Arguments(arguments),
      environment: .inherit.updating(Dictionary(uniqueKeysWithValues: changes)),
      workingDirectory: directory.map { .init($0.string) },
      input: .none, output: .string(limit: 64 << 20), error: .string(limit: 64 << 20))
    return Result(
      status: result.terminationStatus.exitStatus, output: result.standardOutput,
      errors: result.standardError)
  }
}

extension TerminationStatus {
  /// As a shell reports it: the exit code, or 128 and the signal.
  var exitStatus: Int32 {
    switch self {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    }
  }
}
