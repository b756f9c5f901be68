import ELF
import KernelCore

/// What a linked image says of compartments that capabilities confine: the bounds of each, and what is in them.
struct ConfinedImage: Sendable {
  /// Memory that one capability covers.
  struct Block: Sendable, Equatable {
    var given: AddressRange
    /// Bytes of it that hold something; the rest makes its bounds exact.
    var asked: Int

    var padding: Int { Int(given.size) - asked }
  }

  struct Compartment: Sendable {
    var name: String
    var code: Block
    var memory: Block
    /// Of the memory what all of its threads reach; below and above lies a stack that only its own thread does.
    var shared: AddressRange
    /// What it has sealed capabilities for: functions of the kernel and of other compartments.
    var imports: [String]
    var stacks: [Stack]
    fileprivate var functions: [Function]

    /// What a thread reaches whose stack is one of these.
    func reach(from stack: Stack) -> AddressRange {
      let first = stack.address < shared.first ? memory.given.first : shared.first
      let last = stack.address > shared.last ? memory.given.last : shared.last
      return AddressRange(first, through: last)
    }

    /// Those that only their own threads reach.
    var privateStacks: [Stack] { stacks.filter { !shared.contains($0.address) } }
    var sharedStacks: [Stack] { stacks.filter { shared.contains($0.address) } }
  }

  struct Stack: Sendable, Equatable {
    var name: String
    var address: UInt32
    var size: Int

    /// What K_THREAD_DEFINE calls a thread's is called as the thread.
    fileprivate static func title(of variable: String) -> String {
      let prefix = "bulkhead_stack_"
      return variable.hasPrefix(prefix) ? String(variable.dropFirst(prefix.count)) : variable
    }
  }

  fileprivate struct Function: Hashable, Sendable {
    var name: String
    var size: UInt64
  }

  let compartments: [Compartment]
  /// Bytes of functions that compartments have, and that others, or the rest of the image, have, too.
  let copiedCode: Int

  var padding: (code: Int, memory: Int) {
    (compartments.map(\.code.padding).reduce(0, +), compartments.map(\.memory.padding).reduce(0, +))
  }

  /// Throws if the image lacks something that the build puts there.
  init(_ file: ELFFile, of names: [String]) throws {
    func symbol(_ name: String) throws -> UInt64 {
      guard let symbol = file.symbols.first(where: { $0.name == name }) else {
        throw Failure("the image has no symbol \(name): was it stripped?")
      }
      return symbol.address
    }
    func range(_ start: String, _ size: String) throws -> AddressRange {
      guard let base = UInt32(exactly: try symbol(start)),
        let length = UInt32(exactly: try symbol(size)),
        let given = AddressRange(base: base, size: length)
      else { throw Failure("the image has no block at \(start)") }
      return given
    }
    let functions = file.symbols.filter(\.isFunction)
    compartments = try names.map { name in
      let code = try range("bulkhead_code_start_\(name)", "bulkhead_code_size_\(name)")
      let memory = try range("bulkhead_partition_start_\(name)", "bulkhead_partition_size_\(name)")
      let shared = try range(
        "bulkhead_partition_shared_\(name)", "bulkhead_partition_shared_size_\(name)")
      let asked =
        try symbol("bulkhead_partition_variables_end_\(name)") - UInt64(shared.first)
        + symbol("bulkhead_partition_private_\(name)")
      let inside = file.symbols.filter {
        $0.address >= UInt64(memory.first) && $0.address <= UInt64(memory.last)
      }
      let prefix = "bulkhead_import_"
      return Compartment(
        name: name,
        code: Block(
          given: code,
          asked: Int(try symbol("bulkhead_code_end_\(name)") - UInt64(code.first))),
        memory: Block(given: memory, asked: Int(asked)), shared: shared,
        imports: Set(inside.map(\.name).filter { $0.hasPrefix(prefix) })
          .map { String($0.dropFirst(prefix.count)) }.sorted(),
        stacks: RegionNotes(file).variables("stack").map(\.variable)
          .filter { inside.map(\.address).contains($0.address) }.map {
            Stack(
              name: Stack.title(of: $0.name), address: UInt32(truncatingIfNeeded: $0.address),
              size: Int($0.size))
          },
        functions: functions.filter {
          code.contains(UInt32(truncatingIfNeeded: $0.address))
        }.map { Function(name: $0.name, size: $0.size) })
    }
    var counts: [Function: Int] = [:]
    for function in compartments.flatMap(\.functions) { counts[function, default: 0] += 1 }
    let inBlocks = compartments.map(\.code.given)
    for function in functions
    where !inBlocks.contains(where: { $0.contains(UInt32(truncatingIfNeeded: function.address)) }) {
      let shared = Function(name: function.name, size: function.size)
      if let count = counts[shared] { counts[shared] = count + 1 }
    }
    copiedCode = counts.reduce(0) { $0 + Int($1.key.size) * ($1.value - 1) }
  }
}
