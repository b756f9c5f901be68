// A case: one text file that holds several named ones. A line `-- NAME --` starts the file NAME.

import Foundation
import Testing

struct Case: Sendable, CustomTestStringConvertible {
  let name: String
  /// The tree and the assignments; in a committed case also what is expected, below `expect/`.
  var files: [String: [UInt8]]
  private var meta: Meta

  struct Meta: Codable {
    var expect = "ok"
    var env: [String: String] = [:]

    private enum Keys: String, CodingKey {
      case expect
      case env
    }

    init() {}

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Keys.self)
      expect = try values.decodeIfPresent(String.self, forKey: .expect) ?? "ok"
      env = try values.decodeIfPresent([String: String].self, forKey: .env) ?? [:]
    }
  }

  var testDescription: String { name }
  var isError: Bool { meta.expect == "error" }
  var environment: [String: String] { ["PATH": "/usr/bin:/bin"].merging(meta.env) { $1 } }
  /// What the case adds to the environment.
  var variables: [String: String] { meta.env }
  /// Without what is expected.
  var inputs: [String: [UInt8]] { files.filter { !$0.key.hasPrefix("expect/") } }

  func expected(_ what: String) -> String {
    String(decoding: files["expect/" + what] ?? [], as: UTF8.self)
  }

  init(name: String, files: [String: [UInt8]], environment: [String: String]) {
    self.name = name
    self.files = files
    meta = Meta()
    meta.env = environment
  }

  init(contentsOf url: URL) throws {
    name = url.deletingPathExtension().lastPathComponent
    files = [:]
    var current: String?
    let newline = UInt8(ascii: "\n")
    let lines = try Data(contentsOf: url).split(
      separator: newline, omittingEmptySubsequences: false)
    for line in lines.dropLast() {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix("-- "), text.hasSuffix(" --"), !text.dropFirst(3).dropLast(3).contains(" ")
      {
        current = String(text.dropFirst(3).dropLast(3))
        files[current ?? ""] = []
      } else if let current {
        files[current, default: []] += line + [newline]
      }
    }
    meta = try JSONDecoder().decode(Meta.self, from: Data(files.removeValue(forKey: "meta") ?? []))
  }

  /// The case with what Kconfiglib makes of it.
  func expecting(_ answer: Answer) -> Case {
    var result = self
    switch answer {
    case .error: result.meta.expect = "error"
    case .files(let texts):
      for (name, text) in texts { result.files["expect/" + name] = Array(text.utf8) }
    }
    return result
  }

  /// The bundle; a file without a newline at its end gets one.
  func bundle() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var data = Data("-- meta --\n".utf8) + (try encoder.encode(meta)) + Data("\n".utf8)
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      data += Data("-- \(name) --\n".utf8) + Data(bytes)
      if let last = bytes.last, last != UInt8(ascii: "\n") { data.append(UInt8(ascii: "\n")) }
    }
    return data
  }

  /// Writes the inputs into a folder, which need not be there.
  func writeInputs(to folder: URL) throws {
    let manager = FileManager.default
    for (path, bytes) in inputs {
      let file = folder.appendingPathComponent(path)
      try manager.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
  }

  /// Writes the inputs into a new folder, lends it out and removes it.
  func withInputs<Result>(_ body: (String) throws -> Result) throws -> Result {
    try withNewFolder { folder in
      try writeInputs(to: folder)
      return try body(folder.path)
    }
  }

  /// The cases of a folder next to this file, in the order of their names.
  static func all(in folder: String) -> [Case] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Cases").appendingPathComponent(folder)
    let urls = try? FileManager.default.contentsOfDirectory(
      at: root, includingPropertiesForKeys: nil)
    return (urls ?? []).filter { $0.pathExtension == "txtar" }
      .sorted { $0.path < $1.path }
      .compactMap { try? Case(contentsOf: $0) }
  }
}

/// Writes files into a new folder, lends it out and removes it.
func withFiles<Result>(
  _ files: [String: String], _ body: (String) throws -> Result
) throws -> Result {
  let inputs = Case(name: "", files: files.mapValues { Array($0.utf8) }, environment: [:])
  return try inputs.withInputs(body)
}

/// Makes a folder, lends it out and removes it.
func withNewFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let manager = FileManager.default
  let folder = manager.temporaryDirectory.appendingPathComponent("kconfig-" + UUID().uuidString)
  try manager.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? manager.removeItem(at: folder) }
  return try body(folder)
}
