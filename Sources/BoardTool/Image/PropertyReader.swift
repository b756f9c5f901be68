import Devicetree

/// A property as its driver gets it: one word.
public enum PropertyValue: Sendable, Equatable {
  case number(UInt32)
  /// The first node that a phandle names, by path; nil for none.
  case device(String?)
}

/// Reads a node's properties as its binding declares them, and refuses what does not agree.
struct PropertyReader {
  var tree: Devicetree
  var node: Node
  var binding: Binding

  func value(of declared: BindingProperty) throws -> PropertyValue {
    guard let found = node[declared.name] else {
      if declared.required == true { throw missing(declared) }
      return declared.type.isReference ? .device(nil) : .number(declared.default ?? 0)
    }
    try check(found, against: declared)
    switch declared.type {
    case .int:
      try check(.number(found.cell ?? 0), of: found, among: declared)
      return .number(found.cell ?? 0)
    case .boolean: return .number(1)
    case .string:
      let text = PropertyChoice.text(found.string ?? "")
      try check(text, of: found, among: declared)
      return .number(UInt32(declared.enum?.firstIndex(of: text) ?? 0))
    case .array: return .number(found.cells.first ?? 0)
    case .bytes, .strings: return .number(0)
    case .phandle, .phandles, .specifiers:
      return .device(tree.references(of: node, property: declared.name).first?.path)
    }
  }

  private typealias PropertyChoice = BindingProperty.Choice

  private func missing(_ declared: BindingProperty) -> Failure {
    Failure(
      "\(node.displayName) has no '\(declared.name)', which its driver \(binding.name) requires",
      at: node.location,
      notes: [.init("the driver's binding", at: binding.location)],
      remedy: "add it: \(declared.example)")
  }

  private func check(_ found: Property, against declared: BindingProperty) throws {
    let isRight: Bool
    switch declared.type {
    case .int: isRight = found.cell != nil
    case .boolean: isRight = found.bytes.isEmpty
    case .string: isRight = found.strings.count == 1
    case .strings: isRight = !found.strings.isEmpty
    case .array: isRight = !found.bytes.isEmpty && found.bytes.count % 4 == 0
    case .bytes: isRight = !found.bytes.isEmpty
    case .phandle: isRight = found.cell.flatMap { tree[phandle: $0] } != nil
    case .phandles, .specifiers:
      isRight = !tree.references(of: node, property: declared.name).isEmpty
    }
    guard !isRight else { return }
    throw Failure(
      "'\(declared.name)' of \(node.displayName) must be \(declared.type.words)",
      at: found.location ?? node.location,
      notes: [.init("its driver \(binding.name) says so", at: binding.location)],
      remedy: "write it as \(declared.example)")
  }

  private func check(
    _ value: PropertyChoice, of found: Property, among declared: BindingProperty
  ) throws {
    guard let allowed = declared.enum, !allowed.contains(value) else { return }
    throw Failure(
      "'\(declared.name)' of \(node.displayName) is \(value), which its driver "
        + "\(binding.name) does not know",
      at: found.location ?? node.location,
      notes: [.init("the driver's binding", at: binding.location)],
      remedy: "use one of \(allowed.map(\.description).joined(separator: ", "))")
  }
}

extension BindingProperty {
  /// How one writes it.
  fileprivate var example: String {
    switch type {
    case .boolean: "\(name);"
    case .string: "\(name) = \"\(self.enum?.first?.description ?? "text")\";"
    case .strings: "\(name) = \"one\", \"two\";"
    case .int: "\(name) = <\(self.enum?.first?.description ?? "1")>;"
    case .array: "\(name) = <1 2>;"
    case .bytes: "\(name) = [01 02];"
    case .phandle: "\(name) = <&label>;"
    case .phandles: "\(name) = <&label &other>;"
    case .specifiers: "\(name) = <&label 1>;"
    }
  }
}

extension BindingProperty.Kind {
  fileprivate var words: String {
    switch self {
    case .int: "one number"
    case .boolean: "there without a value, or not at all"
    case .string: "one text"
    case .strings: "a list of texts"
    case .array: "a list of numbers"
    case .bytes: "a list of bytes"
    case .phandle: "a reference to one node"
    case .phandles: "references to nodes"
    case .specifiers: "references to nodes, each with its numbers"
    }
  }
}
