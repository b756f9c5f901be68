import Devicetree

/// The text of a header of macros, most of which belong to the node that was begun last.
struct MacroText {
  private(set) var text = ""
  /// Set if two macros got the same name.
  private(set) var clash: Failure?
  private var prefix = ""
  private var node: Node?
  private var owners: [String: Node?] = [:]

  mutating func line(_ line: String) { text += line + "\n" }

  /// Begins a node, whose C name is put before the names of its macros; nil for no node.
  mutating func begin(_ node: Node?) {
    self.node = node
    prefix = node.map(DevicetreeHeader.identifier) ?? ""
    guard let node else { return line("") }
    let place = node.location.map { ", \($0)" } ?? ""
    line("\n/* \(node.path)\(place) */")
  }

  /// `#define` with a name of the node begun.
  mutating func define(_ name: String, _ value: String) { global(prefix + name, value) }

  /// A condition that holds: the macro is 1.
  mutating func flag(_ name: String) { define(name, "1") }

  /// A loop over entries: `name(F, separator, ...)` calls F for each.
  ///
  /// Each entry may be several arguments.
  mutating func loop(_ name: String, _ entries: [String]) {
    let calls = entries.map { "F(\($0) __VA_OPT__(, ) __VA_ARGS__)" }
    let body = calls.joined(separator: " \\\n\tBULKHEAD_DT_BARE separator ")
    note(prefix + name)
    line("#define \(prefix)\(name)(F, separator, ...) " + body)
  }

  /// `#define` with a name that is whole.
  mutating func global(_ name: String, _ value: String) {
    note(name)
    line("#define \(name) \(value)")
  }

  private mutating func note(_ name: String) {
    if let other = owners.updateValue(node, forKey: name), clash == nil {
      let names = [other, node].compactMap { $0?.displayName }
      let nodes = Set(names).sorted().joined(separator: " and ")
      clash = Failure(
        "\(nodes): two names of the devicetree are \(name) in C", at: node?.location)
    }
  }

  /// A string literal of C.
  static func quoted(_ text: String) -> String {
    var literal = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): literal += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7f: literal += String(UnicodeScalar(byte))
      default:
        // Octal, because a hexadecimal escape would swallow the digits that follow.
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return literal + "\""
  }
}
