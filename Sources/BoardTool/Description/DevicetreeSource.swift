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
  /// Whether nodes that nobody refers to get a phandle, and the blob a list of labels.
  var hasSymbols = true

  init(name: String, files: [Path], folders: [Path]) {
    self.name = name
    self.files = files
    self.folders = folders
  }

  init(board: Board, overlay: Path? = nil) {
    self.init(
      name: board.name, files: [board.devicetree] + (overlay.map { [$0] } ?? []),
      folders: [board.folder, board.folder.parent])
  }

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
      (hasSymbols ? ["-@"] : []) + ["-I", "dts"] + folders.flatMap { ["-i", $0.string] }
    let compiled = try await Tool.deviceTreeCompiler.run(
      common + ["-O", "dtb", "-o", blob.string, source.string])
    if !compiled.errors.isEmpty { printError(compiled.errors.trimmingNewlines) }
    guard compiled.status == 0 else { throw Failure("the devicetree of \(name) has errors") }
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
    if !run.errors.isEmpty { printError(run.errors.trimmingNewlines) }
    guard run.status == 0 else { throw Failure("the devicetree of \(name) has errors") }
    return result
  }
}

extension String {
  var trimmingNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
