import Devicetree
import Foundation

/// Builds one application for one board: description, configuration, kernel, C, link.
public struct ImageBuilder: Sendable {
  public var project: Project
  public var board: Board
  public var application: Application
  /// As in clang's -fsanitize.
  public var sanitizer: String?
  /// Overrides the folder under .build-images.
  public var buildFolder: String?
  /// Images that differ in the application alone may share a folder, each under a name of its own.
  public var imageName = "image"
  /// Whether the harness (cmocka, ztest) is linked in.
  public var isTest = false
  public var extraSettings: [String] = []
  /// Whether the build of an image whose compartments nothing keeps apart says so.
  public var saysWhatIsOpen = true
  /// Not empty: the image holds these folders of tests instead of the application, whose settings
  /// they share.
  public var sharedBy: [TestFolder] = []
  /// Whether a boot image hands over to this one, so that it stands behind a header.
  var isApplicationImage = false

  public init(project: Project, board: Board, application: Application) {
    self.project = project
    self.board = board
    self.application = application
  }

  public var folder: Path {
    if let buildFolder { return Path(absolute: buildFolder) }
    let shared = sharedBy.map(\.application.name).joined(separator: ",")
    let variant = ([sanitizer ?? "", isTest ? "test" : "", shared] + extraSettings)
      .joined(separator: ";")
    return BuildFolder.of(application, board, variant: variant, in: project)
  }

  public func build() async throws -> Image {
    let folder = folder
    try folder.createDirectory()
    defer { Progress.shared.clear() }
    return try await FileLock.hold(folder / "lock") { try await build(in: folder) }
  }

  /// What resolves the image's configuration; its files go to the folder's `generated`.
  func configurationLoader(in folder: Path) async throws -> ConfigurationLoader {
    Progress.shared.say("reading the description of \(board.name)")
    let description = try await BoardDescription(
      board: board, application: application, folder: folder, project: project,
      toolchain: Toolchain())
    try (folder / "generated").createDirectory()
    return ConfigurationLoader(
      project: project, description: description, application: application, isTest: isTest,
      extraSettings: extraSettings)
  }

  /// Everything that the description and the configuration say, without compiling anything.
  func model() async throws -> ImageModel {
    let folder = folder
    try folder.createDirectory()
    return try await FileLock.hold(folder / "lock") {
      try model(await configurationLoader(in: folder), folder / "generated")
    }
  }

  private func model(_ loader: ConfigurationLoader, _ generated: Path) throws -> ImageModel {
    let configuration = try loader.load(into: generated)
    var model = try ImageModel(
      description: loader.description, configuration: configuration)
    if isApplicationImage { model.reserveHeader(PackedImage.headerSize(of: model)) }
    return model
  }

  private func build(in folder: Path) async throws -> Image {
    let toolchain = try Toolchain()
    let loader = try await configurationLoader(in: folder)
    let description = loader.description
    if sanitizer != nil, !description.processor.isHost {
      throw Failure("--sanitize works on the host board only", status: 2)
    }
    let generated = folder / "generated"
    let model = try model(loader, generated)
    try refuseStackTypeInUserMode(model)
    try refuseSanitizerInUserMode(model.configuration)
    let compartments = try CompartmentBuild(application, model)
    try RegionCheck(model)?.checkChip()
    let configuration = model.configuration
    let slot = try await ApplicationSlot(builder: self, model: model).build()
    let version = APIVersion.of(application, configuration: configuration)

    let source = generated / "image.c"
    let main = MainRole(
      endsRun: application.harness != .none && runnerFolders.isEmpty,
      isVoid: application.hasVoidMain,
      handlesErrors: application.hasHooks || !application.swiftSources.isEmpty,
      choosesReports: application.choosesReports,
      hasCompartments: compartments?.isProtected == true
    )
    try source.write(ImageSource(model: model, main: main).text)
    try (generated / "handoff.c").write(HandoffSource(model: model, slot: slot?.slot).text)
    try (generated / "zephyr").createDirectory()
    try (generated / "zephyr/devicetree_generated.h").write(DevicetreeHeader(model: model).text())
    var script = LinkerScript(model: model, lists: try LinkerScript.lists(in: project.include))

    let flags = CompilerFlags(
      project: project, processor: description.processor, configuration: configuration,
      version: version, generated: generated, isTest: isTest,
      driverFolders: outsideDrivers(of: model).map(\.folder), sanitizer: sanitizer)
    let units =
      try unitsToCompile(flags, generated: generated, compartments) + driverUnits(of: model, flags)
    let portFlags = ["-I", (project.ports / flags.processor.port / "UserMode").string]
    var objects = try await compile(
      units, toolchain, in: folder / "objects", compartments, stubFlags: flags.system + portFlags)
    if let compartments {
      script.userMode.hasGates = compartments.isProtected
      if script.userMode.isConfined {
        script.userMode.confined = compartments.system.compartments.map {
          .init(compartment: $0.name, size: 0)
        }
      }
      let sources = try await compartments.sources(objects)
      for (name, text) in sources {
        let all = flags.application(application.folder) + portFlags
        objects.append(try await compile(name, text, all, toolchain, folder))
      }
    }
    let kernelBuild = KernelBuild(
      project: project, processor: description.processor, toolchain: toolchain)
    let kernel = try await kernelBuild.build()
    let modules = try swiftModules(of: model, generated, in: folder / "objects")
    let isForUsers = modules.contains(where: \.isWithoutPrivileges)
    let library =
      isForUsers
      ? try await SwiftUserLibrary(kernel: kernelBuild).build(
        withTests: application.hasSwiftTests) : nil
    let compilations = modules.map { module in
      SwiftCompilation(
        project: project, kernel: kernelBuild, toolchain: toolchain, module: module,
        libraries: module.isWithoutPrivileges ? library?.objects ?? [] : [])
    }
    let globals = try await inParallel(compilations) { (try await $0.run(), $0.module) }
    objects += compilations.map(\.module.object) + (library?.objects ?? [])
    if isForUsers {
      let threads = try await inParallel(compilations.filter(\.module.isWithoutPrivileges)) {
        try await SwiftObjects(toolchain: toolchain, object: $0.module.object).variables()
      }.flatMap { $0 }
      objects.append(
        try await compile(
          "swift-objects", SwiftObjects.source(threads), flags.system, toolchain, folder))
      script.userMode.hasSwift = true
    }
    try StackHooks(
      configuration: configuration, application: application, division: StackPool(model)?.division
    ).check(objects.filter { $0.stem != Self.stackModule + ".swift" })
    let isProcess = model.processor.isHost
    for isOwn in [false, true] {
      let names = globals.filter { ($0.1.isWithoutPrivileges && isProcess) == isOwn }
        .flatMap(\.0)
      if names.isEmpty { continue }
      let once = isOwn ? SwiftGlobals.onceOfUsers : "swift_once"
      objects.append(
        try await compile(
          isOwn ? "user-globals" : "globals", SwiftGlobals.source(names, by: once), flags.system,
          toolchain, folder))
    }
    let entries = try await inParallel(compilations) { compilation in
      try await SwiftInitEntries(toolchain: toolchain, module: compilation.module).source()
    }.joined()
    if !entries.isEmpty {
      objects.append(
        try await compile(
          "swift-init", SwiftInitEntries.head + entries, flags.system, toolchain, folder))
    }
    let plan = try InitPlan(model, InitNotes(objects: objects))
    let optional = Self.optionalCalls.map { part in
      (part.name, folder / "objects/user-mode/\(part.name).o", part.mention)
    }
    objects.removeAll { object in optional.contains { $0.1 == object } }
    if !isForUsers { objects.removeAll { $0 == folder / "objects/user-mode/swift.o" } }
    // The calls themselves have all names.
    let others = objects.filter { $0.parent.name != "user-mode" || $0.stem == "swift" }
    let isOn = configuration.isOn("USERSPACE")
    // On the host the kernel's objects are whole files, which want all of them.
    let isHost = model.processor.isHost
    // A compartment may use its stacks without being granted them.
    let makesThreads = others.filter(CompartmentObject.isOne).contain("k_thread_create")
    let userCalls = optional.filter {
      isOn && (isHost || others.contain($0.2) || makesThreads && $0.0 == "threads")
    }
    objects += userCalls.map(\.1)
    let ownCapabilities = folder / "objects/user-mode/capabilities.o"
    let usesCapabilities =
      isHost || others.contain(CompartmentObject.capabilityCalls) || others.contain("10CapabilityV")
    if !usesCapabilities { objects.removeAll { $0 == ownCapabilities } }
    let elf = folder / "\(imageName).elf"
    if configuration.isOn("USERSPACE") {
      script.partitions = try PartitionSections(
        objects: objects, protection: model.processor.protection)
    }
    let settlesFaults = objects.contain("bulkhead_on_fault")
    let calls = try systemCalls(script, with: userCalls.map(\.0))
    let link = Link(
      toolchain: toolchain, flags: flags, script: script,
      scriptFile: generated / "\(imageName).ld", table: plan.table,
      usesCmocka: application.harness != .none,
      wrapped: calls + (settlesFaults ? InitSource.wrappedForFaults : [])
        + (configuration.isOn("CLOSED_STACKS") ? Self.openingCalls : [])
        + (compartments?.isProtected == false ? ["bulkhead_end_thread"] : []),
      checksInterrupts: sharedBy.isEmpty,
      deviceErrors: DeviceLinkErrors(model: model),
      swiftAllocations: SwiftAllocations(compilations: compilations))
    let stack = try await MainStackSizing(
      name: "\(testName) on \(board.name)", toolchain: toolchain, model: model, plan: plan,
      elf: elf,
      isTest: isTest || application.harness != .none, forGates: compartments?.mainStackBytes ?? 0
    ).settle { [objects] stack in
      let source = InitSource(
        table: plan.table, hasShutdown: configuration.isOn("SHUTDOWN"),
        coreTimer: model.coreTimer, watchdog: model.initWatchdog,
        stackSize: model.regionForStack(of: stack.size), settlesFaults: settlesFaults,
        hasCompartments: compartments?.isProtected == true,
        hasUnprotectedCompartments: compartments?.isProtected == false,
        capabilities: !usesCapabilities
          ? .none
          : model.processor.protection.kind == .cheri
            ? .hardware : .kernel(inCompartments: compartments?.system.capabilities ?? 0)
      ).text
      let object = try await compile(
        "init-\(imageName)", source, flags.system, toolchain, folder)
      try await link.run(
        objects: objects + [object], kernel: library?.kernel ?? kernel, into: elf)
    }
    if saysWhatIsOpen, let compartments {
      for warning in try compartments.warnings(of: elf) {
        printError("bulkhead: \(application.name): \(warning)")
      }
    }
    try compartments?.refuseKernelCalls(in: elf, but: Set(calls), units, folder / "objects")
    try compartments?.refuseCallsOutside(in: elf, folder / "objects")
    return Image(
      elf: elf, application: application, model: model, version: version, plan: plan,
      mainStack: stack, applicationSlot: slot)
  }

  /// An application's type that divides the pool of stacks would be the kernel's code, and stand among its own.
  private func refuseStackTypeInUserMode(_ model: ImageModel) throws {
    let applications = sharedBy.isEmpty ? [application] : sharedBy.map(\.application)
    guard model.configuration.isOn("USERSPACE"), let pool = StackPool(model),
      pool.division.isApplications, pool.division.swiftType != nil,
      applications.contains(where: { !$0.swiftSources.isEmpty })
    else { return }
    throw Failure(
      "the stacks of an application with threads without privileges are not divided by its own Swift",
      at: model.configuration.assignments["STACK_ALLOCATOR_TYPE"],
      remedy: "write the functions of <bulkhead/stack.h> in C, or choose another STACK_ALLOCATOR")
  }

  /// Functions of the kernel's that closed.c opens the stacks for, or before which it looks at an address.
  private static let openingCalls = [
    "k_thread_stack_alloc", "bulkhead_stack_alloc_for_idle", "bulkhead_stack_facts",
    "bulkhead_create_user_thread", "k_work_queue_start", "bulkhead_start_work_queue",
    "k_mbox_data_get", "k_mbox_get", "port_load_regions", "bulkhead_leave_gate",
    "k_pipe_write", "k_pipe_read", "k_pipe_put", "k_pipe_get", "k_poll", "k_mbox_put",
    "k_mbox_async_put", "bulkhead_create_static_user_thread", "bulkhead_create_compartment_thread",
  ]

  /// Parts of user mode that only images have whose code mentions a name.
  static let optionalCalls = [
    (name: "threads", mention: "bulkhead_grant_"), (name: "allocation", mention: "k_object_alloc"),
  ]

  /// A sanitizer's own code and variables would be closed to such threads.
  private func refuseSanitizerInUserMode(_ configuration: Configuration) throws {
    guard sanitizer != nil, configuration.isOn("USERSPACE") else { return }
    throw Failure(
      "threads without privileges do not go with a sanitizer",
      at: configuration.assignments["USERSPACE"], remedy: "leave --sanitize out", status: 2)
  }

  /// What code without privileges may ask of the kernel.
  private var callNames: [String] {
    get throws {
      try (project.userMode / "calls.h").text().split(separator: "CALL(").dropFirst()
        .map { String($0.prefix { $0 != "," }) }
    }
  }

  /// The functions that calls.c stands before, by its list and its own definitions.
  private func systemCalls(_ script: LinkerScript, with parts: [String]) throws -> [String] {
    guard script.userMode.isOn else { return [] }
    let list = try callNames.filter {
      parts.contains("threads") || !$0.hasPrefix("k_object_access_")
    }
    let makers = ["condvar", "event", "msgq", "msgq_alloc", "mutex", "sem", "timer"]
      .map { "k_\($0)_init" }
    let boot = script.partitions.isEmpty ? [] : ["bulkhead_boot"]
    let begin = parts.contains("threads") ? ["port_prepare_user_words"] : []
    return list + makers + boot + begin + ["k_thread_create"]
  }

  /// Writes C that the build makes, and gives its object.
  private func compile(
    _ name: String, _ text: String, _ flags: [String], _ toolchain: Toolchain, _ folder: Path
  ) async throws -> Path {
    let source = folder / "generated/\(name).c"
    try source.write(text)
    return try await Compilation(compiler: toolchain.clang, objects: folder / "objects")
      .run([.init(source: source, flags: flags, name: name)])[0]
  }

  /// The objects in C; of folders that share the image, and of compartments, one for each.
  private func compile(
    _ units: [Compilation.Unit], _ toolchain: Toolchain, in folder: Path,
    _ compartments: CompartmentBuild?, stubFlags: [String]
  ) async throws -> [Path] {
    let compiled = try await Compilation(compiler: toolchain.clang, objects: folder).run(units)
    if let compartments {
      return try await compartments.objects(
        of: zip(units, compiled), toolchain, in: folder, calls: Set(try callNames),
        stubFlags: stubFlags, generated: folder.parent / "generated")
    }
    if sharedBy.isEmpty { return compiled }
    var objects: [Path] = []
    var parts: [String: [Path]] = [:]
    for (unit, object) in zip(units, compiled) {
      if let owner = unit.folder {
        parts[owner, default: []].append(object)
      } else {
        objects.append(object)
      }
    }
    let maker = FolderObject(toolchain: toolchain, objects: folder)
    for folder in sharedBy {
      guard let own = parts[folder.application.name] else { continue }
      objects.append(try await maker.make(of: own, for: folder))
    }
    return objects
  }
}
