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
  /// The processor, where a source does not name it: Linux's of Cortex-M do not.
  public var processor: String?

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
      of: tree, processor: knownProcessor(of: tree),
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
      if processor != nil {
        throw Failure(
          "--cpu is for a source, and \(file.relative) is a blob",
          remedy: "make it a source: dtc -I dtb -O dts \(file.relative)", status: 2)
      }
      do {
        let tree = try Devicetree(blob: bytes)
        try refuseNames(of: tree)
        return tree
      } catch let error as Devicetree.ReadError {
        throw damage("\(error)")
      }
    }
    return try await compile([file], name: file.name, folders: [file.parent] + includes)
  }

  private var place: SourceLocation { SourceLocation(file: file.relative, line: 1) }

  private func damage(_ message: String) -> Failure {
    Failure(
      message, at: place,
      remedy: "dump it again: the file is truncated, damaged, or something else")
  }

  /// libfdt takes any bytes for a name; a source holds the specification's (2.2.1, 2.2.4) alone, and a
  /// property once.
  private func refuseNames(of tree: Devicetree) throws {
    for node in tree.nodes {
      if node.path != "/", node.name.wholeMatch(of: /[0-9A-Za-z,._+-]+(@[0-9A-Za-z,._+-]+)?/) == nil
      {
        throw damage(node.name, of: node, "is no name")
      }
      var seen: Set<String> = []
      for name in node.properties.map(\.name) {
        if name.wholeMatch(of: /[0-9A-Za-z,._+*#?@-]+/) == nil {
          throw damage(name, of: node, "is no name")
        }
        if !seen.insert(name).inserted { throw damage(name, of: node, "is there twice") }
      }
    }
  }

  private func damage(_ name: String, of node: Node, _ words: String) -> Failure {
    damage("not a usable devicetree blob: \(name.debugDescription) at \(node.displayName) \(words)")
  }

  /// The processor; what a blob says has no line.
  private func knownProcessor(of tree: Devicetree) throws -> Processor {
    do {
      return try Processor.of(tree, in: project)
    } catch var failure as Failure {
      failure.location = failure.location ?? place
      let hasNone = !tree.nodes.contains(where: Processor.isProcessor)
      if hasNone { failure.remedy = "name it, as in --cpu arm,cortex-m4" }
      throw failure
    }
  }

  private func compile(_ files: [Path], name: String, folders: [Path]) async throws -> Devicetree {
    let scratch = Path(absolute: NSTemporaryDirectory()) / "bulkhead-\(UUID().uuidString)"
    try scratch.createDirectory()
    defer { try? scratch.remove() }
    var source = DevicetreeSource(name: name, files: files, folders: folders)
    source.isForeign = true
    if let processor {
      let addition = scratch / "cpu.dtsi"
      try addition.write(Self.processorNode(processor))
      source.files.append(addition)
    }
    return try await source.compile(in: scratch, toolchain: Toolchain())
  }

  private static func processorNode(_ compatible: String) -> String {
    """
    / {
    	cpus {
    		#address-cells = <1>;
    		#size-cells = <0>;
    		cpu@0 {
    			device_type = "cpu";
    			compatible = "\(compatible)";
    			reg = <0>;
    		};
    	};
    };

    """
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
