import Devicetree

extension DescriptionCheck {
  /// A range of addresses and the node that claims it.
  private struct Claim {
    var node: Node
    var region: Devicetree.Region

    var range: Range<UInt64> { region.address..<region.address &+ region.size }
    var words: String { "\(hex(region.address)) to \(hex(range.upperBound - 1))" }
  }

  /// Two devices at one address, or a memory over another; a node inside its parent is meant.
  func refuseOverlaps() throws {
    let claims = tree.nodes.filter { tree.isEnabled($0) && isOnBus($0) }.flatMap { node in
      tree.regions(of: node).filter { $0.size > 0 && $0.address <= .max - $0.size }
        .map { Claim(node: node, region: $0) }
    }.sorted { ($0.region.address, $1.region.size) < ($1.region.address, $0.region.size) }
    for (index, one) in claims.enumerated() {
      for other in claims[(index + 1)...] {
        guard other.region.address < one.range.upperBound else { break }
        if isNested(other.node, in: one.node) || isNested(one.node, in: other.node) { continue }
        throw overlap(one, other)
      }
    }
  }

  /// A device whose name has an address has registers there.
  func refuseMissingAddresses() throws {
    for (node, binding) in reader.matches() where configuration.isOn(binding) {
      guard let at = node.name.firstIndex(of: "@"), node["reg"] == nil else { continue }
      let address = node.name[node.name.index(after: at)...]
      throw Failure(
        "\(node.displayName) has an address in its name, but no 'reg'", at: node.location,
        remedy: "add the address and the size of its registers: reg = <0x\(address) 0x1000>;")
    }
  }

  private func overlap(_ one: Claim, _ other: Claim) -> Failure {
    Failure(
      "\(other.node.displayName) (\(other.words)) overlaps \(one.node.displayName) "
        + "(\(one.words))", at: place(other), notes: [.init("the other one", at: place(one))],
      remedy: "correct one 'reg', or set the status of one to \"disabled\"")
  }

  private func place(_ claim: Claim) -> SourceLocation? {
    claim.node["reg"]?.location ?? claim.node.location
  }

  private func isNested(_ node: Node, in other: Node) -> Bool {
    node.path == other.path || node.path.hasPrefix(other.path + "/")
  }

  /// Whether the node's addresses are the processor's: every bus above translates them.
  private func isOnBus(_ node: Node) -> Bool {
    var above = tree.parent(of: node)
    while let bus = above, bus.path != "/" {
      if bus["ranges"] == nil { return false }
      above = tree.parent(of: bus)
    }
    return above != nil
  }
}
