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
    /// What it has sealed capabilities for: functions of the kernel and of other compartments.
    var imports: [String]
    var stacks: [String]
    fileprivate var functions: [Function]
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
    func block(_ start: String, _ size: String, end: UInt64) throws -> Block {
      let first = try symbol(start)
      let bytes = try symbol(size)
      guard let base = UInt32(exactly: first), let length = UInt32(exactly: bytes),
        let given = AddressRange(base: base, size: length)
      else { throw Failure("the image has no block at \(start)") }
      return Block(given: given, asked: Int(end - first))
    }
    let functions = file.symbols.filter(\.isFunction)
    compartments = try names.map { name in
      let code = try block(
        "bulkhead_code_start_\(name)", "bulkhead_code_size_\(name)",
        end: try symbol("bulkhead_code_end_\(name)"))
      let memory = try block(
        "bulkhead_partition_start_\(name)", "bulkhead_partition_size_\(name)",
        end: try symbol("bulkhead_partition_variables_end_\(name)"))
      let inside = file.symbols.filter {
        $0.address >= UInt64(memory.given.first) && $0.address <= UInt64(memory.given.last)
      }
      let prefix = "bulkhead_import_"
      return Compartment(
        name: name, code: code, memory: memory,
        imports: Set(inside.map(\.name).filter { $0.hasPrefix(prefix) })
          .map { String($0.dropFirst(prefix.count)) }.sorted(),
        stacks: RegionNotes(file).variables("stack").map(\.variable)
          .filter { inside.map(\.address).contains($0.address) }.map(\.name),
        functions: functions.filter {
          code.given.contains(UInt32(truncatingIfNeeded: $0.address))
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
