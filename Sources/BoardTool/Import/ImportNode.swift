import Devicetree

/// A node on its way into a board's source: values that say what they mean, and can be changed.
struct ImportNode {
  struct Property {
    var name: String
    var value: ImportValue
  }

  var name: String
  var path: String
  var labels: [String]
  var properties: [Property] = []
  var children: [ImportNode] = []

  subscript(name: String) -> ImportValue? {
    get { properties.first { $0.name == name }?.value }
    set {
      let index = properties.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): properties[index].value = value
      case (let index?, nil): properties.remove(at: index)
      case (nil, let value?): properties.append(.init(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Changes every node, from the root down.
  mutating func visit(_ change: (inout ImportNode) -> Void) {
    change(&self)
    for index in children.indices { children[index].visit(change) }
  }

  /// Changes the node at a path, if there is one.
  mutating func update(_ path: String, _ change: (inout ImportNode) -> Void) {
    visit { if $0.path == path { change(&$0) } }
  }
}

/// What a property holds.
enum ImportValue: Equatable {
  case empty
  case strings([String])
  /// Groups of cells, each written between its own brackets.
  case cells([[Cell]])
  case bytes([UInt8])

  enum Cell: Equatable {
    case number(UInt32)
    /// The node at a path.
    case reference(String)
  }

  static func reference(_ path: String) -> ImportValue { .cells([[.reference(path)]]) }
}

/// Reads a devicetree's bytes as values.
///
/// A blob does not say which numbers are phandles: the specification's and Linux's names do.
struct ImportReader {
  private let tree: Devicetree
  /// Phandles that some property refers to in a way that is understood.
  private var understood: Set<UInt32> = []

  init(tree: Devicetree) {
    self.tree = tree
  }

  mutating func root() -> ImportNode? {
    guard let root = tree.root else { return nil }
    var copy = node(root)
    let understood = understood
    let tree = tree
    // A phandle that nobody refers to by name stays a number, for those that hold that number.
    copy.visit { node in
      let phandle = tree[node.path]?.phandle
      if phandle.map(understood.contains) ?? true { node["phandle"] = nil }
      node["linux,phandle"] = nil
    }
    return copy
  }

  private mutating func node(_ node: Node) -> ImportNode {
    var copy = ImportNode(name: node.name, path: node.path, labels: node.labels)
    for property in node.properties {
      copy.properties.append(.init(name: property.name, value: value(of: property, in: node)))
    }
    for child in tree.children(of: node) { copy.children.append(self.node(child)) }
    return copy
  }

  private mutating func value(of property: Property, in node: Node) -> ImportValue {
    if property.bytes.isEmpty { return .empty }
    if let strings = Self.strings(property) { return .strings(strings) }
    guard property.bytes.count % 4 == 0 else { return .bytes(property.bytes) }
    if let groups = references(property, in: node) { return .cells(groups) }
    let width = width(of: property.name, in: node) ?? property.cells.count
    return .cells(
      stride(from: 0, to: property.cells.count, by: max(1, width)).map { start in
        property.cells[start...].prefix(width).map { .number($0) }
      })
  }

  // MARK: Texts

  private static let texts: Set = [
    "compatible", "status", "device_type", "model", "label", "stdout-path", "bootargs",
  ]

  /// The strings of a value that reads as such.
  ///
  /// Four or eight bytes are numbers unless the name or the letters say otherwise.
  private static func strings(_ property: Property) -> [String]? {
    let strings = property.strings
    guard !strings.isEmpty, strings.allSatisfy({ !$0.isEmpty }) else { return nil }
    let isText = texts.contains(property.name) || property.name.hasSuffix("-names")
    let isPlain = strings.allSatisfy { text in
      text.unicodeScalars.allSatisfy { (0x20..<0x7f).contains($0.value) }
    }
    let couldBeNumbers = property.bytes.count % 4 == 0 && property.bytes.count <= 8
    if couldBeNumbers, !isText, !strings.allSatisfy(isWord) { return nil }
    return isPlain ? strings : nil
  }

  private static func isWord(_ text: String) -> Bool {
    text.first?.isLetter == true && text.count > 1
      && text.allSatisfy { $0.isLetter || $0.isNumber || "-_,".contains($0) }
  }

  // MARK: References

  /// The cells that follow a phandle: a number of them that its node gives, or always as many.
  private enum Arguments {
    case named(String)
    case none
  }

  private static func arguments(of name: String) -> Arguments? {
    switch name {
    case "interrupt-parent", "cpu", "regmap", "memory-region", "next-level-cache", "phy-handle":
      return Arguments.none
    case "interrupts-extended": return .named("#interrupt-cells")
    case "clocks", "assigned-clocks", "assigned-clock-parents": return .named("#clock-cells")
    case "power-domains": return .named("#power-domain-cells")
    case "dmas", "resets", "pwms", "phys", "mboxes", "io-channels":
      return .named("#\(name.dropLast())-cells")
    case "gpio", "gpios": return .named("#gpio-cells")
    case _ where name.hasSuffix("-gpios"): return .named("#gpio-cells")
    case _ where name.hasSuffix("-supply"): return Arguments.none
    case _ where name.hasPrefix("pinctrl-") && Int(name.dropFirst(8)) != nil: return Arguments.none
    default: return nil
    }
  }

  private mutating func references(_ property: Property, in node: Node) -> [[ImportValue.Cell]]? {
    if property.name == "interrupt-map" { return interruptMap(property, in: node) }
    let isChosen = node.path == "/chosen" && property.cell != nil
    guard let arguments = Self.arguments(of: property.name) ?? (isChosen ? Arguments.none : nil)
    else { return nil }
    var groups: [[ImportValue.Cell]] = []
    var rest = property.cells[...]
    while let phandle = rest.popFirst() {
      guard let target = tree[phandle: phandle] else { return nil }
      understood.insert(phandle)
      var group: [ImportValue.Cell] = [.reference(target.path)]
      if case .named(let name) = arguments {
        let count = Int(target[name]?.cell ?? 0)
        group += rest.prefix(count).map { .number($0) }
        rest = rest.dropFirst(count)
      }
      groups.append(group)
    }
    return groups
  }

  /// Child address and interrupt, the parent, and the parent's address and interrupt (devicetree
  /// specification 2.4.3).
  private mutating func interruptMap(
    _ property: Property, in node: Node
  ) -> [[ImportValue.Cell]]? {
    func count(_ node: Node, _ name: String) -> Int { Int(node[name]?.cell ?? 0) }
    let own = count(node, "#address-cells") + count(node, "#interrupt-cells")
    var groups: [[ImportValue.Cell]] = []
    var rest = property.cells[...]
    while !rest.isEmpty {
      var group = rest.prefix(own).map { ImportValue.Cell.number($0) }
      rest = rest.dropFirst(own)
      guard let phandle = rest.popFirst(), let parent = tree[phandle: phandle] else { return nil }
      understood.insert(phandle)
      let theirs = count(parent, "#address-cells") + count(parent, "#interrupt-cells")
      group.append(.reference(parent.path))
      group += rest.prefix(theirs).map { .number($0) }
      rest = rest.dropFirst(theirs)
      groups.append(group)
    }
    return groups
  }

  /// How many cells make one entry of a list, where the specification says.
  private func width(of name: String, in node: Node) -> Int? {
    func cells(_ node: Node?, _ name: String, _ fallback: UInt32) -> Int {
      Int(node?[name]?.cell ?? fallback)
    }
    let parent = tree.parent(of: node)
    switch name {
    case "reg": return cells(parent, "#address-cells", 2) + cells(parent, "#size-cells", 1)
    case "ranges", "dma-ranges":
      return cells(node, "#address-cells", 2) + cells(parent, "#address-cells", 2)
        + cells(node, "#size-cells", 1)
    case "interrupts":
      return tree.interruptParent(of: node).map { cells($0, "#interrupt-cells", 1) }
    default: return nil
    }
  }
}
