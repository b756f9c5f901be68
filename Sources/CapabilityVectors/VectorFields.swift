// The members of a vector, read as what its operation needs.

import Capability

/// What is wrong with a file of vectors: not a failure of what it tests.
public struct VectorError: Error, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}

/// The members of one JSON object.
struct VectorFields {
  var members: [String: JSONValue]

  init(_ value: JSONValue) throws {
    guard case .object(let members) = value else {
      throw VectorError("\(value.text) where an object is expected")
    }
    self.members = members
  }

  func member(_ name: String) throws -> JSONValue {
    guard let value = members[name] else { throw VectorError("there is no '\(name)'") }
    return value
  }

  func fields(_ name: String) throws -> VectorFields { try VectorFields(try member(name)) }

  func text(_ name: String) throws -> String {
    guard case .string(let text) = try member(name) else { throw unexpected(name, "text") }
    return text
  }

  /// Hexadecimal text of at most 32 bits.
  func word(_ name: String) throws -> UInt32 {
    guard let word = UInt32(try text(name), radix: 16) else {
      throw unexpected(name, "a hexadecimal word")
    }
    return word
  }

  func integer(_ name: String) throws -> Int32 {
    guard case .number(let number) = try member(name), let value = Int32(exactly: number) else {
      throw unexpected(name, "a number of 32 bits")
    }
    return value
  }

  func flag(_ name: String) throws -> Bool {
    switch try member(name) {
    case .bool(let flag): return flag
    case .number(0): return false
    case .number(1): return true
    default: throw unexpected(name, "0, 1, true or false")
    }
  }

  /// A tag and the two words of memory.
  func capability<Value: CapabilityValue>(_ name: String, as: Value.Type) throws -> Value {
    do {
      let fields = try fields(name)
      return Value(
        isTagged: try fields.flag("tag"), high: try fields.word("hi"),
        address: try fields.word("lo"))
    } catch let error as VectorError {
      throw VectorError("'\(name)' is no capability: \(error)")
    }
  }

  private func unexpected(_ name: String, _ kind: String) -> VectorError {
    VectorError("'\(name)' is \(members[name]?.text ?? "missing"), not \(kind)")
  }
}

extension CapabilityValue {
  /// As the files write it.
  var json: JSONValue {
    .object(["tag": .number(isTagged), "hi": .hex(high), "lo": .hex(address)])
  }
}
