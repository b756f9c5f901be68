import Foundation

/// The package's own folders: where boards, drivers, processors and the kernel's options are.
public struct Project: Sendable {
  public let root: Path
  /// More folders of boards, and of drivers; they come before the project's own.
  public var boardRoots: [Path] = []
  public var driverRoots: [Path] = []

  public init(root: Path) {
    self.root = root
  }

  /// The package that the launcher names, or else the one around the working directory.
  public static func find() throws -> Project {
    if let root = ProcessInfo.processInfo.environment["BULKHEAD_ROOT"] {
      return Project(root: Path(absolute: root))
    }
    var directory = Path(absolute: FileManager.default.currentDirectoryPath)
    while true {
      if (directory / "boards").isDirectory, (directory / "kconfig/Kconfig").exists {
        return Project(root: directory)
      }
      if directory.string == "/" { throw Failure("no Bulkhead package here or above") }
      directory = directory.parent
    }
  }

  public var boards: Path { root / "boards" }
  /// What devicetrees may include, whichever folder their boards are in.
  var commonOfBoards: Path { boards / "common" }
  /// What bindings in Zephyr's format may include wherever they are.
  var commonBindings: Path { commonOfBoards / "bindings" }
  public var kconfig: Path { root / "kconfig/Kconfig" }
  public var include: Path { root / "Include" }
  public var drivers: Path { root / "Sources/Drivers" }
  public var ports: Path { root / "Sources/Ports" }
  public var harness: Path { root / "Sources/Harness" }
  public var cLibrary: Path { root / "Sources/CLibrary" }
  /// How code without privileges calls the kernel, compiled with each image that has such code.
  var userMode: Path { root / "Sources/UserMode" }
  public var cTests: Path { root / "Tests/C" }
  public var onBoard: Path { root / "Tests/OnBoard" }
  public var swiftTests: Path { root / "Tests/Swift" }
  public var benchmarks: Path { root / "Tests/Benchmarks" }
  public var images: Path { root / ".build-images" }
}
