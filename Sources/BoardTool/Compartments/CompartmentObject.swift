import Devicetree
import ELF
import Foundation

/// One object for each compartment: its own sources, linked by themselves.
///
/// Its variables are those of a memory partition, its names are its own, and what it calls of other
/// compartments are the gates that it imports.
struct CompartmentObject: Sendable {
  var toolchain: Toolchain
  var system: SystemDescription
  var compartment: SystemDescription.Compartment
  /// Where the objects are, as Compilation wrote them.
  var objects: Path
  /// Whether its variables lie apart from others'.
  var isProtected: Bool
  /// What it has of its own where capabilities confine it.
  var confinement: ConfinedCompartment?
  var devices: [DeviceRegisters] = []

  /// What the name of a function becomes that others reach through a gate.
  static func exported(_ name: String, by compartment: String) -> String {
    "bulkhead_export_\(compartment)_\(name)"
  }

  /// The name of a gate's stub.
  static func gate(to function: String, from compartment: String) -> String {
    "bulkhead_call_\(compartment)_\(function)"
  }

  /// What BULKHEAD_COMPARTMENT_HEAP_DEFINE defines.
  private static let heap = "bulkhead_heap"
  static let heapFunctions = ["malloc", "calloc", "realloc", "free", "strdup"]

  /// What the functions of <bulkhead/capability.h> begin with.
  static let capabilityCalls = "bulkhead_capability_"
  static let capabilityRemedy = "say how many it may have at once: 'capabilities: 8'"

  var file: Path { objects / Self.folder / (compartment.name + ".o") }

  private static let folder = "compartments"

  /// Whether an object of an image is a whole compartment's.
  static func isOne(_ object: Path) -> Bool { object.parent.name == folder }

  /// Links the parts; throws if they call what was not imported, or would run with privileges.
  ///
  /// `outside` is what belongs to no compartment.
  func make(of parts: [Path], exports: [String: String], outside: Set<String>) async throws -> Path
  {
    let whole = file
    try whole.parent.createDirectory()
    var options = ["-r", "-o", whole.string]
    if isProtected {
      let stacks = confinement == nil ? nil : try PrivateStacks(of: compartment, in: parts)
      let script = objects / Self.folder / (compartment.name + ".ld")
      try script.write(layout(stacks))
      options += ["-T", script.string]
    }
    var inputs = parts.map(\.string)
    if let confinement {
      inputs += confinement.libraryArguments
      inputs.append(try await stubs(for: inputs, exports, confinement).string)
    }
    try await run(toolchain.linker, options + inputs, whole)
    let elf = try ELFFile(whole.bytes())
    try refusePrivilegedCode(elf)
    if isProtected { try refuseObjects(elf) }
    let changes = try changes(elf, exports, outside)
    try await run(toolchain.objectCopier, changes + [whole.string], whole)
    return whole
  }

  /// What stands for all that the objects call elsewhere: they are linked to see what that is.
  private func stubs(
    for inputs: [String], _ exports: [String: String], _ confinement: ConfinedCompartment
  ) async throws -> Path {
    let trial = objects / Self.folder / (compartment.name + ".trial")
    defer { try? trial.remove() }
    // A thread's end is called by the stubs.
    let options = ["-r", "-u", "bulkhead_end_self", "-o", trial.string]
    try await run(toolchain.linker, options + inputs, trial)
    let names = try ELFFile(trial.bytes()).symbols.filter { $0.section == nil }.map(\.name)
    let imported = compartment.imports.compactMap { $0.parts?.function }
    return try await confinement.stubs(
      of: compartment, wanted: Set(names + ["bulkhead_end_self"]),
      gates: Set(imported.filter { exports[$0] != nil }), devices: devices)
  }

  /// All variables are the partition's, but for those that are the kernel's.
  private func layout(_ stacks: PrivateStacks?) -> String {
    let partitions = compartment.partitions.flatMap { name in
      [".data.bulkhead_partition.\(name)", ".bss.bulkhead_partition.\(name)"]
    }
    let wanted = confinement == nil ? [] : [UserModeSections.wantedImports]
    let kept = [".bss.bulkhead_region_notes"] + partitions + wanted
    let name = compartment.name
    // What capabilities confine reads its constants by the same one as its variables, and has its stacks there.
    let constants = confinement == nil ? "" : " .rodata .rodata.* .srodata .srodata.* .got .got.*"
    let stacks = stacks?.layout ?? ""
    // First: what runs over the end of a variable does not reach them.
    let imports = confinement == nil ? "" : "*(\(ConfinedCompartment.importSection)) "
    return """
      SECTIONS {
      \(kept.map { "  \($0) : { *(\($0)) }\n" }.joined())\(stacks)\
        .bss.bulkhead_kernel : { *(.bss.bulkhead_thread_*) }
        .data.bulkhead_kernel : { *(.data.bulkhead_users_of_*) }
        .data.bulkhead_partition.\(name) : { \(imports)*(.data .data.* .sdata .sdata.*\(constants)) }
        .bss.bulkhead_partition.\(name) : { *(.bss .bss.* .sbss .sbss.* COMMON) }
      }

      """
  }

  private func run(_ program: Path, _ arguments: [String], _ target: Path) async throws {
    let result = try await Tool.run(program, arguments)
    if !result.errors.isEmpty { printError(result.errors.trimmingNewlines) }
    guard result.status == 0 else {
      try? target.remove()
      throw Failure("the compartment \(compartment.name) does not link")
    }
  }

  // MARK: Names

  private func changes(
    _ elf: ELFFile, _ exports: [String: String], _ outside: Set<String>
  ) throws -> [String] {
    var defined: Set<String> = []
    var wanted: Set<String> = []
    for symbol in elf.symbols where !symbol.isLocal {
      if symbol.section == nil { wanted.insert(symbol.name) } else { defined.insert(symbol.name) }
    }
    var words: [String] = []
    let own = try ownFunctions
    for (name, place) in own {
      guard defined.contains(name) else {
        throw Failure(
          "\(compartment.name) has no function '\(name)'"
            + NearestMatch.hint(for: name, among: defined), at: place,
          remedy: "define it in its sources, and not as static")
      }
      words.append("--redefine-sym=\(name)=\(Self.exported(name, by: compartment.name))")
      words.append("--keep-global-symbol=\(name)")
    }
    if confinement != nil {
      for (name, shared) in ConfinedCompartment.shared(by: compartment.name) {
        words += ["--redefine-sym=\(name)=\(shared)", "--keep-global-symbol=\(name)"]
      }
    }
    for partition in compartment.partitions where defined.contains(partition) {
      words.append("--keep-global-symbol=\(partition)")
    }
    if compartment.heap > 0 {
      words.append("--redefine-sym=\(Self.heap)=\(Self.heap)_of_\(compartment.name)")
      words.append("--keep-global-symbol=\(Self.heap)")
    } else if let name = Self.heapFunctions.first(where: wanted.contains) {
      throw Failure(
        "\(compartment.name) calls \(name) and has no heap",
        at: system.place(compartment, .sources), remedy: "give it one: 'heap: 1024'")
    }
    if compartment.capabilities == 0,
      let name = wanted.union(defined).sorted().first(where: { $0.hasPrefix(Self.capabilityCalls) })
    {
      throw Failure(
        "\(compartment.name) calls \(name), and may have no capabilities",
        at: system.place(compartment, .sources), remedy: Self.capabilityRemedy)
    }
    let imported = Set(compartment.imports.compactMap { $0.parts?.function })
    for name in wanted.sorted() {
      if outside.contains(name), exports[name] == nil, !compartment.partitions.contains(name) {
        throw Failure(
          "\(compartment.name) uses \(name), which belongs to no compartment",
          at: system.place(compartment, .sources),
          remedy: "move it into the compartment, or into one that exports it")
      }
      guard let owner = exports[name] else { continue }
      guard imported.contains(name) else {
        throw Failure(
          "\(compartment.name) calls \(name), which \(owner) exports, and does not import it",
          at: system.place(compartment, .imports),
          remedy: "add \(owner).\(name) to its imports, or do not call it")
      }
      words.append("--redefine-sym=\(name)=\(Self.gate(to: name, from: compartment.name))")
    }
    // Without one, all would be kept.
    return words + ["--keep-global-symbol=bulkhead_nothing"]
  }

  /// Its functions that others call, and where it says so.
  private var ownFunctions: [(String, SourceLocation)] {
    get throws {
      var all = try system.signatures(of: compartment).enumerated()
        .map { ($1.name, system.place(compartment, .exports, $0)) }
      if let name = compartment.startFunction {
        all.append((name, system.place(compartment, .startFunction)))
      }
      if let name = compartment.shutdownFunction, name != compartment.startFunction {
        all.append((name, system.place(compartment, .shutdownFunction)))
      }
      return all
    }
  }

  // MARK: What the kernel would call

  /// Lists of the image that a compartment may add to.
  private static let harmless: Set = [
    "bulkhead_defined_objects", "bulkhead_threads", "bulkhead_grants", "bulkhead_partitions",
    "bulkhead_objects", "bulkhead_known_stacks",
  ]

  private func refusePrivilegedCode(_ elf: ELFFile) throws {
    for (place, section) in elf.sections.enumerated() where section.isInMemory && section.size > 0 {
      if section.name.hasPrefix(".bulkhead_init_entry.") {
        throw refusal(
          "an init entry, which would run with privileges", "give its function as 'init:'")
      }
      guard section.name.hasPrefix("bulkhead_"), section.name != "bulkhead_init_notes" else {
        continue
      }
      guard Self.harmless.contains(section.name) else {
        throw refusal(
          "something that the kernel calls with privileges (\(section.name))",
          "put it into the application's other sources")
      }
      guard section.name == "bulkhead_objects" else { continue }
      let called = try elf.relocations(ofSection: place).first { relocation in
        let target = relocation.symbol.section.map { elf.sections[$0].name } ?? ""
        return target.hasPrefix(".text")
      }
      if let called {
        throw refusal(
          "a kernel object that calls \(called.symbol.name.isEmpty ? "a function" : called.symbol.name) "
            + "with privileges", "let a thread of the compartment wait for the object instead")
      }
    }
  }

  /// Kernel objects have bits for the first compartments only.
  private func refuseObjects(_ elf: ELFFile) throws {
    let most = SystemDescription.mostWithObjects
    guard system.number(of: compartment) > most else { return }
    let hasOwn = elf.sections.contains {
      $0.size > 0
        && ["bulkhead_defined_objects", "bulkhead_objects", "bulkhead_known_stacks"].contains(
          $0.name)
    }
    let makesSome = elf.symbols.contains {
      $0.section == nil && $0.name.hasPrefix("k_object_alloc")
    }
    guard hasOwn || makesSome else { return }
    throw refusal(
      "kernel objects or stacks of threads, and it is not among the first \(most)",
      "put it further up in system.yml")
  }

  private func refusal(_ what: String, _ remedy: String) -> Failure {
    Failure(
      "the sources of \(compartment.name) have \(what)", at: system.place(compartment, .sources),
      remedy: remedy)
  }
}
