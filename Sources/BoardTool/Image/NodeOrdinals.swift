import Devicetree

/// Numbers all nodes of a devicetree so that each comes after what it depends on: `DT_DEP_ORD` in C,
/// the name of a device's object, and its place among the devices of its level.
///
/// A node depends on its parent, its interrupt controllers and whatever else it refers to; else the
/// order is the devicetree's.
struct NodeOrdinals: Sendable {
  /// Paths, by ordinal.
  let paths: [String]
  /// What each node depends on directly, by path.
  let requirements: [String: [String]]
  private let ordinals: [String: Int]

  /// Of two nodes that depend on each other, one must come first: what no driver's binding asks for
  /// gives way.
  init(_ tree: Devicetree, devices: [Device]) {
    let bound = Dictionary(
      devices.map { ($0.node.path, $0.dependencies.map(\.target)) },
      uniquingKeysWith: { first, _ in first })
    var edges = Dictionary(
      uniqueKeysWithValues: tree.describedNodes.map { node in
        (node.path, Self.dependencies(of: node, bound[node.path] ?? [], in: tree))
      })
    var search = Search(edges: edges)
    while let cycle = search.run(over: tree.describedNodes.map(\.path)) {
      let weakest = cycle.min { $0.strength < $1.strength }
      guard let weakest else { break }
      edges[weakest.source]?.removeAll { $0.target == weakest.target }
      search = Search(edges: edges)
    }
    requirements = edges.mapValues { $0.map(\.target) }
    paths = search.sorted
    ordinals = Dictionary(uniqueKeysWithValues: paths.enumerated().map { ($1, $0) })
  }

  subscript(path: String) -> Int { ordinals[path] ?? 0 }

  /// An ordinal whose order as text is its order as a number.
  static func sortable(_ ordinal: Int) -> String {
    let digits = String(ordinal)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  private struct Edge {
    /// The least gives way first.
    enum Strength: Int, Comparable {
      case reference
      case parent
      case binding

      static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
    }

    var source: String
    var target: String
    var strength: Strength
  }

  private static func dependencies(
    of node: Node, _ bound: [String], in tree: Devicetree
  ) -> [Edge] {
    var edges: [Edge] = []
    func add(_ target: String, _ strength: Edge.Strength) {
      guard target != node.path, !edges.contains(where: { $0.target == target }) else { return }
      edges.append(Edge(source: node.path, target: target, strength: strength))
    }
    for target in bound { add(target, .binding) }
    if let parent = node.parentPath { add(parent, .parent) }
    for interrupt in tree.interrupts(of: node) { add(interrupt.controller.path, .reference) }
    // A controller is needed by who interrupts through it, not by who names it for those below.
    let names = ["remote-endpoint", "interrupt-parent"]
    for property in node.properties where !names.contains(property.name) {
      let cells = property.cells
      for index in property.form?.references ?? [] where index < cells.count {
        if let target = tree[phandle: cells[index]] { add(target.path, .reference) }
      }
    }
    return edges
  }

  /// A depth-first walk along the edges.
  private struct Search {
    var edges: [String: [Edge]]
    var sorted: [String] = []
    private var done: Set<String> = []
    private var open: [Edge] = []

    init(edges: [String: [Edge]]) {
      self.edges = edges
    }

    /// Sorts the nodes; returns the first cycle if there is one.
    mutating func run(over paths: [String]) -> [Edge]? {
      for path in paths {
        if let cycle = visit(path) { return cycle }
      }
      return nil
    }

    private mutating func visit(_ path: String) -> [Edge]? {
      guard !done.contains(path) else { return nil }
      for edge in edges[path] ?? [] {
        open.append(edge)
        if let start = open.firstIndex(where: { $0.source == edge.target }) {
          return Array(open[start...])
        }
        if let cycle = visit(edge.target) { return cycle }
        open.removeLast()
      }
      done.insert(path)
      sorted.append(path)
      return nil
    }
  }
}
