import Devicetree
import Yams

/// Reads bindings in Zephyr's format: the keys that say something of the devicetree in C; others,
/// such as descriptions, are left alone.
struct NodeBindingReader {
  /// By name; the first of a name counts.
  private var files: [String: Path] = [:]

  /// Every binding below the folders; what they include is looked for there, too.
  static func read(_ folders: [Path], common: Path) throws -> [NodeBinding] {
    var reader = NodeBindingReader()
    let own = folders.flatMap(\.filesBelow).filter { $0.fileExtension == "yaml" }
    for file in own + common.filesBelow where reader.files[file.name] == nil {
      reader.files[file.name] = file
    }
    return try own.map { try reader.binding(in: $0, including: []) }
      .filter { $0.compatible != nil }
  }

  private func binding(in file: Path, including: [String]) throws -> NodeBinding {
    func refuse(_ message: String, _ remedy: String) -> Failure {
      Failure(message, at: SourceLocation(file: file.relative, line: 1), remedy: remedy)
    }
    if including.contains(file.name) {
      throw refuse("'\(file.name)' includes itself", "drop one include")
    }
    do {
      guard let mapping = try Yams.compose(yaml: file.text())?.mapping else {
        throw refuse("this is not a binding", "begin with 'compatible:'")
      }
      return try binding(mapping) { name in
        guard let other = files[name] else {
          throw refuse(
            "'\(name)' is included, but no such binding exists"
              + NearestMatch.hint(for: name, among: files.keys.sorted()),
            "add it to the application's dts/bindings")
        }
        return try binding(in: other, including: including + [file.name])
      }
    } catch let error as YamlError {
      throw Failure("\(error)", at: SourceLocation(file: file.relative, line: 1))
    }
  }

  private func binding(
    _ mapping: Yams.Node.Mapping, including: (String) throws -> NodeBinding
  ) throws -> NodeBinding {
    var binding = NodeBinding()
    for include in mapping["include"].map(list) ?? [] {
      var other = try including(include.string ?? include.mapping?["name"]?.string ?? "")
      if let filter = include.mapping { restrict(&other, by: filter) }
      // A file that others include speaks of their nodes, not of its own.
      other.compatible = nil
      binding.merge(other)
    }
    var own = NodeBinding()
    own.compatible = mapping["compatible"]?.string
    own.buses = (mapping["bus"].map(list) ?? []).compactMap(\.string)
    own.onBus = mapping["on-bus"]?.string
    for (key, value) in mapping {
      guard let name = key.string, name.hasSuffix("-cells") else { continue }
      own.cells[String(name.dropLast("-cells".count))] = list(value).compactMap(\.string)
    }
    for (key, value) in mapping["properties"]?.mapping ?? [:] {
      guard let name = key.string, let declaration = value.mapping else { continue }
      own.properties[name] = self.declaration(name, declaration)
    }
    if let child = mapping["child-binding"]?.mapping {
      own.children = [try self.binding(child, including: including)]
    }
    binding.merge(own)
    return binding
  }

  /// Leaves of an included binding what the include asks for.
  private func restrict(_ binding: inout NodeBinding, by filter: Yams.Node.Mapping) {
    if let allowed = filter["property-allowlist"].map(list)?.compactMap(\.string) {
      binding.properties = binding.properties.filter { allowed.contains($0.key) }
    }
    if let blocked = filter["property-blocklist"].map(list)?.compactMap(\.string) {
      binding.properties = binding.properties.filter { !blocked.contains($0.key) }
    }
    if let child = filter["child-binding"]?.mapping, !binding.children.isEmpty {
      restrict(&binding.children[0], by: child)
    }
  }

  private func declaration(
    _ name: String, _ mapping: Yams.Node.Mapping
  ) -> NodeBinding.Declaration {
    let word = mapping["type"]?.string
    let type = word == "path" ? .string : word.flatMap(BindingProperty.Kind.init)
    return NodeBinding.Declaration(
      type: type, choices: (mapping["enum"].map(list) ?? []).map { choice($0, type) },
      fallback: mapping["default"].flatMap { value(name, type, $0) },
      specifierSpace: mapping["specifier-space"]?.string)
  }

  private func choice(
    _ value: Yams.Node, _ type: BindingProperty.Kind?
  ) -> BindingProperty.Choice {
    if type == .string || type == .strings { return .text(value.string ?? "") }
    return value.int.map { .number(UInt32(truncatingIfNeeded: $0)) } ?? .text(value.string ?? "")
  }

  /// A default as the property it stands for.
  private func value(
    _ name: String, _ type: BindingProperty.Kind?, _ value: Yams.Node
  ) -> Property? {
    let numbers = list(value).compactMap(\.int)
    switch type {
    case .int, .array:
      return Property(name: name, numbers: numbers.map { UInt32(truncatingIfNeeded: $0) })
    case .bytes:
      return Property(
        name: name, bytes: numbers.map { UInt8(truncatingIfNeeded: $0) },
        form: ValueForm(.number(bytes: 1)))
    case .string, .strings:
      return Property(name: name, strings: list(value).compactMap(\.string))
    default: return nil
    }
  }

  /// A sequence's elements, or one value alone.
  private func list(_ value: Yams.Node) -> [Yams.Node] {
    value.sequence.map(Array.init) ?? [value]
  }
}
