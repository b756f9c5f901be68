import Devicetree

/// One device of an image: an enabled node and the binding that serves it.
public struct Device: Sendable {
  public struct Interrupt: Sendable {
    public var line: UInt32
    public var priority: UInt32
    public var handler: String?
  }

  /// Another node that must come up before this device, and the property that says so.
  public struct Dependency: Sendable {
    public var path: String
    public var reason: String
  }

  public var node: Node
  public var binding: Binding
  public var region: Devicetree.Region?
  public var clockFrequency: UInt32
  public var interrupts: [Interrupt]
  public var properties: [UInt32]
  public var dependencies: [Dependency]

  /// What `device_get_binding` finds it by: Zephyr's rule, the label property or else the name.
  public var name: String { node["label"]?.string ?? node.name }

  public var level: InitLevel { binding.level ?? .postKernel }

  /// A device that nothing has to start is ready from reset.
  public var hasInit: Bool { binding.`init` != nil || binding.shutdown != nil }
}

/// Turns the nodes of a devicetree into devices.
struct DeviceReader {
  var tree: Devicetree
  var bindings: [Binding]

  /// The enabled nodes that a binding serves; the most specific compatible string decides.
  func matches() -> [(node: Node, binding: Binding)] {
    tree.nodes.filter(tree.isEnabled).compactMap { node in
      for name in node.compatible {
        if let binding = bindings.first(where: { $0.compatible.contains(name) }) {
          return (node, binding)
        }
      }
      return nil
    }
  }

  func device(_ node: Node, _ binding: Binding) throws -> Device {
    Device(
      node: node, binding: binding, region: tree.regions(of: node).first,
      clockFrequency: clockFrequency(of: node, binding),
      interrupts: try interrupts(of: node, binding),
      properties: try (binding.properties ?? []).map { try value(of: $0, node, binding) },
      dependencies: dependencies(of: node, binding))
  }

  /// Hz: what the binding's `clock` names, the first `clocks` phandle's, or the node's own.
  func clockFrequency(of node: Node, _ binding: Binding) -> UInt32 {
    if let name = binding.clock {
      if let own = node[name]?.cell { return own }
      if let shared = tree["/cpus"]?[name]?.cell { return shared }
    }
    let clock = tree.references(of: node, property: "clocks").first
    return clock?["clock-frequency"]?.cell ?? node["clock-frequency"]?.cell ?? 0
  }

  private func interrupts(of node: Node, _ binding: Binding) throws -> [Device.Interrupt] {
    // A controller's own interrupts are its wiring to the processor: the port's business.
    guard binding.controller == nil, binding.interrupts?.isEmpty == false else { return [] }
    return try tree.interrupts(of: node).enumerated().map { position, specifier in
      guard let controller = controllerBinding(of: specifier.controller) else {
        throw Failure(
          "\(node.displayName) interrupts through \(specifier.controller.displayName), "
            + "which no driver serves as an interrupt controller",
          at: node["interrupts"]?.location ?? node.location)
      }
      func cell(_ kind: Binding.Controller.Cell) -> UInt32? {
        guard let index = controller.cells.firstIndex(of: kind) else { return nil }
        return index < specifier.cells.count ? specifier.cells[index] : nil
      }
      let handlers = binding.interrupts ?? []
      return Device.Interrupt(
        line: cell(.line) ?? 0, priority: cell(.priority) ?? 1,
        handler: position < handlers.count ? handlers[position] : nil)
    }
  }

  private func controllerBinding(of node: Node) -> Binding.Controller? {
    node.compatible.lazy.compactMap { name in
      bindings.first { $0.compatible.contains(name) }?.controller
    }.first
  }

  private func value(
    of property: Binding.Property, _ node: Node, _ binding: Binding
  ) throws -> UInt32 {
    guard let found = node[property.name] else {
      if property.required == true {
        throw Failure(
          "\(node.displayName) has no '\(property.name)', which its driver "
            + "(\(binding.compatible[0])) requires", at: node.location)
      }
      return property.default ?? 0
    }
    switch property.type {
    case .boolean: return 1
    case .string: return 0
    case .int:
      guard let cell = found.cell else {
        throw Failure(
          "'\(property.name)' of \(node.displayName) must be one number, as in <1>",
          at: found.location ?? node.location)
      }
      return cell
    }
  }

  private func dependencies(of node: Node, _ binding: Binding) -> [Device.Dependency] {
    var found: [Device.Dependency] = []
    if let parent = node.parentPath, parent != "/" {
      found.append(.init(path: parent, reason: "bus parent"))
    }
    for relation in binding.dependencies ?? [] {
      let nodes =
        relation == "interrupt-parent"
        ? tree.interrupts(of: node).map(\.controller)
        : tree.references(of: node, property: relation)
      found += nodes.map { .init(path: $0.path, reason: relation) }
    }
    let after = tree.references(of: node, property: "kernel,init-after")
    found += after.map { .init(path: $0.path, reason: "kernel,init-after") }
    return found
  }
}
