import Devicetree

/// Turns the nodes of a devicetree into devices.
struct DeviceReader {
  var tree: Devicetree
  var bindings: [Binding]

  /// The enabled nodes that a driver serves.
  func matches() -> [(node: Node, binding: Binding)] {
    tree.nodes.filter(tree.isEnabled).compactMap { node in
      guard let binding = binding(of: node), binding.kconfig != nil, !isIdleClock(node, binding)
      else { return nil }
      return (node, binding)
    }
  }

  /// An image has one clock: a timer that could be it and is not chosen stays as reset left it.
  private func isIdleClock(_ node: Node, _ binding: Binding) -> Bool {
    func canBeClock(_ binding: Binding?) -> Bool { binding?.api?.type == Chosen.tick.interface }
    guard canBeClock(binding), let clock = tree.chosen(Chosen.tick.names[0]) else { return false }
    return canBeClock(self.binding(of: clock)) && clock.path != node.path
  }

  /// The binding of a node; the most specific compatible string decides.
  func binding(of node: Node) -> Binding? {
    node.compatible.lazy.compactMap { name in bindings.first { $0.serves(name) } }.first
  }

  func device(
    _ node: Node, _ binding: Binding, configuration: Configuration
  ) throws -> Device {
    Device(
      node: node, binding: binding,
      level: try level(of: node, binding, configuration),
      region: tree.regions(of: node).first,
      clockFrequency: clockFrequency(of: node, binding),
      interrupts: try interrupts(of: node, binding),
      properties: try (binding.properties ?? []).map {
        try PropertyReader(tree: tree, node: node, binding: binding).value(of: $0)
      },
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

  /// The node's own, or else the driver's by Kconfig choice, whose default is the binding's.
  private func level(
    of node: Node, _ binding: Binding, _ configuration: Configuration
  ) throws -> InitLevel {
    guard let property = node[KernelProperty.initLevel] else {
      return configuration.initLevel(of: binding)
    }
    let text = property.string ?? ""
    guard let level = InitLevel(rawValue: text) else {
      let known = InitLevel.allCases.map(\.rawValue)
      let nearest = NearestMatch.hint(for: text, among: known)
      throw Failure(
        "\(node.displayName) has the init level '\(text)', which there is not\(nearest)",
        at: property.location ?? node.location,
        remedy: "the levels are \(known.joined(separator: ", "))")
    }
    return level
  }

  private func interrupts(of node: Node, _ binding: Binding) throws -> [Device.Interrupt] {
    // A controller's own interrupts are its wiring to the processor: the port's business.
    guard binding.controller == nil, binding.interrupts?.isEmpty == false else { return [] }
    return try tree.interrupts(of: node).enumerated().map { position, specifier in
      guard let controller = self.binding(of: specifier.controller)?.controller else {
        throw Failure(
          "\(node.displayName) interrupts through \(specifier.controller.displayName), "
            + "which no driver serves as an interrupt controller",
          at: node["interrupts"]?.location ?? node.location,
          notes: [.init("this is the controller", at: specifier.controller.location)],
          remedy: "name another 'interrupt-parent', or add a driver whose binding has "
            + "'controller'")
      }
      func cell(_ kind: Binding.Controller.Cell) -> UInt32? {
        guard let index = controller.cells.firstIndex(of: kind) else { return nil }
        return index < specifier.cells.count ? specifier.cells[index] : nil
      }
      return Device.Interrupt(
        line: cell(.line) ?? 0, priority: cell(.priority) ?? Device.defaultPriority,
        handler: try handler(of: node, at: position, binding))
    }
  }

  /// By the name that the node gives to the interrupt, where both sides have names; else by position.
  ///
  /// A driver with one handler has it for all of a node's interrupts.
  private func handler(of node: Node, at position: Int, _ binding: Binding) throws -> String? {
    let handlers = binding.interrupts ?? []
    if handlers.count == 1 { return handlers[0] }
    guard let names = node["interrupt-names"], let known = binding.interruptNames else {
      return position < handlers.count ? handlers[position] : nil
    }
    guard position < names.strings.count else { return nil }
    let name = names.strings[position]
    guard let place = known.firstIndex(of: name) else {
      throw Failure(
        "\(node.displayName) names an interrupt '\(name)', which its driver \(binding.name) does "
          + "not know", at: names.location ?? node.location,
        notes: [.init("the driver's binding", at: binding.location)],
        remedy: "use \(known.joined(separator: ", "))")
    }
    return handlers[place]
  }

  func dependencies(of node: Node, _ binding: Binding) -> [InitDependency] {
    var found: [InitDependency] = []
    if let bus = bus(of: node) {
      found.append(.init(target: bus.path, reason: "bus parent", location: node.location))
    }
    for relation in binding.relations + [KernelProperty.initAfter] {
      let targets: [Node]
      let property: Property?
      if relation == "interrupt-parent" {
        targets = tree.interrupts(of: node).map(\.controller)
        property = node["interrupts-extended"] ?? node["interrupt-parent"] ?? node["interrupts"]
      } else {
        targets = tree.references(of: node, property: relation)
        property = node[relation]
      }
      for target in targets where target.path != node.path {
        let dependency = InitDependency(
          target: target.path, reason: relation, location: property?.location ?? node.location)
        if !found.contains(dependency) { found.append(dependency) }
      }
    }
    return found
  }

  /// The nearest node above that has a driver.
  private func bus(of node: Node) -> Node? {
    var above = tree.parent(of: node)
    while let bus = above {
      if let binding = binding(of: bus), binding.kconfig != nil { return bus }
      above = tree.parent(of: bus)
    }
    return nil
  }
}
