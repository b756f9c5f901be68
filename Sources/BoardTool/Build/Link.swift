import ELF
import Foundation

/// The last step of a build: objects and the kernel's library become an image.
struct Link {
  var toolchain: Toolchain
  var flags: CompilerFlags
  var script: LinkerScript
  /// Where the script is written.
  var scriptFile: Path
  /// The init entries, in their order.
  var table: [InitStep]
  var usesCmocka: Bool
  /// Functions of the kernel's before which the image puts something: code without privileges asks for most of them
  /// by a system call.
  var wrapped: [String] = []
  /// Whether a line of the controller has one owner; folders that share an image know nothing of
  /// each other's.
  var checksInterrupts = true
  /// Says what complaints about devices mean.
  var deviceErrors: DeviceLinkErrors
  /// Says who wants memory that is not there.
  var swiftAllocations: SwiftAllocations

  /// Links if an input is newer than the image, or the command changed, and checks what came out.
  ///
  /// How large the code is that threads without privileges may reach, and so how it has to be aligned, says
  /// the image itself: then it is linked once more.
  func run(objects: [Path], kernel: Path, into elf: Path) async throws {
    var link = self
    if let last = elf.exists ? try? ELFFile(elf.bytes()) : nil {
      link.script.userMode.region = script.userMode.region(in: last)
      link.script.userMode.confined = script.userMode.confinedCode(in: last)
    }
    try await link.runOnce(objects: objects, kernel: kernel, into: elf)
    if !script.userMode.isOn { return }
    let needed = script.userMode.region(in: try ELFFile(elf.bytes()))
    let confined = script.userMode.confinedCode(in: try ELFFile(elf.bytes()))
    if needed != link.script.userMode.region || confined != link.script.userMode.confined {
      link.script.userMode.region = needed
      link.script.userMode.confined = confined
      try await link.runOnce(objects: objects, kernel: kernel, into: elf)
    }
    do { try await checkRegions(elf) } catch {
      try elf.remove()
      throw error
    }
  }

  private func checkRegions(_ elf: Path) async throws {
    guard let check = RegionCheck(script.model) else { return }
    let symbolizer = Symbolizer(toolchain: toolchain, elf: elf)
    try await check.check(ImageRegions(ELFFile(elf.bytes())), symbolizer)
  }

  private func runOnce(objects: [Path], kernel: Path, into elf: Path) async throws {
    try scriptFile.write(script.text)
    try orderFile.write(table.map { $0.symbol + "\n" }.joined())
    let all = arguments(objects, kernel, scriptFile, into: elf)
    let command = Path(elf.string + ".command")
    let wanted = all.joined(separator: "\n")
    let inputs = objects + [kernel, scriptFile, orderFile]
    if let built = elf.modificationTime, (try? command.text()) == wanted,
      inputs.allSatisfy({ $0.modificationTime ?? .infinity < built })
    {
      return
    }
    Progress.shared.say("linking")
    let result = try await Tool.run(driver, all)
    if result.status != 0, let region = overflowedRegion(in: result.errors) {
      try elf.remove()
      throw try await overflow(of: region, objects, kernel, elf)
    }
    if result.status != 0, SwiftAllocations.areMissed(in: result.errors) {
      try elf.remove()
      throw try await swiftAllocations.failure()
    }
    if result.status != 0, let failure = deviceErrors.failure(for: result.errors) {
      try elf.remove()
      throw failure
    }
    if !result.errors.isEmpty { printError(result.errors.trimmingNewlines) }
    guard result.status == 0 else {
      try elf.remove()
      throw Failure("the image does not link")
    }
    do { try await check(objects, elf) } catch {
      try elf.remove()
      throw error
    }
    try command.write(wanted)
  }

  /// What can be said of interrupts only now that code and description are together.
  private func check(_ objects: [Path], _ elf: Path) async throws {
    if checksInterrupts, objects.contain(InterruptRecords.section) {
      try await InterruptRecords(toolchain: toolchain, model: script.model, elf: elf).check()
    }
  }

  /// The symbols of the init entries, one a line.
  ///
  /// The script could list them, too; but of each pattern there the linker asks every section.
  private var orderFile: Path { Path(scriptFile.string + ".order") }

  private var driver: Path { flags.processor.isHost ? toolchain.swiftc : toolchain.clang }

  private func arguments(
    _ objects: [Path], _ kernel: Path, _ script: Path, into elf: Path
  ) -> [String] {
    let words = (flags.processor.isHost ? host(script) : board(script)) + objects.map(\.string)
    let tail = flags.processor.isHost ? hostTail(kernel) : [kernel.string]
    return words + tail + ["-o", elf.string]
  }

  /// The memory that the linker says is too small.
  private func overflowedRegion(in errors: String) -> ImageModel.Memory? {
    guard errors.contains("will not fit in region") else { return nil }
    return [script.model.rom, script.model.ram].compactMap { $0 }
      .first { errors.contains("region '\($0.name)'") }
  }

  /// Links once more with memories without end, to see what takes the room.
  private func overflow(
    of memory: ImageModel.Memory, _ objects: [Path], _ kernel: Path, _ elf: Path
  ) async throws -> Failure {
    var wide = script
    wide.hasEndlessMemories = true
    let file = Path(scriptFile.string + ".wide")
    let image = Path(elf.string + ".wide")
    try file.write(wide.text)
    defer { try? image.remove() }
    let result = try await Tool.run(driver, arguments(objects, kernel, file, into: image))
    guard result.status == 0 else { return Failure("the image does not link\n" + result.errors) }
    let usage = try MemoryUsage(of: ELFFile(image.bytes()), in: memory, script.model)
    var failure = await usage.failure(toolchain)
    let note = memory.name == "RAM" ? script.partitions.note : script.userMode.note
    if let note { failure.notes.append(.init(note, at: nil)) }
    return failure
  }

  private func board(_ script: Path) -> [String] {
    flags.target + wrapped.map { "-Wl,--wrap=\($0)" } + [
      "-fuse-ld=lld", "-nostdlib", "-static", "-Wl,--gc-sections", "-Wl,-z,nostart-stop-gc",
      "-Wl,-z,norelro", "-Wl,-T,\(script)", "-Wl,--symbol-ordering-file,\(orderFile)",
      // Dropped functions must not look as if they were at address 0, where ROM may be.
      "-Wl,-z,dead-reloc-in-nonalloc=.debug_*=0xffffffff",
    ]
  }

  /// The Swift driver knows the runtime that the kernel needs on the host.
  private func host(_ script: Path) -> [String] {
    var words = ["-use-ld=lld", "-static-stdlib", "-Xclang-linker", "-no-pie"]
    let options =
      [
        "--gc-sections", "-z", "nostart-stop-gc", "-T", script.string, "--symbol-ordering-file",
        orderFile.string, "--wrap=main",
      ] + wrapped.map { "--wrap=\($0)" }
      // Threads without privileges cannot look names up: what the table says is said before.
      + (self.script.userMode.isOn ? ["-z", "now"] : [])
    for option in options { words += ["-Xlinker", option] }
    if let sanitizer = flags.sanitizer { words += ["-Xclang-linker", "-fsanitize=\(sanitizer)"] }
    return words
  }

  private func hostTail(_ kernel: Path) -> [String] {
    let harness = ["-Xlinker", "--wrap=_cmocka_run_group_tests", "-lcmocka"]
    return [kernel.string] + (usesCmocka ? harness : [])
  }
}

extension [Path] {
  /// Whether one of the files has this text in it.
  func contain(_ text: String) -> Bool {
    let bytes = Data(text.utf8)
    return contains {
      FileManager.default.contents(atPath: $0.string)?.range(of: bytes) != nil
    }
  }
}
