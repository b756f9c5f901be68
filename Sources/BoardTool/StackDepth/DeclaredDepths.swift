import Devicetree
import Foundation

/// What functions take of a computed stack with all that they call, as Kconfig declares it.
struct DeclaredDepths {
  static let symbol = "INIT_STACK_FUNCTIONS"

  /// What the image has 32 bits for, with room for what calls the function.
  private static let limit = 1 << 30

  private var depths: [(name: String, bytes: Int)] = []
  private let location: SourceLocation?

  /// Throws if the option's text is not `NAME=BYTES; NAME=BYTES`.
  init(_ configuration: Configuration) throws {
    location = configuration.assignments[Self.symbol]
    for part in (configuration.string(Self.symbol) ?? "").split(separator: ";") {
      let words = part.split(separator: "=")
      let name = words.dropLast().joined(separator: "=").trimmingCharacters(in: .whitespaces)
      let number = words.last?.filter { $0 != " " } ?? ""
      guard !name.isEmpty, number.wholeMatch(of: /[0-9]+/) != nil else {
        throw Failure(
          "CONFIG_\(Self.symbol): '\(part)' does not say what a function takes", at: location,
          remedy: "write NAME=BYTES, with a ; between two of them")
      }
      let bytes = Int(number) ?? .max
      if bytes > Self.limit {
        throw Failure(
          "CONFIG_\(Self.symbol): '\(part)' is more than a stack can have", at: location,
          remedy: "write a number of bytes up to \(Self.limit)")
      }
      depths.append((name, bytes))
    }
  }

  /// The same by the functions' symbols; a function in Swift may be named as one reads it.
  ///
  /// Throws if the image has no such function.
  func bySymbol(in table: FunctionTable) async throws -> [String: Int] {
    if depths.isEmpty { return [:] }
    let mangled = table.names.filter { $0.hasPrefix("$") }
    let readable = try await Toolchain().demangle(mangled)
    var found: [String: Int] = [:]
    for (name, bytes) in depths {
      let symbols =
        table.named(name).isEmpty
        ? zip(mangled, readable).filter { $1 == name }.map(\.0) : [name]
      if symbols.isEmpty {
        let known = table.names.filter { !$0.hasPrefix("$") } + readable
        throw Failure(
          "CONFIG_\(Self.symbol) names '\(name)', which is no function of this image"
            + NearestMatch.hint(for: name, among: known), at: location,
          remedy: "drop it, or name one; the compiler may have made it a part of another")
      }
      for symbol in symbols { found[symbol] = bytes }
    }
    return found
  }
}
