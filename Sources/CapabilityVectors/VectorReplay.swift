// Replays files of vectors, inputs and what the formal models make of them, and says what differs.

import Foundation

/// What became of a file's vectors.
public struct VectorReplay: Sendable {
  public var passed = 0
  /// A line for each that failed: which it is, what was expected and what was found.
  public var failures: [String] = []

  /// Replays the bytes of a file of either form.
  ///
  /// Throws `VectorError` for what is not such a file: it names the vector and the member at fault.
  public init(_ bytes: [UInt8]) throws {
    let file: JSONValue
    do {
      file = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    } catch let DecodingError.dataCorrupted(context) {
      let reason = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"]
      throw VectorError("not JSON: \(reason ?? context.debugDescription)")
    } catch {
      throw VectorError("not JSON")
    }
    guard case .object(let members) = file, members["vectors"] != nil else {
      throw VectorError("no file of vectors: there is no 'vectors'")
    }
    var count = 0
    for list in ["worked", "vectors"] {
      guard let value = members[list] else { continue }
      guard case .array(let vectors) = value else {
        throw VectorError("'\(list)' is \(value.text.prefix(40)), not a list")
      }
      for (index, vector) in vectors.enumerated() {
        try replay(vector, named: "\(list)[\(index)]")
      }
      count += vectors.count
    }
    if count == 0 { throw VectorError("there are no vectors in it") }
  }

  private mutating func replay(_ vector: JSONValue, named place: String) throws {
    var name = place
    do {
      let fields = try VectorFields(vector)
      let operation = try fields.text("op")
      name += " (\(operation))"
      // The two forms differ in where they have inputs and outputs.
      let found: [String: JSONValue]
      let expected: VectorFields
      if fields.members["in"] != nil {
        expected = try fields.fields("out")
        found = try CHERIoTVector(input: try fields.fields("in")).output(of: operation)
        for extra in Set(expected.members.keys).subtracting(found.keys) where extra != "trap" {
          if found["trap"] == nil { throw VectorError("nothing makes the output '\(extra)'") }
        }
      } else {
        expected = fields
        found = try CC64Vector(input: fields).output(of: operation)
      }
      judge(found, expected, name)
    } catch let error as VectorError {
      throw VectorError("\(name): \(error)")
    }
  }

  private mutating func judge(
    _ found: [String: JSONValue], _ expected: VectorFields, _ name: String
  ) {
    let different = found.filter { !Self.isSame($0.value, expected.members[$0.key]) }
    if different.isEmpty, found["trap"] != nil || expected.members["trap"] == nil {
      passed += 1
      return
    }
    let names = Set(different.keys).union(expected.members["trap"] == nil ? [] : ["trap"])
    let lines = names.sorted().map { key in
      "\(key) is \(found[key]?.text ?? "absent"), expected \(expected.members[key]?.text ?? "none")"
    }
    failures.append("\(name): " + lines.joined(separator: "; "))
  }

  /// Numbers in texts may have other leading zeros.
  private static func isSame(_ found: JSONValue, _ expected: JSONValue?) -> Bool {
    switch (found, expected) {
    case (.string(let found), .string(let expected)):
      UInt64(found, radix: 16) == UInt64(expected, radix: 16)
    case (.object(let found), .object(let expected)):
      found.count == expected.count && found.allSatisfy { isSame($0.value, expected[$0.key]) }
    default: found == expected
    }
  }
}
