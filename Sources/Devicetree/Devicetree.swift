import CLibFDT

/// A devicetree as libfdt reads it from a blob: nodes in the order of the blob, found by path,
/// phandle, label or `chosen` name.
///
/// Source text is compiled elsewhere, by `dtc`.
public struct Devicetree: Sendable {
  public enum ReadError: Error, CustomStringConvertible {
    case corrupt(String)

    public var description: String {
      switch self {
      case .corrupt(let reason): "not a usable devicetree blob: \(reason)"
      }
    }
  }

  public internal(set) var nodes: [Node]
  private var indexes: [String: Int] = [:]
  private var paths: [UInt32: String] = [:]

  /// Reads a blob.
  ///
  /// Throws if libfdt finds it truncated or corrupt.
  public init(blob: [UInt8]) throws(ReadError) {
    nodes = try Self.readNodes(blob)
    for (index, node) in nodes.enumerated() {
      indexes[node.path] = index
      if let phandle = node.phandle { paths[phandle] = node.path }
    }
    for node in nodes {
      guard let parent = node.parentPath.flatMap({ indexes[$0] }) else { continue }
      nodes[parent].childPaths.append(node.path)
    }
  }

  public subscript(path: String) -> Node? { indexes[path].map { nodes[$0] } }

  public subscript(phandle phandle: UInt32) -> Node? { paths[phandle].flatMap { self[$0] } }

  /// All nodes but those that `dtc` adds for itself (`__symbols__`).
  public var describedNodes: [Node] { nodes.filter { !$0.path.hasPrefix("/__") } }

  public var root: Node? { self["/"] }

  public func parent(of node: Node) -> Node? { node.parentPath.flatMap { self[$0] } }

  public func children(of node: Node) -> [Node] { node.childPaths.compactMap { self[$0] } }

  public func node(labelled label: String) -> Node? { nodes.first { $0.labels.contains(label) } }

  /// Whether the node and every node above it may be used.
  public func isEnabled(_ node: Node) -> Bool {
    node.hasOkayStatus && (parent(of: node).map(isEnabled) ?? true)
  }

  mutating func update(_ path: String, _ change: (inout Node) -> Void) {
    if let index = indexes[path] { change(&nodes[index]) }
  }

  private static func readNodes(_ blob: [UInt8]) throws(ReadError) -> [Node] {
    var nodes: [Node] = []
    let failure: String? = blob.withUnsafeBytes { buffer in
      guard let fdt = buffer.baseAddress else { return "it is empty" }
      let checked = fdt_check_full(fdt, buffer.count)
      guard checked == 0 else { return String(cString: fdt_strerror(checked)) }
      var open: [String] = []
      var depth: Int32 = 0
      var offset = fdt_next_node(fdt, -1, &depth)
      while offset >= 0, depth >= 0 {
        // The root has depth 1.
        open.removeLast(max(0, open.count - Int(depth) + 1))
        let name = fdt_get_name(fdt, offset, nil).map { String(cString: $0) } ?? ""
        let parent = open.last
        let path = parent.map { $0 == "/" ? "/" + name : $0 + "/" + name } ?? "/"
        var node = Node(path: path, name: parent == nil ? "/" : name, parentPath: parent)
        node.properties = readProperties(fdt, offset)
        nodes.append(node)
        open.append(path)
        offset = fdt_next_node(fdt, offset, &depth)
      }
      return nil
    }
    if let failure { throw .corrupt(failure) }
    return nodes
  }

  private static func readProperties(_ fdt: UnsafeRawPointer, _ node: Int32) -> [Property] {
    var properties: [Property] = []
    var offset = fdt_first_property_offset(fdt, node)
    while offset >= 0 {
      var name: UnsafePointer<CChar>?
      var length: Int32 = 0
      if let value = fdt_getprop_by_offset(fdt, offset, &name, &length), let name {
        let bytes = [UInt8](UnsafeRawBufferPointer(start: value, count: Int(length)))
        properties.append(Property(name: String(cString: name), bytes: bytes))
      }
      offset = fdt_next_property_offset(fdt, offset)
    }
    return properties
  }
}
