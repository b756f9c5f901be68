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

  // MARK: What the compilers say

  /// Prints it, but for checks that dtc leaves out because of what it has said already.
  private func report(_ run: Tool.Result) throws {
    let lines = run.errors.split(separator: "\n").filter { !$0.contains("Failed prerequisite") }
    if run.status != 0, let missing = missingFile(lines) { throw missing }
    if !lines.isEmpty { printError(lines.joined(separator: "\n")) }
    guard run.status == 0 else {
      let isSyntax = lines.contains { $0.contains("syntax error") }
      throw Failure(
        "the devicetree of \(name) has errors",
        remedy: isSyntax
          ? "look at the line before, too: a ';' may be missing there; a board.dts begins with "
            + "/dts-v1/;" : nil)
    }
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

  /// The line that includes a file, in the sources or in what they include.
  private func place(ofInclude wanted: String) -> SourceLocation? {
    var rest = files
    var seen: Set<Path> = []
    while let file = rest.popLast() {
      guard seen.insert(file).inserted, let text = try? file.text() else { continue }
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        guard let match = line.firstMatch(of: /^\s*[#\/]\s*include\/?\s*["<](.+)[">]/) else {
          continue
        }
        let name = String(match.1)
        if name == wanted { return SourceLocation(file: file.relative, line: index + 1) }
        let folder = ([file.parent] + folders).first { ($0 / name).exists }
        if let folder { rest.append(folder / name) }
      }
    }
    return nil
  }
}

extension String {
  var trimmingNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
