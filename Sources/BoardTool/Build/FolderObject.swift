/// One object for each folder of tests in a shared image, whose names nobody else sees: two folders
/// may both have a global `semaphore`.
struct FolderObject: Sendable {
  var toolchain: Toolchain
  /// Where the objects are, as Compilation wrote them.
  var objects: Path

  /// Gives the object of a folder; makes it if a part or its name is newer.
  func make(of parts: [Path], for folder: TestFolder) async throws -> Path {
    let whole = objects / "shared" / (folder.application.name + ".o")
    let command = objects / "shared" / (folder.application.name + ".command")
    let wanted = ([folder.mainSymbol] + parts.map(\.string)).joined(separator: "\n")
    if let built = whole.modificationTime, (try? command.text()) == wanted,
      parts.allSatisfy({ $0.modificationTime ?? .infinity < built })
    {
      return whole
    }
    try await run(toolchain.linker, ["-r", "-o", whole.string] + parts.map(\.string), whole)
    try await run(
      toolchain.objectCopier, ["--keep-global-symbol=\(folder.mainSymbol)", whole.string], whole)
    try command.write(wanted)
    return whole
  }

  private func run(_ program: Path, _ arguments: [String], _ target: Path) async throws {
    let result = try await Tool.run(program, arguments)
    if !result.errors.isEmpty { printError(result.errors.trimmingNewlines) }
    guard result.status == 0 else {
      try target.remove()
      throw Failure("\(target.stem) does not link")
    }
  }
}
