/// The last step of a build: objects and the kernel's library become an image.
struct Link {
  var toolchain: Toolchain
  var flags: CompilerFlags
  var script: Path
  var usesCmocka: Bool

  /// Links if an input is newer than the image, or the command changed.
  func run(objects: [Path], kernel: Path, into elf: Path) async throws {
    let arguments = (flags.processor.isHost ? host : board) + objects.map(\.string)
    let tail = flags.processor.isHost ? hostTail(kernel) : [kernel.string]
    let all = arguments + tail + ["-o", elf.string]
    let command = Path(elf.string + ".command")
    let wanted = all.joined(separator: "\n")
    if let built = elf.modificationTime, (try? command.text()) == wanted,
      (objects + [kernel, script]).allSatisfy({ $0.modificationTime ?? .infinity < built })
    {
      return
    }
    Progress.shared.say("linking")
    let driver = flags.processor.isHost ? toolchain.swiftc : toolchain.clang
    let result = try await Tool.run(driver, all)
    if !result.errors.isEmpty { printError(result.errors.trimmingNewlines) }
    guard result.status == 0 else {
      try elf.remove()
      throw Failure("the image does not link")
    }
    try command.write(wanted)
  }

  private var board: [String] {
    flags.target + [
      "-fuse-ld=lld", "-nostdlib", "-static", "-Wl,--gc-sections", "-Wl,-z,nostart-stop-gc",
      "-Wl,-z,norelro", "-Wl,-T,\(script)",
      // Dropped functions must not look as if they were at address 0, where ROM may be.
      "-Wl,-z,dead-reloc-in-nonalloc=.debug_*=0xffffffff",
    ]
  }

  /// The Swift driver knows the runtime that the kernel needs on the host.
  private var host: [String] {
    var words = ["-use-ld=lld", "-static-stdlib", "-Xclang-linker", "-no-pie"]
    for option in ["--gc-sections", "-z", "nostart-stop-gc", "-T", script.string, "--wrap=main"] {
      words += ["-Xlinker", option]
    }
    if let sanitizer = flags.sanitizer { words += ["-Xclang-linker", "-fsanitize=\(sanitizer)"] }
    return words
  }

  private func hostTail(_ kernel: Path) -> [String] {
    let harness = ["-Xlinker", "--wrap=_cmocka_run_group_tests", "-lcmocka"]
    return [kernel.string] + (usesCmocka ? harness : [])
  }
}
