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

  /// The node's `reg` entries as processor addresses: translated through the `ranges` above it.
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
    if node["interrupts-extended"] != nil {
      return specifiers(of: node, property: "interrupts-extended").compactMap { $0 }.map {
        InterruptSpecifier(controller: $0.node, cells: $0.cells)
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

  /// One entry of a property that names nodes: `<&gpio0 3 1>`.
  public struct Specifier: Sendable {
    public var node: Node
    public var cells: [UInt32]
  }

  /// The nodes that a property names (`clocks`, `dmas`, `…-gpios`).
  public func references(of node: Node, property name: String) -> [Node] {
    specifiers(of: node, property: name).compactMap { $0?.node }
  }

  /// What a property's specifiers are about, as in `#gpio-cells`: `gpio` for `led-gpios`.
  public static func specifierSpace(of property: String) -> String {
    switch property {
    case "interrupts-extended": "interrupt"
    case "mboxes": "mbox"
    case _ where property.hasSuffix("gpios"): "gpio"
    case _ where property.hasSuffix("s"): String(property.dropLast())
    default: property
    }
  }

  /// The entries of a property that names nodes; nil for a place left empty, as in `<0>`.
  ///
  /// A target says by `#…-cells` how many cells follow it; where it does not, all do that stand
  /// before the next reference of the source.
  public func specifiers(
    of node: Node, property name: String, space: String? = nil
  ) -> [Specifier?] {
    guard let property = node[name] else { return [] }
    let cells = property.cells
    let cellsName = "#\(space ?? Self.specifierSpace(of: name))-cells"
    var result: [Specifier?] = []
    var index = 0
    while index < cells.count {
      let start = index + 1
      guard cells[index] != 0, cells[index] != .max else {
        result.append(nil)
        index = start
        continue
      }
      guard let target = self[phandle: cells[index]] else { break }
      let next = property.form?.references.first { $0 >= start } ?? cells.count
      let count = target[cellsName]?.cell.map { Int($0) }
      let end = min(cells.count, count.map { start + $0 } ?? (property.form == nil ? start : next))
      result.append(Specifier(node: target, cells: Array(cells[start..<end])))
      index = end
    }
    return result
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

  /// One entry of `ranges`: where a part of a bus stands on the bus above it.
  public struct Range: Sendable {
    /// The first cell of an address on the bus that has three, as PCI's.
    public var flags: UInt32?
    public var child: UInt64
    public var parent: UInt64
    public var size: UInt64
  }

  /// The entries of a bus's `ranges`.
  public func ranges(of bus: Node) -> [Range] {
    guard let above = parent(of: bus), let cells = bus["ranges"]?.cells else { return [] }
    let childCells = cellCount(bus, "#address-cells", otherwise: 2)
    let parentCells = cellCount(above, "#address-cells", otherwise: 2)
    let sizeCells = cellCount(bus, "#size-cells", otherwise: 1)
    let width = childCells + parentCells + sizeCells
    guard width > 0 else { return [] }
    return stride(from: 0, through: cells.count - width, by: width).map { start in
      let middle = start + childCells
      let end = middle + parentCells
      return Range(
        flags: childCells == 3 ? cells[start] : nil, child: number(cells[start..<middle]),
        parent: number(cells[middle..<end]), size: number(cells[end..<start + width]))
    }
  }

  private func translate(_ address: UInt64, through bus: Node) -> UInt64 {
    // Without `ranges`, what is on the bus is not in the processor's memory.
    guard let above = parent(of: bus), bus["ranges"] != nil else { return address }
    for range in ranges(of: bus) where address >= range.child && address - range.child < range.size
    {
      return translate(range.parent + (address - range.child), through: above)
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
