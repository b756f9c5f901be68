import ELF

/// How full a memory is, and what fills it.
struct MemoryUsage {
  private let memory: ImageModel.Memory
  private let used: UInt64
  private let largest: [ELFFile.Symbol]

  /// From an image that was linked with memories without end.
  init(of file: ELFFile, in memory: ImageModel.Memory, _ model: ImageModel) throws {
    self.memory = memory
    let isRAM = memory.name == model.ram?.name
    let other = isRAM ? model.rom : model.ram
    // Each memory reaches to the end of the address space: a section is in the last that begins
    // before it.
    func isHere(_ section: ELFFile.Section) -> Bool {
      guard section.isInMemory, section.address >= memory.origin else { return false }
      guard let other, other.origin > memory.origin else { return true }
      return section.address < other.origin
    }
    let places = file.sections.indices.filter { isHere(file.sections[$0]) }
    let end = places.map { file.sections[$0].address + file.sections[$0].size }.max() ?? 0
    // What RAM holds at the start is kept in ROM.
    let initial = file.sections.filter { $0.isInMemory && !$0.isEmptyInFile && !isHere($0) }
      .reduce(0) { $0 + $1.size }
    used = end - min(end, memory.origin) + (isRAM ? 0 : initial)
    largest = file.symbols.filter { $0.section.map(places.contains) == true && $0.size > 0 }
      .sorted { ($0.size, $1.name) > ($1.size, $0.name) }
  }

  /// The refusal: how many bytes over, and the largest of what is in there.
  func failure(_ toolchain: Toolchain) async -> Failure {
    let over = used - min(used, memory.length)
    let top = largest.prefix(8)
    let names = await toolchain.demangle(top.map(\.name))
    let list = zip(names, top).map { "\($0) \($1.size)" }.joined(separator: ", ")
    var failure = Failure(
      "the image does not fit in \(memory.name): it takes \(used) bytes of \(memory.length), "
        + "\(over) too many", at: memory.location,
      notes: [.init("the largest in it, in bytes: " + list, at: nil)],
      remedy: memory.name == "RAM"
        ? "make one of these smaller: CONFIG_…_STACK_SIZE and CONFIG_HEAP_MEM_POOL_SIZE decide "
          + "the kernel's own"
        : "switch off what is not needed, or choose CONFIG_SIZE_OPTIMIZATIONS=y")
    failure.isShortOfMemory = true
    return failure
  }
}

extension Toolchain {
  /// Swift's names as one reads them in the source; others stay.
  ///
  /// Not simplified they tell types and modules, too.
  func demangle(_ names: [String], isSimplified: Bool = true) async -> [String] {
    let options = ["--compact"] + (isSimplified ? ["--simplified"] : [])
    guard !names.isEmpty, let result = try? await Tool.run(demangler, options + names),
      result.status == 0
    else { return names }
    let lines = result.output.split(separator: "\n").map(String.init)
    guard lines.count == names.count else { return names }
    // The demangler takes a C name that begins with an s for one of Swift's without its `$`.
    return zip(names, lines).map { name, line in line == "$" + name ? name : line }
  }
}
