import Devicetree

/// What an image is compiled of.
extension ImageBuilder {
  struct OutsideDriver {
    var name: String
    var folder: Path
    var files: [Path]
  }

  /// The drivers that the image uses and the kernel's library does not have.
  func outsideDrivers(of model: ImageModel) -> [OutsideDriver] {
    var folders: [Path] = []
    for binding in model.entries.map(\.binding) {
      let folder = binding.file.parent
      if folder.parent != project.drivers, !folders.contains(folder) { folders.append(folder) }
    }
    return folders.map { OutsideDriver(name: $0.name, folder: $0, files: $0.filesBelow) }
  }

  func driverUnits(of model: ImageModel, _ flags: CompilerFlags) -> [Compilation.Unit] {
    outsideDrivers(of: model).flatMap { driver in
      driver.files.filter { $0.fileExtension == "c" }.map { source in
        let relative = source.string.dropFirst(driver.folder.string.count + 1)
        return .init(
          source: source, flags: flags.system,
          name: "driver/\(driver.name)/\(relative)")
      }
    }
  }

  /// The folders whose `main` a generated one calls; ztest brings its own.
  var runnerFolders: [TestFolder] {
    if !sharedBy.isEmpty { return sharedBy }
    // Tests in C have a main that runs them, which needs no other unless the image is to end with it.
    let needsRunner = isTest || application.hasSwiftTests
    return needsRunner && application.harness == .cmocka
      ? [TestFolder(application: application)] : []
  }

  func unitsToCompile(
    _ flags: CompilerFlags, generated: Path, _ compartments: CompartmentBuild?
  ) throws -> [Compilation.Unit] {
    func units(
      _ sources: [Path], below base: Path, _ prefix: String, _ flags: [String]
    ) -> [Compilation.Unit] {
      sources.map { source in
        let relative = source.string.dropFirst(base.string.count + 1)
        return .init(source: source, flags: flags, name: prefix + "/" + relative)
      }
    }
    func parts(_ root: Path) -> [Path] {
      [root / "common", root / (flags.processor.isHost ? "host" : "board")]
        .flatMap(\.filesBelow).filter { $0.fileExtension == "c" }
    }
    func application(
      _ application: Application, _ prefix: String, _ extra: [String]
    ) -> [Compilation.Unit] {
      let folder = application.folder
      return units(
        application.cSources, below: folder, prefix, flags.application(folder) + extra)
    }

    var all: [Compilation.Unit] = []
    let folders = runnerFolders
    if folders.isEmpty {
      all += application(self.application, "application/" + imageName, [])
    } else {
      for folder in folders {
        let name = folder.application.name
        all += application(
          folder.application, "shared/" + name, folder.definitions
        ).map { unit in
          var unit = unit
          unit.folder = name
          return unit
        }
      }
      let runner = generated / "runner.c"
      try runner.write(TestFolder.runner(folders))
      all.append(.init(source: runner, flags: flags.system, name: "runner"))
    }
    if let compartments {
      all = compartments.separate(all)
      let port = project.ports / flags.processor.port / "UserMode"
      all += try compartments.ownUnits(
        flags.system, port: ["-I", port.string], userMode: project.userMode, in: generated)
    }
    all += units(parts(project.cLibrary), below: project.cLibrary, "library", flags.system)
    if isTest || self.application.harness != .none {
      all += units(parts(project.harness), below: project.harness, "harness", flags.system)
    }
    let port = project.ports / flags.processor.port / "UserMode"
    all += capabilityUnits(flags, port, isConfined: compartments?.isConfined == true)
    if flags.configuration.isOn("USERSPACE") {
      let parts =
        ["calls", "condition", "event", "faults", "objects", "queue", "swift", "words"]
        + (compartments?.isConfined == true ? ["confined"] : [])
        + (flags.configuration.isOn("CLOSED_STACKS") ? ["closed"] : [])
      for name in parts + Self.optionalCalls.map(\.name) {
        let source = project.userMode / "\(name).c"
        var portFlags = flags.system + ["-I", port.string]
        if flags.processor.isHost {
          // So that what an image does not call is left out there, too.
          portFlags += ["-ffunction-sections", "-fdata-sections", "-fvisibility=hidden"]
        }
        all.append(.init(source: source, flags: portFlags, name: "user-mode/\(name)"))
      }
    }
    if flags.configuration.isOn(InitInjection.symbol) {
      // Among the application's objects: on the host only these may be interrupted.
      let source = project.cLibrary / "injection/injection.c"
      all.append(.init(source: source, flags: flags.system, name: "application/injection"))
    }
    // The vector table, if there is one, begins where the image does.
    let reset = "-Dbulkhead_reset=" + flags.configuration.resetEntry
    all.append(.init(source: generated / "image.c", flags: flags.system + [reset], name: "image"))
    all.append(.init(source: generated / "handoff.c", flags: flags.system, name: "handoff"))
    return all
  }

  /// What stands behind <bulkhead/capability.h>.
  private func capabilityUnits(
    _ flags: CompilerFlags, _ port: Path, isConfined: Bool
  ) -> [Compilation.Unit] {
    let includes = flags.system + ["-I", port.string]
    guard flags.processor.protection.kind == .cheri else {
      let source = project.userMode / "held_capabilities.c"
      return [.init(source: source, flags: includes, name: "user-mode/capabilities")]
    }
    let source = port / "hardware_capabilities.c"
    let own = Compilation.Unit(
      source: source, flags: includes + ["-DBULKHEAD_WITH_PRIVILEGES"],
      name: "user-mode/capabilities")
    let theirs = Compilation.Unit(
      source: source, flags: includes, name: CompartmentBuild.confinedCapabilities)
    return isConfined ? [own, theirs] : [own]
  }
}
