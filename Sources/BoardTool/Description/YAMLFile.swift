import Devicetree
import Yams

/// Reads a YAML file into a value, and refuses what a misspelt key would otherwise silently lose.
struct YAMLFile {
  var file: Path
  /// The keys that the file may have.
  var keys: [String]
  /// Those of a mapping, or of the mappings of a list, under a key, wherever it stands.
  var nested: [String: [String]] = [:]
  /// The page that tells the format.
  var guide: String?

  static func read<Value: Decodable>(
    _ type: Value.Type, from file: Path, keys: [String]
  ) throws -> Value {
    try YAMLFile(file: file, keys: keys).read(type)
  }

  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try readWithPlaces(type).0
  }

  /// The same, and where each value stands in the file.
  func readWithPlaces<Value: Decodable>(_ type: Value.Type) throws -> (Value, YAMLPlaces) {
    let text = try file.text()
    do {
      guard let content = try Yams.compose(yaml: text) else {
        throw refuse("the file is empty", line: 1)
      }
      try refuseUnknownKeys(in: content)
      do {
        let value = try YAMLDecoder().decode(type, from: text)
        return (value, YAMLPlaces(file: file, content: content))
      } catch let error as DecodingError {
        throw failure(of: error, content)
      }
    } catch let error as YamlError {
      throw failure(of: error)
    }
  }

  private func refuse(_ message: String, line: Int?) -> Failure {
    Failure(
      message, at: SourceLocation(file: file.relative, line: line ?? 1),
      remedy: guide.map { "\($0) tells what it may say" })
  }

  // MARK: Keys

  private func refuseUnknownKeys(in content: Yams.Node) throws {
    try refuseUnknownKeys(in: content, known: keys)
    try refuseUnknownNestedKeys(in: content)
  }

  private func refuseUnknownNestedKeys(in content: Yams.Node) throws {
    for (key, value) in content.mapping ?? [:] {
      guard let known = key.string.flatMap({ nested[$0] }) else { continue }
      for entry in value.sequence.map(Array.init) ?? [value] {
        try refuseUnknownKeys(in: entry, known: known)
        try refuseUnknownNestedKeys(in: entry)
      }
    }
  }

  private func refuseUnknownKeys(in content: Yams.Node, known: [String]) throws {
    for (key, _) in content.mapping ?? [:] {
      guard let name = key.string, !known.contains(name) else { continue }
      throw Failure(
        "unknown key '\(name)' (known: \(known.joined(separator: ", ")))"
          + NearestMatch.hint(for: name, among: known),
        at: SourceLocation(file: file.relative, line: key.mark?.line ?? 1))
    }
  }

  // MARK: What Yams says

  private func failure(of error: YamlError) -> Failure {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let before = context.map { "\($0.text) (line \($0.mark.line)), " } ?? ""
      return Failure(
        "this is not YAML: \(before)\(problem)",
        at: SourceLocation(file: file.relative, line: mark.line),
        remedy: "look at the lines before, too: a bracket, a quote or a space may be missing")
    default: return refuse("\(error)", line: 1)
    }
  }

  private func failure(of error: DecodingError, _ content: Yams.Node) -> Failure {
    switch error {
    case .keyNotFound(let key, let context):
      let place = Place(context.codingPath, in: content)
      return refuse("\(place.prefix)'\(key.stringValue)' is missing", line: place.line)
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let place = Place(context.codingPath, in: content)
      return refuse(
        "\(place.name.isEmpty ? "the file" : "'\(place.name)'") must be \(Self.words(context.debugDescription))",
        line: place.line)
    case .dataCorrupted(let context):
      let place = Place(context.codingPath, in: content)
      return refuse("'\(place.name)' cannot be '\(place.value ?? "")'", line: place.line)
    @unknown default: return refuse("\(error)", line: 1)
    }
  }

  /// What Yams expected: `Expected to decode Int but found …`.
  private static func words(_ description: String) -> String {
    switch description.firstMatch(of: /Expected to decode (\w+)/).map({ String($0.1) }) {
    case "Sequence"?, "Array"?: "a list, as in [one, two]"
    case "Mapping"?, "Dictionary"?: "keys with their values"
    case "Bool"?: "true or false"
    case "String"?, "Scalar"?: "one text"
    case let number? where number.contains("Int"): "a whole number"
    default: "of another type: \(description)"
    }
  }

  /// Where in the file a value stands.
  private struct Place {
    var name: String
    var line: Int?
    var value: String?
    /// What goes before the name of a key that is missing here.
    var prefix: String { name.isEmpty ? "" : "in '\(name)', " }

    init(_ path: [any CodingKey], in content: Yams.Node) {
      name = path.filter { $0.intValue == nil }.map(\.stringValue).joined(separator: ".")
      var current: Yams.Node? = content
      for key in path {
        current =
          key.intValue.flatMap { index in
            current?.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
          } ?? current?.mapping?[.init(key.stringValue)]
        line = current?.mark?.line ?? line
      }
      value = current?.scalar?.string
    }
  }
}
