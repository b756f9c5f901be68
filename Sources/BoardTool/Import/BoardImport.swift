import Devicetree
import Foundation

/// `bulkhead board import`: makes a board's two files from somebody else's devicetree.
///
/// What has no driver here is disabled, not dropped; what was changed is listed in the board's
/// README.md.
public struct BoardImport: Sendable {
  public var project: Project
  /// A blob, or a source for `dtc`.
  public var file: Path
  public var name: String
  /// The folder to make the board's folder in.
  public var root: Path
  /// Where a source's included files are, beside its own folder.
  public var includes: [Path] = []

  public init(project: Project, file: Path, name: String, root: Path? = nil) {
    self.project = project
    self.file = file
    self.name = name
    self.root = root ?? project.boards
  }

  /// Writes the board; gives what there is to know about it, as lines.
  ///
  /// Throws, and writes nothing, if the file is not a devicetree, its processor is not known, or the
  /// board exists.
  public func run() async throws -> [String] {
    guard name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.-]*/) != nil else {
      throw Failure("'\(name)' cannot be the name of a board: use letters, digits and _", status: 2)
    }
    let folder = root / name
    guard !folder.exists else {
      throw Failure(
        "\(folder.relative) exists", remedy: "choose another --name, or remove the folder",
        status: 2)
    }
    let tree = try await read()
    let bindings = try Binding.all(in: project)
    var adoption = try Adoption(
      of: tree, processor: Processor.of(tree, in: project),
      reader: DeviceReader(tree: tree, bindings: bindings))
    adoption.emulator = try await emulator(of: tree)
    let root = adoption.finish()
    try folder.createDirectory()
    do {
      try write(root, adoption.report, model: tree.root?["model"]?.string, into: folder)
    } catch {
      try? folder.remove()
      throw error
    }
    return [folder.relative + ": board.dts, board.defconfig, README.md"] + adoption.report.lines
  }

  // MARK: Reading

  private func read() async throws -> Devicetree {
    let bytes = try file.bytes()
    if bytes.starts(with: [0xd0, 0x0d, 0xfe, 0xed]) || file.fileExtension == "dtb" {
      do {
        return try Devicetree(blob: bytes)
      } catch {
        throw Failure(
          "\(error)", at: SourceLocation(file: file.relative, line: 1),
          remedy: "dump it again: the file is truncated, damaged, or something else")
      }
    }
    return try await compile([file], name: file.name, folders: [file.parent] + includes)
  }

  private func compile(_ files: [Path], name: String, folders: [Path]) async throws -> Devicetree {
    let scratch = Path(absolute: NSTemporaryDirectory()) / "bulkhead-\(UUID().uuidString)"
    try scratch.createDirectory()
    defer { try? scratch.remove() }
    var source = DevicetreeSource(name: name, files: files, folders: folders)
    source.hasSymbols = false
    return try await source.compile(in: scratch, toolchain: Toolchain())
  }

  /// How to run it: as the board of ours that calls itself the same machine is run.
  private func emulator(of tree: Devicetree) async throws -> ImportNode? {
    guard let machine = tree.root?.compatible.first else { return nil }
    for board in Board.all(in: project) where board.folder.parent == project.boards {
      let text = try board.devicetree.text()
      guard text.contains("bulkhead,emulator") else { continue }
      let other = try await compile(
        [board.devicetree], name: board.name, folders: [board.folder, board.folder.parent])
      guard other.root?.compatible.contains(machine) == true else { continue }
      var reader = ImportReader(tree: other)
      return reader.root()?.children.first { $0.name == "bulkhead,emulator" }
    }
    return nil
  }

  // MARK: Writing

  private func write(
    _ root: ImportNode, _ report: ImportReport, model: String?, into folder: Path
  ) throws {
    let source = "Imported from \(file.name)" + (model.map { " (\($0))" } ?? "") + "."
    try (folder / "board.dts").write(
      DevicetreeWriter.text(root, comment: [source, "README.md lists what the import changed."]))
    try (folder / "board.defconfig").write(
      "# Choices for this board; the devicetree turns its drivers on.\n")
    let notes = report.lines.map { "- \($0)\n" }.joined()
    try (folder / "README.md").write(
      """
      # \(name)

      \(source)

          ./bulkhead run samples/hello --board \(name)

      What the import changed:

      \(notes)
      """)
  }
}

/// What an import changed, and what is left to do.
public struct ImportReport: Sendable {
  var disabled: [(name: String, reason: String)] = []
  var changes: [String] = []
  var open: [String] = []

  public var lines: [String] {
    changes + disabled.map { "disabled \($0.name): \($0.reason)" } + open.map { "to do: \($0)" }
  }
}
