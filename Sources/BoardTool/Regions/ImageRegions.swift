import ELF
import KernelCore

/// What a linked image with threads without privileges says of the memory that they reach: the addresses of
/// its code, of the threads of K_THREAD_DEFINE, of stacks and of partitions.
struct ImageRegions {
  /// A thread of K_THREAD_DEFINE.
  struct StaticThread {
    var name: String
    var hasPrivileges: Bool
    var stack: RegionGrant
  }

  let code: RegionGrant
  /// In the order in which the boot creates them.
  let threads: [StaticThread]
  /// Main's.
  let mainStack: RegionGrant?
  /// Whether the image has k_thread_user_mode_enter.
  let givesPrivilegesUp: Bool
  /// Those of K_THREAD_STACK_DEFINE and its siblings that no such thread has.
  let stacks: [RegionGrant]
  let partitions: [RegionGrant]
  /// Partitions without a variable, which no domain can have.
  let emptyPartitions: [String]
  /// The memory that k_thread_stack_alloc divides.
  let pool: AddressRange?

  /// Throws if the image lacks something that the build puts there.
  init(_ file: ELFFile) throws {
    let reader = Reader(file: file, notes: RegionNotes(file))
    code = try reader.code()
    threads = try reader.threads()
    mainStack = try reader.mainStack()
    givesPrivilegesUp = file.symbols.contains { $0.name == "k_thread_user_mode_enter" }
    let taken = Set((threads.map(\.stack) + [mainStack].compactMap { $0 }).map(\.given.first))
    stacks = reader.stacks().filter { !taken.contains($0.given.first) }
    let found = try reader.partitions()
    partitions = found.compactMap(\.grant)
    emptyPartitions = found.filter { $0.grant == nil }.map(\.name)
    pool = file.symbols.first { $0.name == "stack_pool" }.flatMap(\.range)
  }
}

extension ELFFile.Symbol {
  fileprivate var range: AddressRange? { AddressRange(base: address, size: size) }
}

extension AddressRange {
  /// Nil for what is not in 32 bits, too.
  fileprivate init?(base: UInt64, size: UInt64) {
    guard let base = UInt32(exactly: base), let size = UInt32(exactly: size) else { return nil }
    self.init(base: base, size: size)
  }
}

private struct Reader {
  var file: ELFFile
  var notes: RegionNotes

  func address(_ name: String) throws -> UInt64 {
    guard let symbol = file.symbols.first(where: { $0.name == name }) else {
      throw Failure("the image has no symbol \(name): was it stripped?")
    }
    return symbol.address
  }

  func range(_ start: String, _ end: String) throws -> AddressRange? {
    let first = try address(start)
    return AddressRange(base: first, size: try address(end) &- first)
  }

  // MARK: Code

  func code() throws -> RegionGrant {
    guard let asked = try range("__bulkhead_user_rom_start", "__text_end"),
      let given = try range("__bulkhead_user_rom_start", "__bulkhead_user_rom_end")
    else { throw Failure("the image has no code of its application") }
    return RegionGrant(
      name: "the application's code and constants", asked: asked, given: given,
      access: [.read, .execute])
  }

  // MARK: Threads

  /// K_USER of zephyr/kernel/thread.h.
  private static let userOption: UInt64 = 1 << 2

  /// A struct bulkhead_static_thread: twelve words.
  func threads() throws -> [ImageRegions.StaticThread] {
    guard let section = file.sections.firstIndex(where: { $0.name == "bulkhead_threads" }) else {
      return []
    }
    let size = file.sections[section].size
    return try stride(from: 0, to: size / 48 * 48, by: 48).map { offset in
      func word(_ index: UInt64) throws -> UInt64 {
        try file.number(inSection: section, at: offset + index * 4, bytes: 4)
      }
      let name = try file.text(at: word(10)) ?? "?"
      guard let given = AddressRange(base: try word(1), size: try word(2)) else {
        throw Failure("the thread \(name) has no stack")
      }
      let asked = notes.variables("stack").first { $0.variable.address == given.first }
        .flatMap { AddressRange(base: $0.variable.address, size: $0.number) }
      return ImageRegions.StaticThread(
        name: name, hasPrivileges: try word(8) & Self.userOption == 0,
        stack: RegionGrant(
          name: "its stack", asked: asked ?? given, given: given, access: [.read, .write],
          variable: UInt64(given.first)))
    }
  }

  /// Nil for an image that has none.
  func mainStack() throws -> RegionGrant? {
    guard let stack = file.symbols.first(where: { $0.name == "bulkhead_stack_of_main" }),
      let given = AddressRange(
        base: stack.address, size: try address("bulkhead_stack_of_main_size"))
    else { return nil }
    return RegionGrant(name: "its stack", asked: given, given: given, access: [.read, .write])
  }

  /// Of an array one for each element.
  func stacks() -> [RegionGrant] {
    notes.variables("stack").flatMap { note -> [RegionGrant] in
      let elements = notes.number("elements", of: note.variable)
      let size = note.variable.size / max(elements ?? 1, 1)
      return (0..<(elements ?? 1)).compactMap { index in
        let start = note.variable.address + index * size
        guard let given = AddressRange(base: start, size: size) else { return nil }
        return RegionGrant(
          name: note.variable.name + (elements == nil ? "" : "[\(index)]"),
          asked: AddressRange(base: start, size: note.number) ?? given, given: given,
          access: [.read, .write], variable: note.variable.address)
      }
    }.sorted { $0.given.first < $1.given.first }
  }

  // MARK: Partitions

  /// Of variables, then those of K_MEM_PARTITION_DEFINE; nil for one that has no bytes.
  func partitions() throws -> [(name: String, grant: RegionGrant?)] {
    try variablePartitions()
      + notes.variables("partition").map {
        ($0.variable.name, try partition($0.variable))
      }
  }

  /// A struct bulkhead_named_partition: two pointers.
  private func variablePartitions() throws -> [(name: String, grant: RegionGrant?)] {
    guard let section = file.sections.firstIndex(where: { $0.name == "bulkhead_partitions" }) else {
      return []
    }
    let size = file.sections[section].size
    return try stride(from: 0, to: size / 8 * 8, by: 8).compactMap { offset in
      let address = try file.number(inSection: section, at: offset, bytes: 4)
      let text = try file.number(inSection: section, at: offset + 4, bytes: 4)
      guard let name = file.text(at: text),
        let variable = file.symbols.first(where: { $0.address == address && $0.size == 12 })
      else { return nil }
      var grant = try partition(variable)
      let variables = try range(
        "bulkhead_partition_start_\(name)", "bulkhead_partition_variables_end_\(name)")
      if let variables { grant?.asked = variables }
      return (name, grant)
    }
  }

  /// A struct k_mem_partition, three words, as it is when the image begins.
  private func partition(_ variable: ELFFile.Symbol) throws -> RegionGrant? {
    let words = try file.words(of: variable)
    guard words.count == 3, let given = AddressRange(base: words[0], size: words[1]) else {
      return nil
    }
    return RegionGrant(
      name: "partition \(variable.name)", asked: given, given: given,
      access: Access(rawValue: UInt8(words[2] & 7)), variable: variable.address)
  }
}

extension ELFFile {
  /// The words of a variable with a value; none of one that begins as 0.
  fileprivate func words(of variable: Symbol) throws -> [UInt64] {
    guard let section = variable.section, !sections[section].isEmptyInFile else { return [] }
    return try numbers(of: variable, bytes: 4)
  }

  /// A constant of C's that ends with a 0; nil if the file has none there.
  fileprivate func text(at address: UInt64) -> String? {
    guard let (section, _) = place(of: address),
      let index = sections.firstIndex(where: { $0.offset == section.offset })
    else { return nil }
    var bytes: [UInt8] = []
    for offset in (address - section.address)..<section.size {
      guard let byte = try? number(inSection: index, at: offset, bytes: 1) else { return nil }
      if byte == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(UInt8(byte))
    }
    return nil
  }
}
