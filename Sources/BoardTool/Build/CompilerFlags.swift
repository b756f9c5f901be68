/// How an image's C is compiled and linked.
///
/// The one place for these flags.
struct CompilerFlags {
  var project: Project
  var processor: Processor
  var configuration: Configuration
  var version: APIVersion
  /// The image's folder of generated headers.
  var generated: Path
  var isTest: Bool
  /// The headers of drivers from outside the package.
  var driverFolders: [Path] = []
  /// As in clang's -fsanitize; host only.
  var sanitizer: String?

  /// Everything but the application's own include folders.
  var common: [String] {
    target + language + includes + [
      "-include", (generated / "autoconf.h").string,
    ]
  }

  func application(_ folder: Path) -> [String] {
    common + ["-Wall"] + (version.number == 2 ? ["-Wno-main-return-type"] : []) + optimization
      + sanitizing
      + ["-I", (folder / "src").string, "-I", (folder / "include").string, "-I", folder.string]
      + (configuration.string("COMPILER_OPT") ?? "").split(separator: " ").map(String.init)
  }

  var system: [String] { common + ["-Wall", processor.isHost ? "-O2" : "-Os"] }

  /// What both compiling and linking must know.
  var target: [String] {
    guard let triple = processor.triple else { return ["-fno-pie"] }
    var flags = processor.clang ?? []
    if configuration.isOn("FPU"), let fpu = processor.fpu {
      flags.removeAll { $0.hasPrefix("-mfloat-abi") }
      flags += fpu
    }
    return ["--target=\(triple)"] + flags
  }

  private var language: [String] {
    let shared = ["-std=gnu11", "-g", "-fno-common", "-fno-strict-aliasing"]
    // The C library's `index` is strchr's old name; applications use it for their own.
    if processor.isHost { return shared + ["-fno-builtin-index", "-fno-builtin-rindex"] }
    return shared + [
      "-ffreestanding", "-nostdlibinc", "-ffunction-sections", "-fdata-sections",
      "-fno-stack-protector", "-fno-unwind-tables", "-fno-asynchronous-unwind-tables", "-fno-pic",
    ] + threadRegister
  }

  /// What code without privileges knows of its own thread: see Include/port/self.h.
  private var threadRegister: [String] {
    let isArm = processor.triple?.hasPrefix("arm") ?? false
    return configuration.isOn("USERSPACE") && isArm ? ["-ffixed-r9"] : []
  }

  /// Each file registers its own globals: the sections that say so do not survive a partial link.
  private var sanitizing: [String] {
    guard let sanitizer else { return [] }
    return [
      "-fsanitize=\(sanitizer)", "-fno-omit-frame-pointer",
      "-fno-sanitize-address-globals-dead-stripping",
    ]
  }

  private var optimization: [String] {
    if configuration.isOn("NO_OPTIMIZATIONS") { return ["-O0"] }
    if configuration.isOn("DEBUG_OPTIMIZATIONS") { return ["-Og"] }
    if configuration.isOn("SPEED_OPTIMIZATIONS") { return ["-O2"] }
    return processor.isHost && !configuration.isOn("SIZE_OPTIMIZATIONS") ? ["-O1"] : ["-Os"]
  }

  private var includes: [String] {
    var folders = [generated, project.include]
    if version.number == 2 { folders.append(project.include / "legacy") }
    if isTest, !processor.isHost { folders.append(project.include / "cmocka") }
    folders.append(project.include / (processor.isHost ? "host" : "libc"))
    return (folders + driverFolders).flatMap { ["-I", $0.string] }
  }
}
