import Devicetree

extension KernelProperty {
  /// A memory keeps its content in a hand-over.
  static let retained = "kernel,retained"

  static let ofMemories = [retained]
}

/// What a board's description says of its memories.
extension Devicetree {
  /// The addresses of a memory, or of a partition of a flash memory.
  func memory(_ node: Node) -> Region? {
    guard var region = regions(of: node).first else { return nil }
    if let flash = flash(of: node), flash.path != node.path, parent(of: node)?["ranges"] == nil {
      region.address += regions(of: flash).first?.address ?? 0
    }
    return region
  }

  /// The flash memory that the node is, or is a partition of; flash keeps what is in it, and nothing
  /// but erasing and programming changes it.
  func flash(of node: Node) -> Node? {
    if node.compatible.contains("soc-nv-flash") { return node }
    guard let list = parent(of: node), list.compatible.contains("fixed-partitions") else {
      return nil
    }
    return parent(of: list)
  }

  /// The parts of the RAM, by address; the one that is chosen comes last.
  func ram(without rom: ImageModel.Memory?, chosen: ImageModel.Memory?) -> [ImageModel.Memory] {
    let all = nodes.filter {
      $0.isMemory && isEnabled($0) && flash(of: $0) == nil
    }.flatMap { node in
      regions(of: node).map { region in
        ImageModel.Memory(
          name: node.displayName, origin: region.address, length: region.size,
          location: node["reg"]?.location ?? node.location,
          isRetained: node[KernelProperty.retained] != nil)
      }
    }.filter { $0.length > 0 && $0.range != rom?.range }
    let others = all.filter { $0.range != chosen?.range }.sorted { $0.origin < $1.origin }
    let own = all.first { $0.range == chosen?.range } ?? chosen
    return others + (own.map { [$0] } ?? [])
  }
}
