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
}
