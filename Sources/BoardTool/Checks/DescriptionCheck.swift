import Devicetree

/// What a description must hold beyond being readable: each check refuses one kind of mistake,
/// with the place, the related places and a way out.
struct DescriptionCheck {
  var description: BoardDescription
  var configuration: Configuration

  var tree: Devicetree { description.tree }
  var reader: DeviceReader { description.reader }

  /// The checks that need no devices, in the order in which their mistakes hide each other.
  func checkNodes() throws {
    try refuseUnknownKernelProperties()
    try refuseUnknownStatus()
    try refuseUnservedNodes()
    try refuseSwitchedOffDrivers()
    try refuseUnusableDependencies()
    try refuseMissingAddresses()
    try refuseOverlaps()
    try refuseClocksWithoutFrequency()
  }

  /// The checks of the devices that were made.
  func check(_ devices: [Device], controller: ImageModel.Controller) throws {
    try refuseLines(of: devices, beyond: controller)
    try refusePriorities(of: devices, beyond: controller)
    try refuseTwoOwners(of: devices)
    try refuseUnusableChoices(devices)
    try refuseSpeedsWithoutClock(devices)
    try refuseIdleRegisters(beyond: devices)
  }

  /// A misspelt status would read as "disabled" (Devicetree Specification 2.3.4).
  private func refuseUnknownStatus() throws {
    let known = ["okay", "disabled", "reserved", "fail"]
    for node in tree.nodes {
      guard let status = node["status"], let text = status.string, text != "ok",
        !known.contains(text), !text.hasPrefix("fail-")
      else { continue }
      throw Failure(
        "\(node.displayName) has the status '\(text)', which there is not"
          + NearestMatch.hint(for: text, among: known), at: status.location ?? node.location,
        remedy: "write status = \"okay\"; or \"disabled\"")
    }
  }

  private func refuseUnservedNodes() throws {
    for node in tree.nodes where node.needsDriver && tree.isEnabled(node) {
      if reader.binding(of: node) != nil { continue }
      if node.compatible.contains(where: description.isServedByApplication) { continue }
      let name = node.compatible[0]
      let known = description.bindings.flatMap { $0.compatible ?? [] }
      let nearest = NearestMatch.hint(for: name, among: known)
      throw Failure(
        "\(node.displayName) is enabled, but no driver serves '\(name)'\(nearest)",
        at: node["compatible"]?.location ?? node.location,
        remedy: "set its status to \"disabled\", or add a driver's folder with --driver-root")
    }
  }

  /// A class that was switched off (CONFIG_SERIAL=n) leaves its devices out; a driver that was
  /// switched off by name is a contradiction.
  private func refuseSwitchedOffDrivers() throws {
    for (node, binding) in reader.matches() {
      guard let symbol = binding.kconfig, !configuration.isOn(symbol) else { continue }
      if let needed = binding.dependsOn, !configuration.isOn(needed),
        configuration.assignments[symbol] == nil
      {
        continue
      }
      let place = configuration.assignments[symbol]
      throw Failure(
        "\(node.displayName) is enabled, but its driver is switched off: CONFIG_\(symbol)=n",
        at: place ?? node.location,
        notes: [.init("\(node.displayName) is here", at: node.location)],
        remedy: "drop CONFIG_\(symbol)=n, or set the node's status to \"disabled\"")
    }
  }

  /// What must come up first has to be there at all.
  private func refuseUnusableDependencies() throws {
    for (node, binding) in reader.matches() where configuration.isOn(binding) {
      for dependency in reader.dependencies(of: node, binding) {
        guard let target = tree[dependency.target], !tree.isEnabled(target) else { continue }
        throw Failure(
          "\(node.displayName) depends on \(target.displayName) (\(dependency.reason)), which is "
            + "disabled", at: dependency.location,
          notes: [
            .init("\(target.displayName) is disabled here", at: disabledPlace(of: target))
          ],
          remedy: "enable \(target.displayName), or disable \(node.displayName) too")
      }
    }
  }

  /// What counts at an unknown rate cannot be set to another.
  private func refuseClocksWithoutFrequency() throws {
    for (node, binding) in reader.matches() where configuration.isOn(binding) {
      let name = "clock-frequency"
      guard let clock = tree.references(of: node, property: "clocks").first,
        clock.compatible.contains("fixed-clock"), clock[name] == nil
      else { continue }
      throw Failure(
        "\(clock.displayName), which clocks \(node.displayName), has no '\(name)'",
        at: clock.location,
        notes: [
          .init("\(node.displayName) names it here", at: node["clocks"]?.location)
        ],
        remedy: "add it, in Hz: \(name) = <1000000>;")
    }
  }

  /// A serial device divides its clock down to its speed (Devicetree Specification 4.2).
  private func refuseSpeedsWithoutClock(_ devices: [Device]) throws {
    let speed = "current-speed"
    for device in devices where device.clockFrequency == 0 {
      guard device.binding.properties?.contains(where: { $0.name == speed }) == true else {
        continue
      }
      throw Failure(
        "\(device.node.displayName) has no clock to make its '\(speed)' from",
        at: device.node.location,
        notes: [.init("the driver's binding", at: device.binding.location)],
        remedy: "give it 'clocks = <&label>;' with a fixed-clock, or 'clock-frequency = <…>;'")
    }
  }

  /// Where the node, or one above it, says that it may not be used.
  func disabledPlace(of node: Node) -> SourceLocation? {
    var current: Node? = node
    while let one = current {
      if !one.hasOkayStatus { return one["status"]?.location ?? one.location }
      current = tree.parent(of: one)
    }
    return node.location
  }
}

extension Failure {
  static func unknownProperty(_ text: String, _ property: Property, known: [String]) -> Failure {
    Failure(
      text + ", which means nothing" + NearestMatch.hint(for: property.name, among: known),
      at: property.location, remedy: "the kernel knows \(known.joined(separator: ", "))")
  }
}
