/// Swift files that become one module: of an application, or of a driver outside the package.
struct SwiftModule: Sendable {
  var name: String
  var sources: [Path]
  /// Where the sources come from, for messages.
  var folder: Path
  /// The symbol of its main.swift, if it is not `main`.
  var main: String?
  /// The object to make.
  var object: Path
  /// Before the names of its init entries, where several folders of tests share an image.
  var scope = ""
  /// Whether its threads may be without privileges, so that its variables are a partition.
  var isWithoutPrivileges = false

  /// What its Swift sees of the C beside it; there need not be one.
  var bridgingHeader: Path? {
    let file = folder / "src/Bridging-Header.h"
    return file.exists ? file : nil
  }
}

/// Compiles a module against the kernel's modules.
struct SwiftCompilation: Sendable {
  var project: Project
  var kernel: KernelBuild
  var toolchain: Toolchain
  var module: SwiftModule
  /// Other objects whose modules it may import.
  var libraries: [Path] = []

  /// Compiles if a source, the kernel or the command is newer; gives the names of the values that
  /// the image has to make, see SwiftGlobals.
  func run() async throws -> [String] {
    let object = module.object
    try object.parent.createDirectory()
    let command = object.parent / (object.stem + ".command")
    let globals = object.parent / (object.stem + ".globals")
    let sources = module.sources
    let inputs = sources + [kernel.library] + libraries + (module.bridgingHeader.map { [$0] } ?? [])
    let arguments = flags + sources.map(\.string) + ["-o", object.string]
    let wanted = arguments.joined(separator: "\n")
    if let built = object.modificationTime, (try? command.text()) == wanted,
      inputs.allSatisfy({ $0.modificationTime ?? .infinity < built })
    {
      return try globals.text().split(separator: "\n").map(String.init)
    }
    Progress.shared.say("compiling \(module.folder.name)")
    let result = try await Tool.run(toolchain.swiftc, arguments)
    let messages = (result.output + result.errors).trimmingNewlines
    if !messages.isEmpty { printError(messages) }
    guard result.status == 0 else {
      try object.remove()
      throw Failure("\(module.folder.relative) does not compile")
    }
    let names = try await SwiftGlobals(toolchain: toolchain, object: object).expose()
    try await SwiftInitEntries(toolchain: toolchain, module: module).release()
    if module.isWithoutPrivileges {
      try await SwiftObjects(toolchain: toolchain, object: object).expose()
      try await SwiftUserObject(kernel: kernel, object: object).separate()
    }
    try globals.write(names.joined(separator: "\n"))
    try command.write(wanted)
    return names
  }

  /// What the compiler says if it is told that nothing may allocate.
  func diagnoseAllocations() async throws -> String {
    let object = module.object.parent / (module.object.stem + ".allocations.o")
    let words = flags + ["-no-allocations"] + module.sources.map(\.string) + ["-o", object.string]
    return try await Tool.run(toolchain.swiftc, words).errors
  }

  private var flags: [String] {
    var words = [
      "-emit-object", "-wmo", "-g", "-swift-version", "6", "-module-name", module.name,
    ]
    if !module.sources.contains(where: { $0.name == "main.swift" }) {
      words.append("-parse-as-library")
    }
    if let header = module.bridgingHeader { words += ["-import-objc-header", header.string] }
    if let main = module.main {
      words += ["-Xfrontend", "-entry-point-function-name", "-Xfrontend", main]
    }
    if module.isWithoutPrivileges {
      words += ["-I", SwiftUserLibrary(kernel: kernel).modules.string]
    } else {
      words += ["-I", kernel.modules.string]
    }
    return words + Self.flags(for: kernel, withoutPrivileges: module.isWithoutPrivileges)
  }

  /// What any Swift of an image is compiled with.
  ///
  /// Without privileges it is Embedded on the host, too: the runtime that Swift has there is closed to such threads.
  static func flags(for kernel: KernelBuild, withoutPrivileges: Bool) -> [String] {
    let processor = kernel.processor
    let include = kernel.project.include
    var words = ["-Xcc", "-I", "-Xcc", include.string]
    for map in kernel.moduleMaps { words += ["-Xcc", "-fmodule-map-file=\(map)"] }
    if withoutPrivileges { words += ["-Xcc", "-DCONFIG_USERSPACE=1"] }
    // On the host the runtime would keep its list of accesses by processor, not by thread.
    guard let triple = processor.triple else {
      words += ["-O", "-enforce-exclusivity=unchecked"]
      if !withoutPrivileges { return words }
      return words + [
        "-enable-experimental-feature", "Embedded", "-Xfrontend", "-function-sections",
        "-Xfrontend", "-disable-stack-protector",
        "-Xcc", "-DCONFIG_PROTECTION_GRANULE=\(processor.protection.granule)",
      ]
    }
    words += [
      "-target", triple, "-enable-experimental-feature", "Embedded", "-Osize",
      "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-stack-protector",
      "-Xcc", "-I", "-Xcc", (include / "libc").string, "-Xcc", "-ffreestanding",
    ]
    if withoutPrivileges { words += ["-enforce-exclusivity=unchecked"] }
    // What a thread without privileges knows of itself: see Include/port/self.h.
    if withoutPrivileges, processor.isCortexM { words += ["-Xcc", "-ffixed-r9"] }
    return words + (processor.swift ?? [])
  }
}
