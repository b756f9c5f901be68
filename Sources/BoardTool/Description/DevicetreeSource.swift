import Devicetree

/// Compiles a devicetree's source, such as a board's and an application's overlay: `clang -E` when a
/// file asks for the preprocessor, `dtc` thrice (the blob, the annotated text that gives file and
/// line, and the YAML that gives the form of each value).
struct DevicetreeSource {
  /// What messages call it.
  var name: String
  /// The source and what is laid over it.
  var files: [Path]
  /// Where included files are looked for, beside the folder of the file that includes them.
  var folders: [Path]
  /// Somebody else's, to import: nobody here mends what dtc finds odd in it, its nodes get no phandle
  /// that they do not need, and the blob no list of labels.
  var isForeign = false

  init(name: String, files: [Path], folders: [Path]) {
    self.name = name
    self.files = files
    self.folders = folders
  }

  /// What boards share is found from any folder, as `common/…` is by the package's own boards.
  init(board: Board, overlay: Path? = nil, project: Project) {
    self.init(
      name: board.name, files: [board.devicetree] + (overlay.map { [$0] } ?? []),
      folders: [board.folder, board.folder.parent, project.commonOfBoards])
  }

  /// What dtc only warns of, and what would read as something else than is meant.
  private static let refused = [
    "reg_format", "ranges_format", "interrupts_property", "clocks_property",
  ]

  func compile(in folder: Path, toolchain: Toolchain) async throws -> Devicetree {
    let usesPreprocessor = try files.contains { try $0.text().contains("#include") }
    var source = folder / "image.dts"
    if usesPreprocessor {
      try source.write(files.map { "#include \"\($0)\"\n" }.joined())
      source = try await preprocess(source, in: folder, toolchain: toolchain)
    } else {
      try source.write(files.map { "/include/ \"\($0)\"\n" }.joined())
    }

    let blob = folder / "image.dtb"
    let common =
      (isForeign ? [] : ["-@"]) + ["-I", "dts"] + folders.flatMap { ["-i", $0.string] }
    let compiled = try await Tool.deviceTreeCompiler.run(
      common + (isForeign ? ["-q"] : Self.refused.flatMap { ["-E", $0] })
        + ["-O", "dtb", "-o", blob.string, source.string])
    try report(compiled)
    let annotated = try await Tool.deviceTreeCompiler.run(
      common + ["-q", "-q", "-O", "dts", "--annotate", source.string])

    let typed = try await Tool.deviceTreeCompiler.run(
      common + ["-q", "-q", "-O", "yaml", source.string])
    guard typed.status == 0 else { throw Failure("\(source.relative): dtc writes no YAML") }

    do {
      var tree = try Devicetree(blob: blob.bytes())
      try tree.take(forms: DevicetreeForms.read(typed.output))
      // dtc names files as seen from the folder of the file it was given.
      tree.annotate(with: annotated.output) { file in
        Path(absolute: file.hasPrefix("/") ? file : (folder / file).string).relative
      }
      if !isForeign { try refuseNodesWrittenTwice(tree) }
      return tree
    } catch let error as Devicetree.ReadError {
      throw Failure("\(blob.relative): \(error)")
    }
  }

  private func preprocess(
    _ source: Path, in folder: Path, toolchain: Toolchain
  ) async throws -> Path {
    let result = folder / "image.pre.dts"
    let run = try await Tool.run(
      toolchain.clang,
      [
        "-E", "-nostdinc", "-undef", "-D__DTS__", "-x", "assembler-with-cpp", source.string,
        "-o", result.string,
      ] + folders.flatMap { ["-I", $0.string] })
    try report(run)
    return result
  }

  /// dtc takes what is written twice for one node: a copy whose name was left as it was.
  private func refuseNodesWrittenTwice(_ tree: Devicetree) throws {
    for node in tree.nodes where node.labels.count > 1 {
      for (file, lines) in sources() {
        let places = lines.indices.filter { index in
          guard
            let match = lines[index].firstMatch(of: /^\s*(\w+)\s*:\s*(?:\w+\s*:\s*)*([^\s{]+)\s*\{/)
          else { return false }
          return match.2 == node.name && node.labels.contains(String(match.1))
        }
        guard places.count > 1 else { continue }
        let location = places.map { SourceLocation(file: file.relative, line: $0 + 1) }
        throw Failure(
          "\(node.path) is written twice, and is one node with the labels "
            + node.labels.map { "'\($0)'" }.joined(separator: " and "), at: location[1],
          notes: [.init("the first time", at: location[0])],
          remedy: "correct the address in its name; to add to a node, write &label { … };")
      }
    }
  }

  // MARK: What the compilers say

  /// Prints it, but for checks that dtc leaves out because of what it has said already.
  private func report(_ run: Tool.Result) throws {
    let lines = run.errors.split(separator: "\n").filter { !$0.contains("Failed prerequisite") }
    if run.status != 0, let missing = missingFile(lines) ?? missingLabel(lines) { throw missing }
    if !lines.isEmpty { printError(lines.joined(separator: "\n")) }
    guard run.status == 0 else {
      throw Failure("the devicetree of \(name) has errors", remedy: remedy(for: lines))
    }
  }

  private func remedy(for lines: [Substring]) -> String? {
    if lines.contains(where: { $0.contains("syntax error") }) {
      return "look at the line before, too: a ';' may be missing there; a board.dts begins with "
        + "/dts-v1/;"
    }
    return nearestLabel(lines).map { "the nearest label that a node has is '\($0)'" }
  }

  /// An included file that is not there; neither compiler says where it was looked for, and dtc not
  /// even who includes it.
  private func missingFile(_ lines: [Substring]) -> Failure? {
    for line in lines {
      let match =
        line.firstMatch(of: /Couldn't open "(.+)": No such file/)
        ?? line.firstMatch(of: /fatal error: '(.+)' file not found/)
      guard let file = match.map({ String($0.1) }) else { continue }
      let shown = folders.map(\.relative).joined(separator: ", ")
      return Failure(
        "'\(file)' is included, but there is no such file", at: place(ofInclude: file),
        remedy: "it is looked for beside this file and in \(shown)"
          + (isForeign ? "; name more folders with --include" : ""))
    }
    return nil
  }

  /// A reference by a label that no node has, and that is no slip: an application's, to what other
  /// boards have.
  private func missingLabel(_ lines: [Substring]) -> Failure? {
    if nearestLabel(lines) != nil { return nil }
    for line in lines {
      guard let match = line.firstMatch(of: /non-existent node or label "(\w+)"/) else { continue }
      let label = String(match.1)
      return Failure(
        "no node has the label '\(label)'", at: place(ofReference: "&\(label)"),
        remedy: "build for a board that has it, or describe it in an overlay for this one")
    }
    return nil
  }

  /// The first line that refers to a label.
  private func place(ofReference wanted: String) -> SourceLocation? {
    for (file, lines) in sources() {
      let index = lines.firstIndex { line in
        line.matches(of: /&\w+/).contains { $0.output == wanted }
      }
      if let index { return SourceLocation(file: file.relative, line: index + 1) }
    }
    return nil
  }

  /// The line that includes a file, in the sources or in what they include.
  private func place(ofInclude wanted: String) -> SourceLocation? {
    for (file, lines) in sources() {
      let index = lines.firstIndex { Self.included(in: $0) == wanted }
      if let index { return SourceLocation(file: file.relative, line: index + 1) }
    }
    return nil
  }

  /// The label that may be meant by one that no node has.
  private func nearestLabel(_ lines: [Substring]) -> String? {
    for line in lines {
      let match =
        line.firstMatch(of: /Label or path (\w+) not found/)
        ?? line.firstMatch(of: /non-existent node or label "(\w+)"/)
      guard let wanted = match.map({ String($0.1) }) else { continue }
      let labels = sources().flatMap { $0.lines }
        .flatMap { $0.matches(of: /(\w+)\s*:\s*[\w&]/).map { String($0.1) } }
      return NearestMatch.of(wanted, among: Set(labels).sorted())
    }
    return nil
  }

  /// The files and what they include, as far as it is there, with their lines.
  private func sources() -> [(file: Path, lines: [Substring])] {
    var result: [(file: Path, lines: [Substring])] = []
    var rest = files
    while let file = rest.popLast() {
      guard !result.contains(where: { $0.file == file }), let text = try? file.text() else {
        continue
      }
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      result.append((file, lines))
      for name in lines.compactMap(Self.included) {
        rest += ([file.parent] + folders).map { $0 / name }.filter(\.exists).prefix(1)
      }
    }
    return result
  }

  private static func included(in line: Substring) -> String? {
    line.firstMatch(of: /^\s*[#\/]\s*include\/?\s*["<](.+)[">]/).map { String($0.1) }
  }
}

extension String {
  var trimmingNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
