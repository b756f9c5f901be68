import Foundation

/// The signature of an exported function: C's, with what a buffer is for and how large it is.
///
///     int parse([in, size=length] const char *text, size_t length)
struct ExportSignature: Sendable, Equatable {
  struct Mistake: Error { var message: String }

  enum Size: Sendable, Equatable {
    case bytes(Int)
    /// The place of the argument that has it.
    case argument(Int)
  }

  struct Buffer: Sendable, Equatable {
    var isRead = false
    var isWritten = false
    var size = Size.bytes(0)
    /// It is a bulkhead_capability_t, which is passed with its authority.
    var isCapability = false
    /// The function may keep the capability when it returns.
    var isKept = true

    /// As struct bulkhead_gate_buffer has it.
    var access: Int {
      (isRead ? 1 : 0) | (isWritten ? 2 : 0) | (isCapability ? 4 : 0) | (isKept ? 0 : 8)
    }
  }

  struct Argument: Sendable, Equatable {
    var type: String
    var name: String
    var buffer: Buffer?
  }

  var name: String
  var arguments: [Argument] = []

  /// `int NAME(void)`.
  init(ofNoArguments name: String) { self.name = name }

  /// As many as registers have them on all ports.
  static let mostArguments = 4

  init(_ text: String) throws {
    guard
      let match = text.wholeMatch(
        of: /\s*int\s+([A-Za-z_]\w*)\s*\((.*)\)\s*;?\s*/.dotMatchesNewlines())
    else {
      throw Mistake(
        message: "a function that is exported returns int and has its arguments in parentheses")
    }
    name = String(match.1)
    let list = String(match.2).trimmingCharacters(in: .whitespacesAndNewlines)
    if list.isEmpty || list == "void" { return }
    let parts = Self.split(list)
    guard parts.count <= Self.mostArguments else {
      throw Mistake(message: "a call has at most \(Self.mostArguments) arguments")
    }
    var sizes: [(Int, String)] = []
    for (index, part) in parts.enumerated() {
      let (argument, size) = try Self.argument(part)
      arguments.append(argument)
      if let size { sizes.append((index, size)) }
    }
    for (index, text) in sizes {
      let size = try size(text)
      arguments[index].buffer?.size = size
    }
  }

  /// At the commas that are not between brackets.
  private static func split(_ list: String) -> [String] {
    var parts = [""]
    var depth = 0
    for letter in list {
      if letter == "[" { depth += 1 }
      if letter == "]" { depth -= 1 }
      if letter == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(letter)
      }
    }
    return parts
  }

  private static func argument(_ text: String) throws -> (Argument, size: String?) {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let match = trimmed.wholeMatch(of: /(?:\[([^\]]*)\]\s*)?(.*?)([A-Za-z_]\w*)/) else {
      throw Mistake(message: "'\(trimmed)' is no argument with a type and a name")
    }
    let type = String(match.2).trimmingCharacters(in: .whitespaces)
    guard !type.isEmpty else {
      throw Mistake(message: "'\(trimmed)' has no type, or no name")
    }
    var argument = Argument(type: type, name: String(match.3))
    guard let marks = match.1 else { return (argument, nil) }
    var buffer = Buffer()
    var size: String?
    for mark in marks.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      switch mark {
      case "in": buffer.isRead = true
      case "out": buffer.isWritten = true
      case "capability":
        buffer.isCapability = true
        size = "8"
      case "no-capture": buffer.isKept = false
      default:
        guard let match = mark.wholeMatch(of: /size\s*=\s*(\w+)/) else {
          throw Mistake(
            message:
              "'\(mark)' is none of in, out, size=BYTES, size=ARGUMENT, capability, no-capture")
        }
        size = String(match.1)
      }
    }
    guard buffer.isRead || buffer.isWritten else {
      throw Mistake(message: "\(argument.name) is neither in nor out")
    }
    guard let size else { throw Mistake(message: "\(argument.name) has no size=") }
    guard type.hasSuffix("*") else {
      throw Mistake(message: "\(argument.name) is no pointer, so it has no size")
    }
    if buffer.isCapability {
      let pointers = ["bulkhead_capability_t *", "const bulkhead_capability_t *"]
      guard pointers.contains(type) else {
        throw Mistake(
          message: "\(argument.name) is a capability, so its type is bulkhead_capability_t *")
      }
    } else if type.contains("bulkhead_capability_t") {
      throw Mistake(message: "\(argument.name) loses its authority without 'capability'")
    }
    if !buffer.isKept, !buffer.isCapability || buffer.isWritten {
      throw Mistake(
        message:
          "no-capture is for capabilities that a function is given: [in, capability, no-capture]")
    }
    if buffer.isWritten, type.hasPrefix("const ") {
      throw Mistake(message: "\(argument.name) is const, so it cannot be out")
    }
    argument.buffer = buffer
    return (argument, size)
  }

  private func size(_ text: String) throws -> Size {
    if let bytes = Int(text) {
      guard (1...65_535).contains(bytes) else {
        throw Mistake(message: "a size is between 1 and 65535 bytes, or an argument's name")
      }
      return .bytes(bytes)
    }
    guard let place = arguments.firstIndex(where: { $0.name == text }) else {
      throw Mistake(message: "there is no argument '\(text)' that has the size")
    }
    guard arguments[place].buffer == nil, !arguments[place].type.hasSuffix("*") else {
      throw Mistake(message: "\(text) is a pointer, so it is no size")
    }
    return .argument(place)
  }

  var hasBuffers: Bool { arguments.contains { $0.buffer != nil } }

  /// As C declares it.
  var prototype: String {
    let list = arguments.map { "\($0.type) \($0.name)" }.joined(separator: ", ")
    return "int \(name)(\(list.isEmpty ? "void" : list));"
  }
}
