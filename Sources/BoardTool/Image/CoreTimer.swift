import Devicetree

/// The timer that the processor has itself: it watches deadlines while the kernel's clock is not up.
struct CoreTimer {
  let node: Node
  let base: UInt64
  let cyclesPerSecond: UInt32
  /// Whether the kernel's clock is the same device.
  let isClock: Bool

  /// The facts as C, for `struct bulkhead_core_timer`.
  var text: String { "\(base)u, \(cyclesPerSecond / 1000)u, \(isClock)" }
}

extension ImageModel {
  /// Nil if the description has none, or does not say how fast it counts.
  var coreTimer: CoreTimer? {
    let node = tree.nodes.first { node in
      tree.isEnabled(node) && node.compatible.contains { processor.coreTimer.contains($0) }
    }
    let reader = DeviceReader(tree: tree, bindings: bindings)
    guard let node, let binding = reader.binding(of: node) else { return nil }
    let frequency = reader.clockFrequency(of: node, binding)
    if frequency < 1000 { return nil }
    return CoreTimer(
      node: node, base: tree.regions(of: node).first?.address ?? 0, cyclesPerSecond: frequency,
      isClock: tree.chosen("kernel,tick")?.path == node.path)
  }
}
