/// Relations between nodes that the devicetree specification spells as cells and phandles.
extension Devicetree {
  public struct Region: Equatable, Sendable {
    public var address: UInt64
    public var size: UInt64
  }

  public struct InterruptSpecifier: Sendable {
    public var controller: Node
    public var cells: [UInt32]
  }

  /// The node's `reg` entries as processor addresses: translated through every `ranges` above it.
  public func regions(of node: Node) -> [Region] {
    guard let parent = parent(of: node), let cells = node["reg"]?.cells else { return [] }
    let addressCells = cellCount(parent, "#address-cells", otherwise: 2)
    let sizeCells = cellCount(parent, "#size-cells", otherwise: 1)
    let width = addressCells + sizeCells
    guard width > 0 else { return [] }
    return stride(from: 0, through: cells.count - width, by: width).map { start in
      let address = number(cells[start..<start + addressCells])
      let size = number(cells[start + addressCells..<start + width])
      return Region(address: translate(address, through: parent), size: size)
    }
  }

  /// The interrupts of a node, from `interrupts-extended` or else `interrupts`.
  public func interrupts(of node: Node) -> [InterruptSpecifier] {
    if let extended = node["interrupts-extended"] {
      return phandleArguments(extended.cells, cellsName: "#interrupt-cells").map {
        InterruptSpecifier(controller: $0.node, cells: $0.arguments)
      }
    }
    guard let cells = node["interrupts"]?.cells, let controller = interruptParent(of: node) else {
      return []
    }
    let width = max(1, cellCount(controller, "#interrupt-cells", otherwise: 1))
    return stride(from: 0, through: cells.count - width, by: width).map { start in
      InterruptSpecifier(controller: controller, cells: Array(cells[start..<start + width]))
    }
  }

  /// The controller that the node's `interrupts` name lines of.
  public func interruptParent(of node: Node) -> Node? {
    var current: Node? = node
    while let candidate = current {
      if let phandle = candidate["interrupt-parent"]?.cell { return self[phandle: phandle] }
      current = parent(of: candidate)
      if let current, current["interrupt-controller"] != nil { return current }
    }
    return nil
  }

  /// The nodes that a property names, each with its arguments (`clocks`, `dmas`, `…-gpios`).
  public func references(of node: Node, property name: String) -> [Node] {
    guard let property = node[name] else { return [] }
    let cellsName =
      switch name {
      case "clocks": "#clock-cells"
      case "interrupts-extended": "#interrupt-cells"
      case _ where name.hasSuffix("gpios"): "#gpio-cells"
      case _ where name.hasSuffix("s"): "#\(name.dropLast())-cells"
      default: ""
      }
    return phandleArguments(property.cells, cellsName: cellsName).map(\.node)
  }

  /// The node that `/chosen` names: by path, by alias, by label, or by phandle.
  public func chosen(_ name: String) -> Node? {
    guard let property = self["/chosen"]?[name] else { return nil }
    if let text = property.string {
      let target = String(text.prefix { $0 != ":" })
      if target.hasPrefix("/") { return self[target] }
      if let path = self["/aliases"]?[target]?.string { return self[path] }
      if let node = node(labelled: target) { return node }
    }
    return property.cell.flatMap { self[phandle: $0] }
  }

  /// Where `/chosen` gives the property; for messages about it.
  public func chosenLocation(_ name: String) -> SourceLocation? { self["/chosen"]?[name]?.location }

  private func phandleArguments(
    _ cells: [UInt32], cellsName: String
  ) -> [(node: Node, arguments: [UInt32])] {
    var result: [(node: Node, arguments: [UInt32])] = []
    var index = 0
    while index < cells.count, let node = self[phandle: cells[index]] {
      let count = cellCount(node, cellsName, otherwise: 0)
      let end = min(cells.count, index + 1 + count)
      result.append((node, Array(cells[index + 1..<end])))
      index = end
    }
    return result
  }

  private func translate(_ address: UInt64, through bus: Node) -> UInt64 {
    guard let above = parent(of: bus) else { return address }
    guard let ranges = bus["ranges"]?.cells, !ranges.isEmpty else {
      return translate(address, through: above)
    }
    let childCells = cellCount(bus, "#address-cells", otherwise: 2)
    let parentCells = cellCount(above, "#address-cells", otherwise: 2)
    let sizeCells = cellCount(bus, "#size-cells", otherwise: 1)
    let width = childCells + parentCells + sizeCells
    for start in stride(from: 0, through: ranges.count - width, by: width) {
      let child = number(ranges[start..<start + childCells])
      let parent = number(ranges[start + childCells..<start + childCells + parentCells])
      let size = number(ranges[start + childCells + parentCells..<start + width])
      if address >= child, address - child < size {
        return translate(parent + (address - child), through: above)
      }
    }
    return translate(address, through: above)
  }

  private func cellCount(_ node: Node, _ name: String, otherwise count: Int) -> Int {
    node[name]?.cell.map { Int($0) } ?? count
  }

  private func number(_ cells: ArraySlice<UInt32>) -> UInt64 {
    cells.suffix(2).reduce(0) { $0 << 32 | UInt64($1) }
  }
}
