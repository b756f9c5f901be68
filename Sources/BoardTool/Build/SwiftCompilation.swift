/// Compiles the Swift files of an application, or of a driver outside the package, as one module
/// against the kernel's modules.
struct SwiftCompilation {
  var project: Project
  var kernel: KernelBuild
  var toolchain: Toolchain
  var sources: [Path]
  var module: String
  /// Where the sources come from, for messages.
  var folder: Path
  /// The object to make.
  var object: Path

  private var processor: Processor { kernel.processor }

  /// Gives the object; compiles if a source, the kernel or the command is newer.
  func run() async throws -> Path {
    try object.parent.createDirectory()
    let command = object.parent / (object.stem + ".command")
    let arguments = flags + sources.map(\.string) + ["-o", object.string]
    let wanted = arguments.joined(separator: "\n")
    if let built = object.modificationTime, (try? command.text()) == wanted,
      (sources + [kernel.library]).allSatisfy({ $0.modificationTime ?? .infinity < built })
    {
      return object
    }
    Progress.shared.say("compiling \(folder.name)")
    let result = try await Tool.run(toolchain.swiftc, arguments)
    let messages = (result.output + result.errors).trimmingNewlines
    if !messages.isEmpty { printError(messages) }
    guard result.status == 0 else {
      try object.remove()
      throw Failure("\(folder.relative) does not compile")
    }
    try command.write(wanted)
    return object
  }

  private var flags: [String] {
    var words = [
      "-emit-object", "-wmo", "-g", "-swift-version", "6", "-module-name", module,
    ]
    if !sources.contains(where: { $0.name == "main.swift" }) {
      words.append("-parse-as-library")
    }
    words += ["-I", kernel.modules.string, "-Xcc", "-I", "-Xcc", project.include.string]
    for map in kernel.moduleMaps { words += ["-Xcc", "-fmodule-map-file=\(map)"] }
    guard let triple = processor.triple else { return words + ["-O"] }
    words += [
      "-target", triple, "-enable-experimental-feature", "Embedded", "-Osize",
      "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-stack-protector",
      "-Xcc", "-I", "-Xcc", (project.include / "libc").string, "-Xcc", "-ffreestanding",
    ]
    return words + (processor.swift ?? [])
  }
}
