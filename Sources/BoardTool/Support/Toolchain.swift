import Foundation

/// The Swift toolchain on the PATH: everything that compiles and links comes from it.
public struct Toolchain: Sendable {
  let directory: Path

  public init() throws {
    directory =
      Path(URL(fileURLWithPath: try Tool.swift.path().string).resolvingSymlinksInPath().path)
      .parent
  }

  var swift: Path { directory / "swift" }
  var swiftc: Path { directory / "swiftc" }
  var clang: Path { directory / "clang" }
  var linker: Path { directory / "ld.lld" }
  var archiver: Path { directory / "llvm-ar" }
  var objectCopier: Path { directory / "llvm-objcopy" }
  var disassembler: Path { directory / "llvm-objdump" }
  var symbolizer: Path { directory / "llvm-symbolizer" }
  var demangler: Path { directory / "swift-demangle" }

  /// What the compiler of Swift calls itself.
  public func version() async throws -> String { try await Tool.version(of: swiftc) }
  /// The same of the compiler of C.
  public func compilerVersion() async throws -> String { try await Tool.version(of: clang) }
}

extension Tool {
  public static func version(ofEmulator command: String) async throws -> String {
    try await version(of: emulator(command).path())
  }

  /// The first line of what a program says of itself.
  fileprivate static func version(of program: Path) async throws -> String {
    let result = try await run(program, ["--version"])
    guard result.status == 0, let line = result.output.split(separator: "\n").first else {
      throw Failure("\(program) does not say its version")
    }
    return String(line)
  }
}
