import Devicetree
import Yams

/// Reads a YAML file into a value, and refuses what a misspelt key would otherwise silently lose.
enum YAMLFile {
  static func read<Value: Decodable>(
    _ type: Value.Type, from file: Path, keys: [String]
  ) throws -> Value {
    let text = try file.text()
    do {
      if let mapping = try Yams.compose(yaml: text)?.mapping {
        for (key, _) in mapping {
          guard let name = key.string, !keys.contains(name) else { continue }
          let nearest = NearestMatch.hint(for: name, among: keys)
          throw Failure(
            "unknown key '\(name)' (known: \(keys.joined(separator: ", ")))\(nearest)",
            at: SourceLocation(file: file.relative, line: key.mark?.line ?? 1))
        }
      }
      return try YAMLDecoder().decode(type, from: text)
    } catch let error as YamlError {
      throw Failure("\(error)", at: SourceLocation(file: file.relative, line: 1))
    } catch let error as DecodingError {
      throw Failure(Self.describe(error), at: SourceLocation(file: file.relative, line: 1))
    }
  }

  private static func describe(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, _): return "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "'\(path(context))' has the wrong type: \(context.debugDescription)"
    case .dataCorrupted(let context):
      return "'\(path(context))' is not usable: \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }
}
