import Devicetree

/// The order in which devices come up: by level, and within a level after what they depend on; else
/// in the order of the devicetree.
///
/// Derived from relations, never from numbers.
enum InitOrder {
  static func sort(_ devices: [Device], in tree: Devicetree) throws -> [Device] {
    let byPath = Dictionary(
      devices.map { ($0.node.path, $0) }, uniquingKeysWith: { first, _ in first })
    var sorted: [Device] = []
    var done: Set<String> = []
    var open: [(device: Device, reason: String)] = []

    func visit(_ device: Device, because reason: String) throws {
      guard !done.contains(device.node.path) else { return }
      if let start = open.firstIndex(where: { $0.device.node.path == device.node.path }) {
        throw cycle(open[start...] + [(device, reason)])
      }
      open.append((device, reason))
      for dependency in device.dependencies {
        guard let other = byPath[dependency.path] else { continue }
        if other.hasInit, device.hasInit, other.level > device.level {
          throw Failure(
            "\(device.node.displayName) comes up at \(device.level.rawValue) but depends on "
              + "\(other.node.displayName) (\(dependency.reason)), which comes up later, at "
              + other.level.rawValue, at: device.node.location)
        }
        try visit(other, because: dependency.reason)
      }
      open.removeLast()
      done.insert(device.node.path)
      sorted.append(device)
    }

    for level in InitLevel.allCases {
      for device in devices where device.level == level { try visit(device, because: "") }
    }
    // A dependency without an init function may have been pulled forward from another level.
    return InitLevel.allCases.flatMap { level in sorted.filter { $0.level == level } }
  }

  private static func cycle(_ edges: ArraySlice<(device: Device, reason: String)>) -> Failure {
    var text = "init cycle: " + (edges.first?.device.node.displayName ?? "")
    for edge in edges.dropFirst() {
      text += " -> \(edge.device.node.displayName) (\(edge.reason))"
    }
    return Failure(text, at: edges.first?.device.node.location)
  }
}
