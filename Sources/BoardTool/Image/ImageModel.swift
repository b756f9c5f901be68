import Devicetree

/// Everything about one image that its generated files say: the description, resolved.
public struct ImageModel: Sendable {
  public struct Memory: Sendable {
    public var name: String
    public var origin: UInt64
    public var length: UInt64
    public var location: SourceLocation?
    /// Whether it is a part of a flash memory.
    var isFlash = false
    /// Whether it keeps its content in a hand-over.
    var isRetained = false

    public var range: Range<UInt64> { origin..<origin + length }
  }

  /// Whether threads outside of compartments can be without privileges: capabilities confine nothing else.
  var hasUserThreads: Bool {
    configuration.isOn("ARCH_HAS_USERSPACE") && processor.protection.kind != .cheri
  }

  public struct Controller: Sendable {
    /// Entries of the interrupt table: lines from 0, used or not.
    public var lines: UInt32
    public var priorityBits: UInt32
    public var location: SourceLocation?
  }

  public let board: Board
  public let processor: Processor
  public let configuration: Configuration
  /// In init order.
  public let entries: [InitEntry]
  /// The devices among them.
  public let devices: [Device]
  let ordinals: NodeOrdinals
  public let controller: Controller
  public private(set) var rom: Memory?
  public let ram: Memory?
  let tree: Devicetree
  let nodeBindings: NodeBindings
  var bindings: [Binding] { nodeBindings.drivers }

  init(description: BoardDescription, configuration: Configuration) throws {
    let tree = description.tree
    self.board = description.board
    self.processor = description.processor
    self.configuration = configuration
    self.tree = tree
    nodeBindings = description.nodeBindings
    let check = DescriptionCheck(description: description, configuration: configuration)
    try check.checkNodes()
    let reader = description.reader
    let used = reader.matches().filter { configuration.isOn($0.binding) }
    let found = try used.map {
      try reader.device($0.node, $0.binding, configuration: configuration)
    }
    let services = description.bindings.filter { $0.service != nil && configuration.isOn($0) }
    let unsorted =
      try found.map(InitEntry.init)
      + services.map {
        try InitEntry(
          service: $0, configuration: configuration, devices: found, services: services,
          all: description.bindings)
      }
    let ordinals = NodeOrdinals(tree, devices: found)
    self.ordinals = ordinals
    entries = try InitEntry.sorted(unsorted, ordinals)
    devices = entries.compactMap(\.device)
    controller = try Self.readController(devices)
    rom = try Self.memory("ROM", chosen: Chosen.rom, description)
    ram = try Self.memory("RAM", chosen: Chosen.ram, description)
    try check.check(devices, controller: controller)
  }

  /// The parts of the RAM that the description names, the one of this image's own data last.
  var allRAM: [Memory] { tree.ram(without: rom, chosen: ram) }

  /// Puts the image behind a header that its memory begins with.
  mutating func reserveHeader(_ size: UInt64) {
    guard var memory = rom else { return }
    memory.origin += size
    memory.length -= min(size, memory.length)
    rom = memory
  }

  var clock: Device? { device(for: Chosen.tick) }
  var console: Device? { device(for: Chosen.console) }
  var exit: Device? { device(for: Chosen.exit) }

  func node(ofOrdinal ordinal: Int) -> Node? {
    ordinals.paths.indices.contains(ordinal) ? tree[ordinals.paths[ordinal]] : nil
  }

  /// Nodes whose class of drivers is switched off, and the symbol that does it.
  var leftOut: [(node: Node, symbol: String)] {
    DeviceReader(tree: tree, bindings: bindings).matches().compactMap { node, binding in
      guard !configuration.isOn(binding), let symbol = binding.dependsOn else { return nil }
      return (node, symbol)
    }
  }

  func ordinal(of device: Device) -> Int { ordinals[device.node.path] }

  private func device(for role: Chosen.Role) -> Device? {
    let node = role.names.lazy.compactMap { tree.chosen($0) }.first
    return devices.first { $0.node.path == node?.path }
  }

  private static func readController(_ devices: [Device]) throws -> Controller {
    guard let device = devices.first(where: { $0.binding.controller != nil }),
      let binding = device.binding.controller
    else { return Controller(lines: 1, priorityBits: 1) }
    func number(_ count: Binding.Controller.Count) throws -> UInt32 {
      switch count {
      case .number(let number): return number
      case .property(let name):
        guard let cell = device.node[name]?.cell else {
          throw Failure(
            "\(device.node.displayName) has no '\(name)'", at: device.node.location,
            remedy: "add it: \(name) = <32>;")
        }
        return cell
      }
    }
    return Controller(
      lines: try number(binding.lines) + (binding.firstLine ?? 0),
      priorityBits: try number(binding.priorityBits), location: device.node.location)
  }

  /// The memory that the first of these chosen properties names; the host needs none.
  private static func memory(
    _ name: String, chosen names: [String], _ description: BoardDescription
  ) throws -> Memory? {
    if description.processor.isHost { return nil }
    let tree = description.tree
    for chosen in names {
      guard tree["/chosen"]?[chosen] != nil else { continue }
      guard let node = tree.chosen(chosen), let region = tree.memory(node) else {
        throw Failure(
          "chosen '\(chosen)' does not name a node with a 'reg'", at: tree.chosenLocation(chosen),
          remedy: "name a memory: \(chosen) = &label;")
      }
      return Memory(
        name: name, origin: region.address, length: region.size,
        location: node["reg"]?.location ?? node.location, isFlash: tree.flash(of: node) != nil)
    }
    throw Failure(
      "the devicetree chooses no \(name)", at: tree["/chosen"]?.location ?? tree.root?.location,
      remedy: "add '\(names[0]) = &label;' to /chosen")
  }
}

/// What is known of a board before Kconfig: its devicetree, its processor, and the bindings.
public struct BoardDescription: Sendable {
  public let board: Board
  public let tree: Devicetree
  public let processor: Processor
  public let bindings: [Binding]
  let nodeBindings: NodeBindings
  private let applicationDrivers: Set<String>

  /// Reads the board with what the application adds to it.
  init(
    board: Board, application: Application?, folder: Path, project: Project, toolchain: Toolchain
  ) async throws {
    self.board = board
    var project = project
    if let drivers = application?.drivers, drivers.isDirectory {
      project.driverRoots.insert(drivers, at: 0)
    }
    let overlay = application?.overlay(for: board)
    tree = try await DevicetreeSource(board: board, overlay: overlay, project: project)
      .compile(in: folder, toolchain: toolchain)
    processor = try Processor.of(tree, in: project)
    bindings = try Binding.all(in: project)
    nodeBindings = try NodeBindings(application: application, drivers: bindings, project: project)
    applicationDrivers = Set(nodeBindings.compatibles.map(DevicetreeHeader.identifier))
      .union(try application?.servedNodes() ?? [])
  }

  /// Whether the application's own sources serve nodes of this kind, or declare them to need nothing.
  func isServedByApplication(_ compatible: String) -> Bool {
    applicationDrivers.contains(DevicetreeHeader.identifier(compatible))
  }

  var reader: DeviceReader { DeviceReader(tree: tree, bindings: bindings) }

  /// The clock device's frequency; 0 if the devicetree chooses none.
  var cyclesPerSecond: UInt32 {
    guard let node = tree.chosen("kernel,tick"),
      let match = reader.matches().first(where: { $0.node.path == node.path })
    else { return 0 }
    return reader.clockFrequency(of: node, match.binding)
  }
}
