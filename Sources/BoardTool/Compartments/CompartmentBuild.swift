import Devicetree
import ELF

/// What the compartments of an application change in the build of its image.
struct CompartmentBuild: Sendable {
  var system: SystemDescription
  var model: ImageModel
  private var owners: [String: String]
  /// Whether anything keeps them apart; else a call is a call.
  var isProtected: Bool { model.configuration.isOn("USERSPACE") }
  /// Whether capabilities confine each to an object of its own.
  var isConfined: Bool { isProtected && model.processor.protection.kind == .cheri }

  /// Nil if the application declares none.
  init?(_ application: Application, _ model: ImageModel) throws {
    guard let system = try SystemDescription(of: application) else { return nil }
    self.system = system
    self.model = model
    owners = [:]
    if isProtected { try requireProtection() } else { try requireChoice() }
    for (compartment, sources) in try system.sources(of: application) {
      for source in sources { owners[source.string] = compartment.name }
    }
  }

  private func requireProtection() throws {
    let place = system.places.location([.key("compartments")])
    if model.processor.isHost {
      throw Failure(
        "nothing keeps compartments apart on the host", at: place,
        remedy: "build for a board with an MPU, or without protection: CONFIG_USERSPACE=n and "
          + "CONFIG_COMPARTMENTS_UNPROTECTED=y")
    }
    if isConfined, let owner = system.compartments.first(where: { !$0.partitions.isEmpty }) {
      throw Failure(
        "\(owner.name) shares partitions, and capabilities give each compartment one range of memory",
        at: system.place(owner, .partitions),
        remedy: "pass what is shared through exports, or build for a board with an MPU or a PMP")
    }
    let threads = model.configuration.number("MAX_USER_THREADS", or: 0)
    let owners = min(system.compartments.count, SystemDescription.mostWithObjects)
    if threads + owners > 32 {
      throw Failure(
        "\(owners) compartments and CONFIG_MAX_USER_THREADS=\(threads) are more "
          + "than 32", at: place, remedy: "lower CONFIG_MAX_USER_THREADS")
    }
  }

  /// Nobody is to forget the protection.
  private func requireChoice() throws {
    if model.configuration.isOn("COMPARTMENTS_UNPROTECTED") { return }
    let hasProtection =
      model.configuration.isOn("ARCH_HAS_USERSPACE") && !model.processor.isHost
    throw Failure(
      "compartments need threads without privileges",
      at: system.places.location([.key("compartments")]),
      remedy: (hasProtection
        ? "CONFIG_USERSPACE=y" : "build for a board that has them: \(model.board.name) has not")
        + "; or CONFIG_COMPARTMENTS_UNPROTECTED=y, with which nothing is kept apart")
  }

  /// What has to be known of an image whose compartments nothing keeps apart; nil of others.
  var warning: String? {
    if isProtected { return nil }
    return model.processor.isHost
      ? "compartments on the host are a model: C code in them is not confined"
      : "nothing keeps these compartments apart: CONFIG_USERSPACE is off"
  }

  /// What has to be known of a linked image.
  func warnings(of elf: Path) throws -> [String] {
    try [warning].compactMap { $0 } + sharedStacks(in: elf)
  }

  /// Of compartments with more stacks than capabilities keep apart, which ones are shared.
  private func sharedStacks(in elf: Path) throws -> [String] {
    guard isConfined else { return [] }
    let confined = try ConfinedImage(ELFFile(elf.bytes()), of: system.compartments.map(\.name))
    return zip(system.compartments, confined.compartments).compactMap { compartment, found in
      let (shared, own) = (found.sharedStacks.map(\.name), found.privateStacks.map(\.name))
      if found.stacks.count < 2 || shared.isEmpty { return nil }
      return
        "\(system.place(compartment, .name)): all threads of \(compartment.name) reach the stacks "
        + "\(shared.joined(separator: ", ")): one range for each thread keeps two stacks apart, "
        + "here \(own.joined(separator: " and ")); to keep more apart, split the compartment"
    }
  }

  /// What the main thread's stack has besides for calls into compartments: a stack for system calls, the margin
  /// that the kernel asks for (GateCall.swift), and what a gate itself takes.
  var mainStackBytes: Int {
    if !isProtected { return 0 }
    let registers = model.configuration.isOn("FPU") ? 256 : 0
    return model.configuration.number("PRIVILEGED_STACK_SIZE", or: 0) + 128 + 256 + registers
  }

  /// The application's sources, each with its compartment.
  func separate(_ units: [Compilation.Unit]) -> [Compilation.Unit] {
    units.map { unit in
      guard let name = owners[unit.source.string], let owner = system.compartment(name) else {
        return unit
      }
      var unit = unit
      unit.compartment = name
      unit.flags += system.definitions(for: owner, isConfined: isConfined)
      unit.name = "compartments/\(name)/\(unit.name)"
      return unit
    }
  }

  /// What the build adds: to compartments what system.yml says of them, and how calls and heaps work.
  func ownUnits(_ flags: [String], port: [String], userMode: Path, in generated: Path) throws
    -> [Compilation.Unit]
  {
    let own = try system.compartments.compactMap { compartment -> Compilation.Unit? in
      guard let text = system.ownSource(of: compartment, isProtected: isProtected) else {
        return nil
      }
      let source = generated / "of-\(compartment.name).c"
      try source.write(text)
      return .init(
        source: source, flags: flags + system.definitions(for: compartment, isConfined: isConfined),
        name: "compartments/\(compartment.name)/own", compartment: compartment.name)
    }
    let parts =
      [isProtected ? "gates" : "unprotected"]
      + (system.compartments.contains { $0.heap > 0 } ? ["heap"] : [])
    return own
      + parts.map { part in
        .init(source: userMode / "\(part).c", flags: flags + port, name: "user-mode/\(part)")
      }
  }

  /// What a compartment's own code takes of the library and of user mode, where it cannot call what is everybody's.
  private static let copied = onlyTheirs.union([
    "user-mode/condition", "user-mode/event", "user-mode/queue", "user-mode/heap",
    "user-mode/words",
  ])
  /// And nobody else has these.
  private static let onlyTheirs: Set = ["user-mode/confined", confinedCapabilities]
  static let confinedCapabilities = "user-mode/confined-capabilities"

  /// Links each compartment's objects into one.
  ///
  /// `calls` are what code without privileges may ask of the kernel.
  func objects(
    of compiled: Zip2Sequence<[Compilation.Unit], [Path]>, _ toolchain: Toolchain, in folder: Path,
    calls: Set<String>, stubFlags: [String], generated: Path
  ) async throws -> [Path] {
    var confinement: ConfinedCompartment?
    if isConfined {
      let library = compiled.filter { unit, _ in
        unit.name.hasPrefix("library/") || Self.copied.contains(unit.name)
      }.map(\.1)
      confinement = ConfinedCompartment(
        calls: calls, library: library, flags: stubFlags, toolchain: toolchain,
        generated: generated, objects: folder)
    }
    var objects: [Path] = []
    var parts: [String: [Path]] = [:]
    var outside: Set<String> = []
    for (unit, object) in compiled {
      if let owner = unit.compartment {
        parts[owner, default: []].append(object)
      } else if !Self.onlyTheirs.contains(unit.name) {
        objects.append(object)
        if unit.name.hasPrefix("application/") || unit.name.hasPrefix("shared/") {
          outside.formUnion(try Self.privateNames(of: object))
        }
      }
    }
    let exports = try exports()
    for compartment in system.compartments {
      let maker = CompartmentObject(
        toolchain: toolchain, system: system, compartment: compartment, objects: folder,
        isProtected: isProtected, confinement: confinement,
        devices: isConfined ? try system.registers(of: compartment, in: model) : [])
      objects.append(
        try await maker.make(of: parts[compartment.name] ?? [], exports: exports, outside: outside))
    }
    return objects
  }

  /// What an object of the application's other code defines for itself: no kernel objects, whose addresses are
  /// only names, and nothing in partitions.
  private static func privateNames(of object: Path) throws -> [String] {
    let elf = try ELFFile(object.bytes())
    return elf.symbols.filter { symbol in
      guard let section = symbol.section, !symbol.isLocal else { return false }
      let name = elf.sections[section].name
      return name != "bulkhead_objects" && !name.contains(".bulkhead_partition.")
    }.map(\.name)
  }

  /// Which compartment exports a function.
  private func exports() throws -> [String: String] {
    var owners: [String: String] = [:]
    for compartment in system.compartments {
      for function in try system.signatures(of: compartment) {
        owners[function.name] = compartment.name
      }
    }
    return owners
  }

  /// The C that the build writes, by name.
  func sources(_ objects: [Path]) async throws -> [(String, String)] {
    var withVariables: Set<String> = []
    var callerSections: [String: [String]] = [:]
    for compartment in system.compartments {
      guard
        let object = objects.first(where: {
          $0.stem == compartment.name && CompartmentObject.isOne($0)
        })
      else { continue }
      let sections = try ELFFile(object.bytes()).sections
      if sections.contains(where: {
        $0.size > 0 && $0.name.hasSuffix(".bulkhead_partition.\(compartment.name)")
      }) {
        withVariables.insert(compartment.name)
      }
      callerSections[compartment.name] = PrivateStacks.sections(
        forCallersOf: compartment, beside: sections)
    }
    try await checkRegions(withVariables: withVariables)
    let source = GateSource(
      system: system, model: model, withVariables: withVariables, callerSections: callerSections)
    return [
      ("compartments", try source.records), ("gates", try source.stubs),
      ("exports", try source.comparisons),
    ]
  }
}
