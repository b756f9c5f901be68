// A case: one text file that holds several named ones. A line `-- NAME --` starts the file NAME.

import Foundation
import Testing

struct Case: Sendable, CustomTestStringConvertible {
  let name: String
  private let files: [String: String]
  private let meta: Meta

  struct Meta: Decodable {
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
  var assignments: String { files["assignments"] ?? "" }

  func expected(_ what: String) -> String { files["expect/" + what] ?? "" }

  init(contentsOf url: URL) throws {
    name = url.deletingPathExtension().lastPathComponent
    var files: [String: String] = [:]
    var current: String?
    let text = try String(contentsOf: url, encoding: .utf8)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("-- "), line.hasSuffix(" --"), !line.dropFirst(3).dropLast(3).contains(" ")
      {
        current = String(line.dropFirst(3).dropLast(3))
        files[current ?? ""] = ""
      } else if let current {
        files[current, default: ""] += line + "\n"
      }
    }
    let json = files.removeValue(forKey: "meta") ?? "{}"
    meta = try JSONDecoder().decode(Meta.self, from: Data(json.utf8))
    self.files = files
  }

  /// Writes the inputs into a new folder, lends it out and removes it.
  func withInputs<Result>(_ body: (String) throws -> Result) throws -> Result {
    try withFiles(files.filter { !$0.key.hasPrefix("expect/") }, body)
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
  let manager = FileManager.default
  let root = manager.temporaryDirectory.appendingPathComponent("kconfig-" + UUID().uuidString)
  defer { try? manager.removeItem(at: root) }
  for (path, text) in files {
    let file = root.appendingPathComponent(path)
    try manager.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  return try body(root.path)
}
