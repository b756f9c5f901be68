import Foundation

/// Compiles the kernel for one processor with SwiftPM; no image's choices go into it.
struct KernelBuild: Sendable {
  var project: Project
  var processor: Processor
  var toolchain: Toolchain

  var folder: Path { project.images / "kernel" / processor.name }
  var library: Path { folder / "scratch" / "release" / "libBulkheadKernel.a" }
  /// Where the kernel's Swift modules are, for applications in Swift.
  var modules: Path { folder / "scratch" / "release" / "Modules" }

  /// The C modules that the kernel's Swift modules import.
  var moduleMaps: [Path] {
    let generated = (folder / "scratch" / "release").entries.map { $0 / "module.modulemap" }
    return ([project.include / "module.modulemap"] + generated).filter(\.exists)
  }

  /// Folders of Sources that the kernel is not made of.
  private static let otherSources: Set<String> = [
    "BoardTool", "bulkhead", "Kconfig", "Devicetree", "CLibFDT", "CLibrary", "Harness", "UserMode",
    "BulkheadUser", "Capability", "CapabilityVectors", "ELF", "Simulator", "Study",
  ]

  /// Gives the library, after compiling it if a source is newer than the last compilation.
  func build() async throws -> Path {
    try folder.createDirectory()
    return try await FileLock.hold(folder / "lock") { try await buildIfNeeded() }
  }

  private func buildIfNeeded() async throws -> Path {
    let stamp = folder / "built"
    let command = arguments
    let wanted = command.joined(separator: "\n") + "\n" + (toolset?.text ?? "")
    if library.exists, let last = stamp.modificationTime, let newest = newestSource, newest < last,
      try stamp.text() == wanted
    {
      return library
    }
    // SwiftPM looks at sources and module maps, not at the headers behind them.
    if let last = stamp.modificationTime, let newest = newest(where: { $0 == "h" }), newest >= last
    {
      try (folder / "scratch").remove()
    }
    if let toolset { try toolset.file.write(toolset.text) }
    // SwiftPM adds to an archive that is there, so what a removed source file gave would stay in it.
    if library.exists { try library.remove() }
    Progress.shared.say("compiling the kernel for \(processor.name)")
    let started = Date()
    let result = try await Tool.run(
      toolchain.swift, command, in: project.root, environment: ["BULKHEAD_IMAGE_BUILD": "1"])
    guard result.status == 0 else {
      let lines = (result.output + result.errors).split(separator: "\n")
      // Without SwiftPM's progress, `[3/9] Compiling …`.
      printError(lines.filter { !$0.hasPrefix("[") }.joined(separator: "\n"))
      throw Failure("the kernel does not compile for \(processor.name)")
    }
    if processor.isCortexM {
      try await ContextRegisterCheck(library: library, toolchain: toolchain).check()
    }
    try stamp.remove()
    try stamp.write(wanted)
    try FileManager.default.setAttributes([.modificationDate: started], ofItemAtPath: stamp.string)
    return library
  }

  private var toolset: (file: Path, text: String)? {
    processor.isHost ? nil : (folder / "toolset.json", Toolset(processor: processor).json)
  }

  private var arguments: [String] {
    var words = [
      "build", "-c", "release", "--scratch-path", (folder / "scratch").string,
      "--product", "BulkheadKernel",
    ]
    if let triple = processor.triple, let toolset {
      words += [
        "--triple", triple, "--toolset", toolset.file.string, "--traits", processor.port,
      ]
    }
    return words
  }

  /// Folders count too: their time changes when a file goes away.
  private var newestSource: Double? { newest { _ in true } }

  /// The time of the newest file with a wanted suffix; nil is for folders.
  private func newest(where isWanted: (String?) -> Bool) -> Double? {
    func newest(_ path: Path) -> Double {
      guard path.isDirectory else {
        return isWanted(path.fileExtension) ? path.modificationTime ?? 0 : 0
      }
      let own = isWanted(nil) ? path.modificationTime ?? 0 : 0
      return path.entries.map(newest).reduce(own, max)
    }
    let folders = (project.root / "Sources").entries.filter { !Self.otherSources.contains($0.name) }
    return (folders + [project.include, project.root / "Package.swift"]).map(newest).max()
  }
}
