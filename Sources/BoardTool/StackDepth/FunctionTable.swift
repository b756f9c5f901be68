import ELF

/// Where an image's functions lie, and what they are called.
struct FunctionTable: Sendable {
  struct Function: Sendable, Equatable {
    var name: String
    var range: Range<UInt64>
  }

  /// In the order of addresses; no two begin at one.
  private let functions: [Function]
  private let starts: [UInt64]
  /// A name that is local to a file may stand for several.
  private let byName: [String: Set<Int>]
  /// The lowest bit of a pointer to an Arm function says "Thumb".
  let addressMask: UInt64

  init(_ file: ELFFile) {
    let mask: UInt64 = file.machine == .arm ? ~1 : ~0
    addressMask = mask
    let symbols = file.symbols.filter { $0.isFunction && $0.section != nil }
      .map { (name: $0.name, address: $0.address & mask, size: $0.size, section: $0.section) }
      // Of two names for one address the first is the one with a size.
      .sorted { ($0.address, $1.size, $0.name) < ($1.address, $0.size, $1.name) }
    var functions: [Function] = []
    var byName: [String: Set<Int>] = [:]
    for (index, symbol) in symbols.enumerated() {
      if functions.last?.range.lowerBound != symbol.address {
        let section = file.sections[symbol.section ?? 0]
        let next = symbols[index...].first { $0.address > symbol.address }?.address
        let end = min(next ?? .max, section.address + section.size)
        functions.append(
          Function(
            name: symbol.name,
            range: symbol
              .address..<(symbol.size > 0 ? symbol.address + symbol.size : max(end, symbol.address))
          ))
      }
      byName[symbol.name, default: []].insert(functions.count - 1)
    }
    self.functions = functions
    self.byName = byName
    starts = functions.map(\.range.lowerBound)
  }

  /// Functions of a name, in the order of addresses.
  func named(_ name: String) -> [Function] {
    (byName[name] ?? []).sorted().map { functions[$0] }
  }

  /// All names, sorted.
  var names: [String] { byName.keys.sorted() }

  /// The function that an address is in; a label in it is not a function of its own.
  func containing(_ address: UInt64) -> Function? {
    let next = starts.firstIndex(notBelow: address + 1)
    guard next > 0, functions[next - 1].range.contains(address) else { return nil }
    return functions[next - 1]
  }

  /// From an address to the end of what it is in: a function's, or else where the next one begins.
  func code(from address: UInt64) -> Range<UInt64> {
    if let function = containing(address) { return address..<function.range.upperBound }
    let next = starts.firstIndex(notBelow: address)
    return address..<(next < starts.count ? starts[next] : .max)
  }

  /// What to call the code at an address.
  func name(of address: UInt64) -> String {
    guard let function = containing(address) else { return hex(address) }
    let offset = address - function.range.lowerBound
    return offset == 0 ? function.name : "\(function.name)+\(hex(offset))"
  }
}
