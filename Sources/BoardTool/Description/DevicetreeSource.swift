import Devicetree

/// Compiles a board's devicetree and an application's overlay: `clang -E` when a file asks for
/// the preprocessor, `dtc` twice (the blob, and the annotated text that gives file and line).
struct DevicetreeSource {
  var board: Board
  var overlay: Path?

  func compile(in folder: Path, toolchain: Toolchain) async throws -> Devicetree {
    let files = [board.devicetree] + (overlay.map { [$0] } ?? [])
    let usesPreprocessor = try files.contains { try $0.text().contains("#include") }
    var source = folder / "image.dts"
    if usesPreprocessor {
      try source.write(files.map { "#include \"\($0)\"\n" }.joined())
      source = try await preprocess(source, in: folder, toolchain: toolchain)
    } else {
      try source.write(files.map { "/include/ \"\($0)\"\n" }.joined())
    }

    let blob = folder / "image.dtb"
    let common = ["-@", "-I", "dts", "-i", board.folder.string, "-i", board.folder.parent.string]
    let compiled = try await Tool.deviceTreeCompiler.run(
      common + ["-O", "dtb", "-o", blob.string, source.string])
    if !compiled.errors.isEmpty { printError(compiled.errors.trimmingNewlines) }
    guard compiled.status == 0 else { throw Failure("the devicetree of \(board.name) has errors") }
    let annotated = try await Tool.deviceTreeCompiler.run(
      common + ["-q", "-q", "-O", "dts", "--annotate", source.string])

    do {
      var tree = try Devicetree(blob: blob.bytes())
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
        "-E", "-nostdinc", "-undef", "-D__DTS__", "-x", "assembler-with-cpp",
        "-I", board.folder.string, "-I", board.folder.parent.string, source.string,
        "-o", result.string,
      ])
    if !run.errors.isEmpty { printError(run.errors.trimmingNewlines) }
    guard run.status == 0 else { throw Failure("the devicetree of \(board.name) has errors") }
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
