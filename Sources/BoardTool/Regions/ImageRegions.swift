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

  /// A thread of the application's Swift, which is started at run time.
  struct SwiftThread {
    /// As the source has it, with the place in an array of them.
    var name: String
    var stack: RegionGrant
    /// The address of the variable in Swift.
    var variable: UInt64
  }

  let code: RegionGrant
  /// In the order in which the boot creates them.
  let threads: [StaticThread]
  let swiftThreads: [SwiftThread]
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
    swiftThreads = try reader.swiftThreads()
    mainStack = try reader.mainStack()
    givesPrivilegesUp = file.symbols.contains { $0.name == "k_thread_user_mode_enter" }
    let taken = Set((threads.map(\.stack) + [mainStack].compactMap { $0 }).compactMap(\.variable))
    let ofSwift = Set(swiftThreads.map { UInt64($0.stack.given.first) })
    stacks = reader.stacks().filter {
      !taken.contains(UInt64($0.given.first)) && !ofSwift.contains(UInt64($0.given.first))
    }
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

  /// A struct bulkhead_static_thread: pointers, and three numbers of 32 bits from the eighth on.
  func threads() throws -> [ImageRegions.StaticThread] {
    guard let section = file.sections.firstIndex(where: { $0.name == "bulkhead_threads" }) else {
      return []
    }
    let size = file.sections[section].size
    let word = UInt64(file.word)
    let numbers = 7 * word
    let pointers = numbers + (12 + word - 1) / word * word
    let record = pointers + 2 * word
    return try stride(from: 0, to: size / record * record, by: Int(record)).map { offset in
      func pointer(_ place: UInt64) throws -> UInt64 {
        try file.number(inSection: section, at: offset + place, bytes: file.word)
      }
      let name = try file.text(at: pointer(pointers)) ?? "?"
      let options = try file.number(inSection: section, at: offset + numbers + 4, bytes: 4)
      let hasPrivileges = options & Self.userOption == 0
      let stack = try pointer(word)
      guard
        let given = file.stack(
          at: stack, size: try pointer(2 * word), hasGuard: hasPrivileges)
      else { throw Failure("the thread \(name) has no stack") }
      let asked = notes.variables("stack").first { $0.variable.address == stack }
        .flatMap { file.stack(at: stack, size: $0.number, hasGuard: hasPrivileges) }
      return ImageRegions.StaticThread(
        name: name, hasPrivileges: hasPrivileges,
        stack: RegionGrant(
          name: "its stack", asked: asked ?? given, given: given, access: [.read, .write],
          variable: stack))
    }
  }

  /// Each a struct bulkhead_swift_thread, four words; the stacks are named after the variables.
  func swiftThreads() throws -> [ImageRegions.SwiftThread] {
    guard let table = file.symbols.first(where: { $0.name == "bulkhead_swift_threads" }),
      table.size > 0
    else { return [] }
    let words = try file.words(of: table)
    let stacks = stacks()
    return stride(from: 0, to: words.count - 3, by: 4).compactMap { row in
      guard var stack = stacks.first(where: { $0.given.first == words[row + 2] }) else {
        return nil
      }
      let name = stack.name.replacing(/^stacks?_of_/, with: "")
      stack.name = "its stack"
      return ImageRegions.SwiftThread(name: name, stack: stack, variable: words[row])
    }
  }

  /// Nil for an image that has none.
  func mainStack() throws -> RegionGrant? {
    guard let stack = file.symbols.first(where: { $0.name == "bulkhead_stack_of_main" }),
      let given = file.stack(
        at: stack.address, size: try address("bulkhead_stack_of_main_size"), hasGuard: true)
    else { return nil }
    return RegionGrant(
      name: "its stack", asked: given, given: given, access: [.read, .write],
      variable: stack.address)
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
          asked: file.stack(at: start, size: note.number, hasGuard: false) ?? given, given: given,
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
    let word = UInt64(file.word)
    let record = 2 * word
    return try stride(from: 0, to: size / record * record, by: Int(record)).compactMap { offset in
      let address = try file.number(inSection: section, at: offset, bytes: file.word)
      let text = try file.number(inSection: section, at: offset + word, bytes: file.word)
      guard let name = file.text(at: text),
        let variable = file.symbols.first(where: { $0.address == address && $0.size == 3 * word })
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
  /// A stack with room for so many bytes: on the host with K_THREAD_STACK_RESERVED more, of which a thread
  /// that begins with privileges has a guard (Sources/Ports/Host/Machine/stack_guard.c).
  fileprivate func stack(at start: UInt64, size: UInt64, hasGuard: Bool) -> AddressRange? {
    let isHost = word == 8
    let guarded: UInt64 = isHost && hasGuard ? 16 * 1024 : 0
    return AddressRange(
      base: start + guarded, size: size + (isHost ? 64 * 1024 : 0) - guarded)
  }

  /// The words of a variable with a value; none of one that begins as 0.
  fileprivate func words(of variable: Symbol) throws -> [UInt64] {
    guard let section = variable.section, !sections[section].isEmptyInFile else { return [] }
    return try numbers(of: variable, bytes: word)
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
