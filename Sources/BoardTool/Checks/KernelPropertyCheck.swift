import Devicetree

extension DescriptionCheck {
  /// A misspelt property of the kernel's would otherwise be lost.
  func refuseUnknownKernelProperties() throws {
    for node in tree.nodes where node.path != "/chosen" {
      for property in node.properties where property.name.hasPrefix("kernel,") {
        guard let form = KernelProperty.forms[property.name] else {
          throw Failure.unknownProperty(
            "\(node.displayName) has '\(property.name)'", property,
            known: KernelProperty.ofNodes + KernelProperty.ofMemories)
        }
        try refuse(property, of: node, unless: form)
      }
    }
  }

  private func refuse(
    _ property: Property, of node: Node, unless form: KernelProperty.Form
  ) throws {
    let targets = tree.references(of: node, property: property.name)
    if targets.contains(where: { $0.path == node.path }) {
      throw Failure(
        "'\(property.name)' of \(node.displayName) names the node itself", at: property.location,
        remedy: "name another node, or drop it")
    }
    let isRight =
      switch form {
      case .flag: property.bytes.isEmpty
      case .text: property.strings.count == 1
      case .number: property.cells.count == 1
      case .references: !targets.isEmpty
      }
    guard !isRight else { return }
    throw Failure(
      "'\(property.name)' of \(node.displayName) must be \(form.words)",
      at: property.location ?? node.location,
      remedy: "write it as \(property.name)\(form.example);")
  }
}

extension KernelProperty {
  /// How one writes a property.
  fileprivate enum Form {
    case flag
    case text
    case number
    case references

    var words: String {
      switch self {
      case .flag: "there without a value, or not at all"
      case .text: "one text"
      case .number: "one number"
      case .references: "references to nodes"
      }
    }

    var example: String {
      switch self {
      case .flag: ""
      case .text: " = \"POST_KERNEL\""
      case .number: " = <100>"
      case .references: " = <&label>"
      }
    }
  }

  fileprivate static let forms: [String: Form] = [
    initAfter: .references, initLevel: .text, initPolicy: .text, initDeadline: .number,
    deferredInit: .flag, sharedInterrupt: .flag, retained: .flag,
  ]
}
