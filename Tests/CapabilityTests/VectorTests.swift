import CapabilityVectors
import Foundation
import Testing

/// The vectors that were made from the formal models, and files that are none.
@Suite struct VectorTests {
  static func file(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent("Vectors/\(name)")))
  }

  @Test(arguments: [("cheriot_vectors.json", 1865), ("cc64_vectors.json", 1503)])
  func theFormalModelsAgree(name: String, count: Int) throws {
    let replay = try VectorReplay(Self.file(name))
    #expect(replay.failures == [])
    #expect(replay.passed == count)
  }

  /// Every output of every vector is compared: whichever digit or number is changed, it is noticed.
  @Test(arguments: ["cheriot_vectors.json", "cc64_vectors.json"])
  func anotherOutputFails(name: String) throws {
    let file = try #require(
      JSONSerialization.jsonObject(with: Data(Self.file(name))) as? [String: Any])
    let vectors = try #require(file["vectors"] as? [[String: Any]])
    let inputs: Set = [
      "op", "cap", "len", "addr", "inc", "off", "mask", "flags", "auth", "a", "b",
    ]
    var changed: [[String: Any]] = []
    for (index, vector) in vectors.enumerated() where index % 7 == 0 {
      var other = vector
      if var output = vector["out"] as? [String: Any], vector["in"] != nil {
        let key = try #require(output.keys.sorted().first)
        output[key] = Self.altered(output[key])
        other["out"] = output
      } else {
        let isDecode = vector["op"] as? String == "decode"
        let outputs = vector.keys.filter { !inputs.contains($0) || isDecode && $0 == "flags" }
        let key = try #require(outputs.sorted().last)
        other[key] = Self.altered(other[key])
      }
      changed.append(other)
    }
    let bytes = try JSONSerialization.data(withJSONObject: ["vectors": changed])
    let replay = try VectorReplay([UInt8](bytes))
    #expect(replay.passed == 0)
    #expect(replay.failures.count == changed.count)
  }

  private static func altered(_ value: Any?) -> Any {
    switch value {
    case let text as String: return String((UInt64(text, radix: 16) ?? 0) ^ 1, radix: 16)
    case let number as Int: return number ^ 1
    case let object as [String: Any]:
      guard let key = object.keys.sorted().first else { return object }
      var other = object
      other[key] = altered(object[key])
      return other
    default: return 0
    }
  }

  @Test(arguments: [
    ("", "not JSON"), ("[1]", "there is no 'vectors'"), ("{\"vectors\": 3}", "not a list"),
    ("{\"vectors\": []}", "there are no vectors"), ("{\"vectors\": [7]}", "vectors[0]: 7 where"),
    ("{\"vectors\": [{\"op\": \"fly\"}]}", "vectors[0] (fly): nobody knows this operation"),
    ("{\"vectors\": [{\"op\": \"cram\", \"len\": \"xyz\"}]}", "'len' is xyz"),
    ("{\"vectors\": [{\"op\": \"get_tag\", \"in\": {}, \"out\": {}}]}", "there is no 'cap'"),
    (
      "{\"vectors\": [{\"op\": \"decode\", \"cap\": {\"tag\": 2, \"hi\": \"0\", \"lo\": \"0\"}}]}",
      "'cap' is no capability: 'tag' is 2"
    ),
  ])
  func aBadFileIsNamed(text: String, message: String) {
    let error = #expect(throws: VectorError.self) { try VectorReplay(Array(text.utf8)) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
