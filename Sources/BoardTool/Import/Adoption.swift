import Devicetree

/// Makes a foreign devicetree into a board: step by step, each step noted in the report.
struct Adoption {
  private(set) var report = ImportReport()
  /// The node that says how to run the board in an emulator, if it is known.
  var emulator: ImportNode?

  private let tree: Devicetree
  private let reader: DeviceReader
  private let processor: Processor
  private var root: ImportNode

  /// Throws if the tree has no root.
  init(of tree: Devicetree, processor: Processor, reader: DeviceReader) throws {
    self.tree = tree
    self.reader = reader
    self.processor = processor
    var nodes = ImportReader(tree: tree)
    guard let root = nodes.root() else { throw Failure("the devicetree has no root") }
    self.root = root
  }

  mutating func finish() -> ImportNode {
    takeSymbols()
    strip()
    Labels.complete(&root)
    let disabled = disableUnserved()
    chooseConsole(without: disabled)
    chooseMemories()
    chooseRole(Chosen.tick, without: disabled)
    chooseRole(Chosen.exit, without: disabled)
    addEmulator()
    dropZephyrChoices()
    completeController()
    checkClock()
    return root
  }

  // MARK: What is not the board's

  /// A blob made with `dtc -@` knows its labels.
  private mutating func takeSymbols() {
    var labels: [String: [String]] = [:]
    for property in tree["/__symbols__"]?.properties ?? [] {
      if let path = property.string { labels[path, default: []].append(property.name) }
    }
    root.visit { node in if node.labels.isEmpty { node.labels = labels[node.path] ?? [] } }
    root.children.removeAll { $0.name.hasPrefix("__") }
  }

  /// Seeds and what a boot loader says to Linux: another boot has others.
  private mutating func strip() {
    let names = [
      "rng-seed", "kaslr-seed", "bootargs", "linux,initrd-start", "linux,initrd-end",
      "linux,stdout-path",
    ]
    for name in names where chosen[name] != nil {
      chosen[name] = nil
      report.changes.append("dropped '\(name)' of /chosen")
    }
  }

  // MARK: Drivers

  /// Nodes that no driver serves, and those that cannot work without one of them.
  private mutating func disableUnserved() -> Set<String> {
    var disabled: Set<String> = []
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for node in tree.nodes where tree.isEnabled(node) && !isDisabled(node.path, disabled) {
        guard let reason = reasonToDisable(node, disabled) else { continue }
        disabled.insert(node.path)
        hasChanged = true
        root.update(node.path) { $0["status"] = .strings(["disabled"]) }
        report.disabled.append((displayName(node.path), reason))
      }
    }
    return disabled
  }

  private func reasonToDisable(_ node: Node, _ disabled: Set<String>) -> String? {
    guard node.needsDriver else { return nil }
    guard let binding = reader.binding(of: node) else {
      return "no driver serves \(node.compatible[0])"
    }
    if binding.kconfig == nil { return nil }
    let missing = reader.dependencies(of: node, binding).first { dependency in
      isDisabled(dependency.target, disabled)
        || tree[dependency.target].map(tree.isEnabled) == false
    }
    return missing.map { "it needs \(displayName($0.target)) (\($0.reason)), which is disabled" }
  }

  private func isDisabled(_ path: String, _ disabled: Set<String>) -> Bool {
    disabled.contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  private func usable(_ disabled: Set<String>) -> [(node: Node, binding: Binding)] {
    reader.matches().filter { !isDisabled($0.node.path, disabled) }
  }

  // MARK: /chosen

  private var chosen: ImportNode {
    get {
      root.children.first { $0.name == "chosen" }
        ?? ImportNode(name: "chosen", path: "/chosen", labels: [])
    }
    set {
      if let index = root.children.firstIndex(where: { $0.name == "chosen" }) {
        root.children[index] = newValue
      } else {
        root.children.insert(newValue, at: 0)
      }
    }
  }

  private mutating func chooseConsole(without disabled: Set<String>) {
    let name = Chosen.console.names.first { tree["/chosen"]?[$0] != nil }
    let interface = Chosen.console.interface
    let candidates = usable(disabled).filter { $0.binding.api?.type == interface }
    let wanted = name.flatMap { tree.chosen($0) }
    let found = candidates.first { $0.node.path == wanted?.path } ?? candidates.first
    chosen["stdout-path"] = found.map { .reference($0.node.path) }
    guard let found else {
      return report.open.append(
        "no console: " + missing(Chosen.console, otherwise: "no UART here has a driver")
          + ", or add CONFIG_CONSOLE=n")
    }
    if found.node.path != wanted?.path {
      report.changes.append("chose \(displayName(found.node.path)) as stdout-path")
    }
  }

  /// Devices with a driver for the role are disabled because of what clocks them.
  private func missing(_ role: Chosen.Role, otherwise text: String) -> String {
    let idle = tree.nodes.filter {
      tree.isEnabled($0) && reader.binding(of: $0)?.api?.type == role.interface
    }
    if idle.isEmpty { return text }
    let names = idle.map { displayName($0.path) }.joined(separator: ", ")
    return "enable \(idle.count > 1 ? "one of " : "")\(names), with a fixed-clock in 'clocks'"
  }

  private mutating func chooseRole(_ role: Chosen.Role, without disabled: Set<String>) {
    let name = role.names[0]
    guard chosen[name] == nil else { return }
    let found = usable(disabled).first { $0.binding.api?.type == role.interface }
    if let found {
      chosen[name] = .reference(found.node.path)
      report.changes.append("chose \(displayName(found.node.path)) as \(name)")
    } else if role.interface == Chosen.tick.interface {
      report.open.append(
        "choose \(name): " + missing(role, otherwise: "no driver here can be \(role.purpose)"))
    }
  }

  /// Zephyr's names for the same choices become ours; its others mean nothing here.
  private mutating func dropZephyrChoices() {
    for property in chosen.properties where property.name.hasPrefix("zephyr,") {
      chosen[property.name] = nil
      let meaning = [
        "zephyr,console": "stdout-path", "zephyr,flash": "kernel,rom", "zephyr,sram": "kernel,ram",
      ][property.name]
      report.changes.append(
        meaning.map { "'\(property.name)' of /chosen became '\($0)'" }
          ?? "dropped '\(property.name)' of /chosen: it means nothing here")
    }
  }

  // MARK: Memories

  private mutating func chooseMemories() {
    for (ours, theirs) in [("kernel,rom", "zephyr,flash"), ("kernel,ram", "zephyr,sram")]
    where chosen[ours] == nil {
      if let node = tree.chosen(theirs) { chosen[ours] = .reference(node.path) }
    }
    let memories = tree.nodes.filter { tree.isEnabled($0) && $0.isMemory }
    let flashes = memories.filter { $0.compatible.contains("soc-nv-flash") }
    let others = memories.filter { !$0.compatible.contains("soc-nv-flash") }
    if chosen["kernel,ram"] == nil, let ram = others.last {
      chosen["kernel,ram"] = .reference(ram.path)
    }
    if chosen["kernel,rom"] == nil, let rom = flashes.first ?? others.dropLast().first {
      chosen["kernel,rom"] = .reference(rom.path)
    }
    if chosen["kernel,ram"] == nil {
      report.open.append("choose kernel,ram: the devicetree has no memory")
    }
    if chosen["kernel,rom"] == nil, let ram = others.last { split(ram) }
  }

  /// A machine that loads images into its one memory: the first half stands for a ROM.
  private mutating func split(_ memory: Node) {
    guard let region = tree.regions(of: memory).first, let parent = tree.parent(of: memory),
      let index = root.children.firstIndex(where: { $0.path == memory.path })
    else { return report.open.append("choose kernel,rom: where the image is kept") }
    let half = region.size / 2
    func part(_ name: String, at address: UInt64) -> ImportNode {
      let digits = String(address, radix: 16)
      var node = ImportNode(name: "memory@\(digits)", path: "/memory@\(digits)", labels: [name])
      node["device_type"] = .strings(["memory"])
      node["reg"] = .cells([
        Self.cells(address, parent["#address-cells"]?.cell ?? 2)
          + Self.cells(half, parent["#size-cells"]?.cell ?? 1)
      ])
      return node
    }
    let rom = part("rom", at: region.address)
    let ram = part("ram", at: region.address + half)
    root.children.replaceSubrange(index...index, with: [rom, ram])
    chosen["kernel,rom"] = .reference(rom.path)
    chosen["kernel,ram"] = .reference(ram.path)
    emulator?.provide(memory: region.size)
    report.changes.append(
      "split \(memory.name), the only memory: its first half stands for a ROM")
  }

  private static func cells(_ number: UInt64, _ count: UInt32) -> [ImportValue.Cell] {
    count < 2
      ? [.number(UInt32(truncatingIfNeeded: number))]
      : [
        .number(UInt32(truncatingIfNeeded: number >> 32)),
        .number(UInt32(truncatingIfNeeded: number)),
      ]
  }

  // MARK: What others leave to code

  /// With an emulator a run can end; where no device does it, by semihosting, which is no device.
  private mutating func addEmulator() {
    guard var emulator else {
      return report.open.append(
        "say how to run it, in a node bulkhead,emulator (see boards/README.md), or flash it")
    }
    report.changes.append("took the emulator of a board that is the same machine")
    if chosen["kernel,exit"] == nil {
      emulator.insertArguments(["-semihosting-config", "enable=on,target=native"])
      var node = ImportNode(name: "semihosting", path: "/semihosting", labels: ["semihosting"])
      node["compatible"] = .strings([
        processor.isCortexM ? "arm,semihosting" : "riscv,semihosting"
      ])
      root.children.append(node)
      chosen["kernel,exit"] = .reference(node.path)
      report.changes.append("added &semihosting, to end runs in the emulator")
    }
    emulator.labels = []
    root.children.append(emulator)
  }

  /// Zephyr keeps the number of interrupt lines in Kconfig; dtc wants the width of addresses.
  private mutating func completeController() {
    root.visit { node in
      if node["interrupt-controller"] != nil, node["#address-cells"] == nil {
        node["#address-cells"] = .cells([[.number(0)]])
      }
    }
    for node in tree.nodes where tree.isEnabled(node) {
      guard case .property(let name)? = reader.binding(of: node)?.controller?.lines,
        node[name] == nil
      else { continue }
      let lines = tree.nodes.flatMap { tree.interrupts(of: $0) }
        .filter { $0.controller.path == node.path }.compactMap(\.cells.first)
      let count = ((lines.max() ?? 0) + 32) / 32 * 32
      root.update(node.path) { $0[name] = .cells([[.number(count)]]) }
      report.open.append(
        "check '\(name) = <\(count)>' of \(displayName(node.path)): it was taken from the highest "
          + "line in use")
    }
  }

  /// The kernel's clock needs a frequency.
  private mutating func checkClock() {
    guard case .cells(let groups)? = chosen["kernel,tick"],
      case .reference(let path)? = groups.first?.first, let node = tree[path],
      let binding = reader.binding(of: node), reader.clockFrequency(of: node, binding) == 0
    else { return }
    let clocks = tree.nodes.filter {
      $0.compatible.contains("fixed-clock") && $0["clock-frequency"] != nil
    }
    guard let clock = clocks.first, clocks.count == 1 else {
      return report.open.append(
        "give \(displayName(path)) its frequency: 'clocks = <&label>;' with a fixed-clock")
    }
    root.update(path) { $0["clocks"] = .reference(clock.path) }
    report.changes.append("\(displayName(path)) counts \(displayName(clock.path)), the only clock")
  }

  private func displayName(_ path: String) -> String {
    var label: String?
    var copy = root
    copy.visit { if $0.path == path { label = $0.labels.first } }
    return label.map { "&" + $0 } ?? path
  }
}

extension Node {
  /// Memories, processors and what the specification itself defines are not devices.
  var needsDriver: Bool {
    !compatible.isEmpty && path != "/" && !path.hasPrefix("/cpus") && !isMemory
  }

  var isMemory: Bool {
    self["device_type"]?.string == "memory" || compatible.contains("mmio-sram")
      || compatible.contains("soc-nv-flash")
  }
}

extension ImportNode {
  /// The arguments of QEMU that give its machine as much memory.
  fileprivate mutating func provide(memory bytes: UInt64) {
    insertArguments(["-m", "\(bytes >> 20)M"])
  }

  /// Puts an option into the emulator's command, unless it is there.
  fileprivate mutating func insertArguments(_ more: [String]) {
    guard case .strings(var words)? = self["arguments"], !words.contains(more[0]) else { return }
    words.insert(contentsOf: more, at: words.firstIndex(of: "-kernel") ?? words.endIndex)
    self["arguments"] = .strings(words)
  }
}
