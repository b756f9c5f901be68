import ELF
import Foundation

/// The modules Bulkhead and BulkheadTesting for applications whose threads have no privileges: made of the C that such
/// threads may call, and without the kernel.
///
/// What is the same with privileges (`Sources/Bulkhead/Shared`) is compiled into both builds of the module.
struct SwiftUserLibrary: Sendable {
  var kernel: KernelBuild

  private var project: Project { kernel.project }
  private var toolchain: Toolchain { kernel.toolchain }
  private var folder: Path { kernel.folder / "user" }
  /// Where the modules are.
  var modules: Path { folder / "modules" }

  /// The objects of the modules, and what the image has the kernel from.
  struct Product {
    var objects: [Path]
    var kernel: Path
  }

  /// Compiles what is older than its sources or the headers; the kernel is there.
  func build(withTests: Bool) async throws -> Product {
    try folder.createDirectory()
    return try await FileLock.hold(folder / "lock") {
      var objects: [Path] = []
      for module in sources.prefix(withTests ? 2 : 1) {
        objects.append(try await compile(module.name, module.files))
      }
      return Product(objects: objects, kernel: try await kernelAlone())
    }
  }

  /// The kernel's library without the other build of the two modules, whose functions have the same names.
  private func kernelAlone() async throws -> Path {
    let archive = folder / kernel.library.name
    if let made = archive.modificationTime, kernel.library.modificationTime ?? .infinity < made {
      return archive
    }
    let list = kernel.library.parent / "BulkheadKernel.product/Objects.LinkFileList"
    let others = sources.map { "/\($0.name).build/" }
    let own = try list.text().split(separator: "\n").filter { line in
      !others.contains(where: line.contains)
    }
    try archive.remove()
    let kept = folder / "kernel.objects"
    try kept.write(own.joined(separator: "\n"))
    let result = try await Tool.run(
      toolchain.archiver, ["rcs", archive.string, "@\(kept.string)"])
    guard result.status == 0 else {
      try archive.remove()
      throw Failure("\(archive.relative): \(result.errors.trimmingNewlines)")
    }
    return archive
  }

  private var sources: [(name: String, files: [Path])] {
    func swift(_ folder: String) -> [Path] {
      (project.root / folder).filesBelow.filter { $0.fileExtension == "swift" }
    }
    return [
      ("Bulkhead", swift("Sources/Bulkhead/Shared") + swift("Sources/BulkheadUser")),
      ("BulkheadTesting", swift("Sources/BulkheadTesting")),
    ]
  }

  private func compile(_ name: String, _ files: [Path]) async throws -> Path {
    // The linker script knows the folder's name.
    let object = folder / "objects/swift" / "\(name).o"
    let command = folder / "\(name).command"
    let arguments =
      flags + files.map(\.string) + [
        "-module-name", name, "-emit-module-path", (modules / "\(name).swiftmodule").string,
        "-o", object.string,
      ]
    let wanted = arguments.joined(separator: "\n")
    let headers = project.include.filesBelow
    if let built = object.modificationTime, (try? command.text()) == wanted,
      (files + headers + sources[0].files).allSatisfy({ $0.modificationTime ?? .infinity < built })
    {
      return object
    }
    try object.parent.createDirectory()
    try modules.createDirectory()
    Progress.shared.say("compiling \(name) for threads without privileges")
    let result = try await Tool.run(toolchain.swiftc, arguments)
    let messages = (result.output + result.errors).trimmingNewlines
    if !messages.isEmpty { printError(messages) }
    guard result.status == 0 else {
      try object.remove()
      throw Failure("\(name) does not compile for threads without privileges")
    }
    if kernel.processor.isCortexM {
      try await ContextRegisterCheck(library: object, toolchain: toolchain).check()
    }
    try await SwiftUserObject(kernel: kernel, object: object).separate()
    try command.write(wanted)
    return object
  }

  /// As Package.swift says them for the kernel's modules.
  private var flags: [String] {
    let features = ["Lifetimes", "RawLayout", "BuiltinModule"]
    return [
      "-parse-as-library", "-emit-object", "-emit-module", "-wmo", "-g", "-swift-version", "6",
      "-strict-memory-safety", "-Werror", "StrictMemorySafety", "-Werror", "EmbeddedRestrictions",
      "-I", modules.string,
    ] + features.flatMap { ["-enable-experimental-feature", $0] }
      + SwiftCompilation.flags(for: kernel, withoutPrivileges: true)
  }
}

/// An object of the application's Swift in an image with threads without privileges.
struct SwiftUserObject {
  var kernel: KernelBuild
  var object: Path

  /// The partition of the variables of all of them.
  static let partition = "application"

  /// Puts the variables into the application's partition and constants with addresses beside the others, and keeps the
  /// runtime of its Swift to itself: on the host the kernel has another one.
  func separate() async throws {
    let file = try ELFFile(object.bytes())
    var words: [String] = []
    for name in Set(file.sections.filter { $0.isInMemory && $0.isWritable }.map(\.name)).sorted() {
      let isEmpty = file.sections.contains { $0.name == name && $0.isEmptyInFile }
      if name.hasPrefix(".data.rel.ro") {
        words.append(
          "--rename-section=\(name)=.rodata\(name),alloc,load,readonly,data,contents")
      } else if [".data", ".sdata", ".bss", ".sbss"].contains(where: name.hasPrefix) {
        let prefix = isEmpty ? PartitionSections.bss : PartitionSections.data
        words.append("--rename-section=\(name)=\(prefix)\(Self.partition)")
      }
    }
    if kernel.processor.isHost {
      // Only what makes globals is called from outside.
      words += ["--redefine-sym=swift_once=\(SwiftGlobals.onceOfUsers)"]
      words += ["--wildcard", "--localize-symbol=swift_*", "--localize-symbol=!swift_once"]
      // Of what is visible to libraries of the process the linker would drop nothing.
      let list = object.parent / (object.stem + ".symbols")
      let names = file.symbols.filter { $0.section != nil && !$0.isLocal && $0.name != "main" }
      try list.write(names.map { $0.name + "\n" }.joined())
      words.append("--set-symbols-visibility=\(list)=hidden")
    }
    if words.isEmpty { return }
    let result = try await Tool.run(kernel.toolchain.objectCopier, words + [object.string])
    guard result.status == 0 else {
      try object.remove()
      throw Failure("\(object.relative): \(result.errors.trimmingNewlines)")
    }
  }
}
