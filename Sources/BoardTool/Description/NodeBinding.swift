import Devicetree

/// What is known of a kind of node beyond its devicetree: the types of its properties, what the
/// cells of references to it are called, the bus it is.
///
/// It comes from a driver's `binding.yml`, and from files in Zephyr's format in an application's
/// `dts/bindings`.
struct NodeBinding: Sendable {
  struct Declaration: Sendable {
    /// Nil where the form of the value decides.
    var type: BindingProperty.Kind?
    /// The values allowed, for their places among them.
    var choices: [BindingProperty.Choice] = []
    /// The value on a node that does not have the property.
    var fallback: Property?
    /// What references are about, as in `#gpio-cells`, where the property's name does not say it.
    var specifierSpace: String?
  }

  var compatible: String?
  var properties: [String: Declaration] = [:]
  /// By specifier space: `gpio` has `pin` and `flags`.
  var cells: [String: [String]] = [:]
  var buses: [String] = []
  /// Holds for nodes on this bus only.
  var onBus: String?
  /// What is known of the children, if anything.
  var children: [NodeBinding] = []

  /// Adds what another says; its word counts where both have one.
  mutating func merge(_ other: NodeBinding) {
    compatible = other.compatible ?? compatible
    onBus = other.onBus ?? onBus
    if !other.buses.isEmpty { buses = other.buses }
    cells.merge(other.cells) { _, new in new }
    properties.merge(other.properties) { old, new in
      Declaration(
        type: new.type ?? old.type, choices: new.choices.isEmpty ? old.choices : new.choices,
        fallback: new.fallback ?? old.fallback,
        specifierSpace: new.specifierSpace ?? old.specifierSpace)
    }
    if var child = children.first, let more = other.children.first {
      child.merge(more)
      children = [child]
    } else if children.isEmpty {
      children = other.children
    }
  }

  init() {}

  /// What a driver's binding says of its nodes.
  init(_ binding: Binding) {
    for property in binding.properties ?? [] {
      let fallback = property.default.map { Property(name: property.name, numbers: [$0]) }
      properties[property.name] = Declaration(
        type: property.type, choices: property.enum ?? [],
        fallback: property.type == .int ? fallback : nil)
    }
    if let controller = binding.controller {
      cells["interrupt"] = controller.cells.map { $0 == .line ? "irq" : $0.rawValue }
    }
  }
}

extension Property {
  /// A value of cells, as if the source gave it.
  init(name: String, numbers: [UInt32]) {
    let bytes = numbers.flatMap { number in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
    self.init(name: name, bytes: bytes, form: ValueForm(.number(bytes: 4)))
  }

  /// A value of strings, as if the source gave it.
  init(name: String, strings: [String]) {
    self.init(
      name: name, bytes: strings.flatMap { [UInt8]($0.utf8) + [0] }, form: ValueForm(.string))
  }
}

/// The bindings that the nodes of one devicetree may have.
struct NodeBindings: Sendable {
  /// Those in Zephyr's format.
  var described: [NodeBinding]
  var drivers: [Binding]
  /// Who the first parts of compatible strings stand for, by that part.
  var vendors: [String: String]

  /// Reads what an application brings (`dts/bindings`, with `vendor-prefixes.txt`) beside the
  /// drivers' own bindings.
  init(application: Application?, drivers: [Binding], project: Project) throws {
    let folder = application.map { $0.folder / "dts/bindings" }
    described = try NodeBindingReader.read(
      folder.map { [$0] } ?? [], common: project.commonBindings)
    self.drivers = drivers
    vendors = [:]
    guard let list = folder.map({ $0 / "vendor-prefixes.txt" }), list.exists else { return }
    for line in try list.text().split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      if parts.count == 2 { vendors[String(parts[0])] = String(parts[1]) }
    }
  }

  /// The kinds of nodes that files in Zephyr's format describe.
  var compatibles: Set<String> {
    func names(_ binding: NodeBinding) -> [String] {
      [binding.compatible].compactMap { $0 } + binding.children.flatMap(names)
    }
    return Set(described.flatMap(names))
  }

  /// What is known of each node, by path: of a node before its children.
  func resolve(_ tree: Devicetree) -> [String: NodeBinding] {
    var known: [String: NodeBinding] = [:]
    let reader = DeviceReader(tree: tree, bindings: drivers)
    for node in tree.describedNodes {
      let parent = node.parentPath.flatMap { known[$0] }
      let bus = tree.parent(of: node).flatMap { self.bus(above: $0, tree, known) }
      var binding = described(node, on: bus?.buses ?? []) ?? parent?.children.first ?? NodeBinding()
      if let driver = reader.binding(of: node) { binding.merge(NodeBinding(driver)) }
      known[node.path] = binding
    }
    return known
  }

  private func described(_ node: Node, on buses: [String]) -> NodeBinding? {
    for name in node.compatible {
      let candidates = described.filter { $0.compatible == name }
      if let found = candidates.first(where: { $0.onBus.map(buses.contains) == true })
        ?? candidates.first(where: { $0.onBus == nil })
      {
        return found
      }
    }
    return nil
  }

  /// The nearest node that is a bus, from this one up: its binding says so, or else its generic name
  /// (Devicetree Specification 2.2.2).
  func bus(
    above node: Node, _ tree: Devicetree, _ known: [String: NodeBinding]
  ) -> (node: Node, buses: [String])? {
    var current: Node? = node
    while let candidate = current {
      let buses = known[candidate.path]?.buses ?? []
      if !buses.isEmpty { return (candidate, buses) }
      if let name = Self.busName(of: candidate) { return (candidate, [name]) }
      current = tree.parent(of: candidate)
    }
    return nil
  }

  private static func busName(of node: Node) -> String? {
    let whole = node.name.prefix { $0 != "@" && $0 != "-" }
    let name = whole.prefix { !$0.isNumber }
    let buses = [
      "i2c", "i3c", "spi", "qspi", "ospi", "can", "mdio", "usb", "espi", "w1", "onewire",
    ]
    return buses.first { $0 == whole || $0 == name }
  }
}
