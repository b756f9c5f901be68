import Devicetree

/// What `/chosen` may name, and what the image does with it.
enum Chosen {
  struct Role: Sendable {
    /// The property's names, the preferred one first.
    var names: [String]
    /// The table of functions that the device must offer.
    var interface: String
    var purpose: String
  }

  static let tick = Role(
    names: ["kernel,tick"], interface: "bulkhead_clock_api", purpose: "the kernel's clock")
  static let console = Role(
    names: ["stdout-path", "zephyr,console"], interface: "bulkhead_console_api",
    purpose: "the console")
  static let exit = Role(
    names: ["kernel,exit"], interface: "bulkhead_exit_api", purpose: "the end of a run")

  static let roles = [tick, console, exit]
  static let rom = ["kernel,rom", "zephyr,flash"]
  static let ram = ["kernel,ram", "zephyr,sram"]

  /// Looks after deadlines where all interrupts are masked.
  static let initWatchdog = "kernel,init-watchdog"

  static let known = roles.flatMap(\.names) + rom + ram + [initWatchdog]
}

extension DescriptionCheck {
  /// Every `chosen` property that names a node names one that is there, enabled, and can do it.
  func refuseUnusableChoices(_ devices: [Device]) throws {
    guard let chosen = tree["/chosen"] else { return }
    for property in chosen.properties {
      let isKnown = Chosen.known.contains(property.name)
      if property.name.hasPrefix("kernel,"), !isKnown {
        throw Failure.unknownProperty(
          "/chosen has '\(property.name)'", property,
          known: Chosen.known.filter { $0.hasPrefix("kernel,") })
      }
      if !isKnown, !property.name.hasPrefix("zephyr,") { continue }
      try check(property)
    }
    try refuseOneMemoryForBoth()
    try refuseMissingClock(chosen)
    try refuseUnusableInitWatchdog(chosen)
    for role in Chosen.roles {
      guard let name = role.names.first(where: { chosen[$0] != nil }),
        let node = tree.chosen(name), role.isWanted(by: configuration)
      else { continue }
      if let symbol = symbolThatLeavesOut(node) {
        throw Failure(
          "chosen '\(name)' names \(node.displayName), which CONFIG_\(symbol)=n leaves out",
          at: configuration.assignments[symbol] ?? chosen[name]?.location,
          notes: [.init("it is chosen here", at: chosen[name]?.location)],
          remedy: role.remedyWithout(symbol))
      }
      let device = devices.first { $0.node.path == node.path }
      if device?.binding.api?.type == role.interface {
        if role.interface == Chosen.tick.interface, device?.clockFrequency == 0 {
          throw clockWithoutFrequency(node, name)
        }
        continue
      }
      if node.compatible.isEmpty {
        throw Failure(
          "chosen '\(name)' names \(node.displayName), which has no 'compatible' to find its "
            + "driver by", at: node.location,
          notes: [.init("it is chosen here", at: chosen[name]?.location)],
          remedy: "add it: compatible = \"vendor,device\";")
      }
      throw Failure(
        "chosen '\(name)' names \(node.displayName), whose driver "
          + "\(device.map { $0.binding.name + " " } ?? "")cannot be \(role.purpose)",
        at: chosen[name]?.location, notes: [.init("the node", at: node.location)],
        remedy: "name a device whose driver can: "
          + "\(candidates(role.interface).joined(separator: ", "))")
    }
  }

  private func clockWithoutFrequency(_ node: Node, _ name: String) -> Failure {
    let own = reader.binding(of: node)?.clock
    return Failure(
      "chosen '\(name)' names \(node.displayName), of which nothing says how fast it counts",
      at: node.location,
      notes: [.init("it is chosen here", at: tree.chosenLocation(name))],
      remedy: own.map { "add, in Hz, to it or to /cpus: \($0) = <1000000>;" }
        ?? "give it 'clocks = <&label>;' with a fixed-clock")
  }

  /// What is written would overwrite what is not.
  private func refuseOneMemoryForBoth() throws {
    func choice(_ names: [String]) -> (name: String, node: Node)? {
      names.lazy.compactMap { name in tree.chosen(name).map { (name, $0) } }.first
    }
    guard let rom = choice(Chosen.rom), let ram = choice(Chosen.ram), rom.node.path == ram.node.path
    else { return }
    throw Failure(
      "chosen '\(rom.name)' and '\(ram.name)' both name \(rom.node.displayName)",
      at: tree.chosenLocation(ram.name),
      notes: [.init("'\(rom.name)' is chosen here", at: tree.chosenLocation(rom.name))],
      remedy: "name two memories; one that holds both is described as two nodes")
  }

  /// An image may do without a console and without an end, but not without time.
  private func refuseMissingClock(_ chosen: Node) throws {
    let name = Chosen.tick.names[0]
    if chosen[name] != nil { return }
    let timers = reader.matches().filter { $0.binding.api?.type == Chosen.tick.interface }
    throw Failure(
      "the devicetree chooses no clock", at: chosen.location,
      remedy: "add '\(name) = &label;' to /chosen; here it can be "
        + (timers.isEmpty ? "none" : timers.map(\.node.displayName).joined(separator: ", ")))
  }

  /// It is used also where its class of drivers is off.
  private func refuseUnusableInitWatchdog(_ chosen: Node) throws {
    let name = Chosen.initWatchdog
    guard let node = tree.chosen(name) else { return }
    let binding = reader.binding(of: node)
    guard let binding, binding.initWatchdog != nil else {
      let able = reader.matches().filter { $0.binding.initWatchdog != nil }.map(\.node.displayName)
      throw Failure(
        "chosen '\(name)' names \(node.displayName), whose driver "
          + "\(binding.map { $0.name + " " } ?? "")cannot look after deadlines",
        at: chosen[name]?.location, notes: [.init("the node", at: node.location)],
        remedy: "name a device whose binding has 'init-watchdog': "
          + (able.isEmpty ? "this board has none" : able.joined(separator: ", ")))
    }
    if reader.clockFrequency(of: node, binding) < 1000 { throw clockWithoutFrequency(node, name) }
  }

  private func check(_ property: Property) throws {
    guard let node = tree.chosen(property.name) else {
      let text = property.string.map { " '\($0)'" } ?? ""
      throw Failure(
        "chosen '\(property.name)' names nothing:\(text) is no path, alias or label",
        at: property.location,
        remedy: "write it as \(property.name) = &label;, or drop it")
    }
    // A memory is there whether or not its controller has a driver.
    let isMemory = (Chosen.rom + Chosen.ram).contains(property.name)
    guard isMemory ? node.hasOkayStatus : tree.isEnabled(node) else {
      throw Failure(
        "chosen '\(property.name)' names \(node.displayName), which is disabled",
        at: property.location, notes: [.init("it is disabled here", at: disabledPlace(of: node))],
        remedy: "enable it there, or name another node")
    }
    if isMemory, !node.isMemory, reader.binding(of: node)?.kconfig != nil {
      throw Failure(
        "chosen '\(property.name)' names \(node.displayName), which is no memory",
        at: property.location, notes: [.init("the node", at: node.location)],
        remedy: "name a node with device_type = \"memory\"")
    }
  }

  /// The class of drivers that is switched off, and the node's with it.
  private func symbolThatLeavesOut(_ node: Node) -> String? {
    guard let binding = reader.binding(of: node), !configuration.isOn(binding) else { return nil }
    return binding.dependsOn
  }

  private func candidates(_ interface: String) -> [String] {
    let names = tree.nodes
      .filter { tree.isEnabled($0) && reader.binding(of: $0)?.api?.type == interface }
      .map(\.displayName)
    return names.isEmpty ? ["this image has none"] : names
  }
}

extension Chosen.Role {
  private var isConsole: Bool { interface == Chosen.console.interface }

  fileprivate func isWanted(by configuration: Configuration) -> Bool {
    !isConsole || configuration.isOn("CONSOLE")
  }

  fileprivate func remedyWithout(_ symbol: String) -> String {
    "drop CONFIG_\(symbol)=n, or " + (isConsole ? "add CONFIG_CONSOLE=n" : "name another node")
  }
}
