import Devicetree

/// Everything about one image that its generated files say: the description, resolved.
public struct ImageModel: Sendable {
  public struct Memory: Sendable {
    public var name: String
    public var origin: UInt64
    public var length: UInt64

    public var range: Range<UInt64> { origin..<origin + length }
  }

  public struct Controller: Sendable {
    /// Entries of the interrupt table: lines from 0, used or not.
    public var lines: UInt32
    public var priorityBits: UInt32
  }

  public let board: Board
  public let processor: Processor
  public let configuration: Configuration
  /// In init order: a device's place is its ordinal.
  public let devices: [Device]
  public let controller: Controller
  public let rom: Memory?
  public let ram: Memory?
  let tree: Devicetree

  init(description: BoardDescription, configuration: Configuration) throws {
    let tree = description.tree
    self.board = description.board
    self.processor = description.processor
    self.configuration = configuration
    self.tree = tree
    let reader = DeviceReader(tree: tree, bindings: description.bindings)
    let used = reader.matches().filter { configuration.isOn($0.binding.kconfig) }
    devices = try InitOrder.sort(used.map { try reader.device($0.node, $0.binding) }, in: tree)
    controller = try Self.readController(devices)
    rom = try Self.memory("ROM", chosen: ["kernel,rom", "zephyr,flash"], description)
    ram = try Self.memory("RAM", chosen: ["kernel,ram", "zephyr,sram"], description)
    for device in devices {
      for interrupt in device.interrupts where interrupt.line >= controller.lines {
        throw Failure(
          "\(device.node.displayName) uses interrupt line \(interrupt.line), but the controller "
            + "has lines 0 to \(controller.lines - 1)",
          at: device.node["interrupts"]?.location ?? device.node.location)
      }
    }
  }

  var clock: Device? { device(chosen: ["kernel,tick"]) }
  var console: Device? { device(chosen: ["stdout-path", "zephyr,console"]) }
  var exit: Device? { device(chosen: ["kernel,exit"]) }

  func ordinal(of device: Device) -> Int {
    devices.firstIndex { $0.node.path == device.node.path } ?? 0
  }

  private func device(chosen names: [String]) -> Device? {
    let node = names.lazy.compactMap { tree.chosen($0) }.first
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
          throw Failure("\(device.node.displayName) has no '\(name)'", at: device.node.location)
        }
        return cell
      }
    }
    return Controller(
      lines: try number(binding.lines) + (binding.firstLine ?? 0),
      priorityBits: try number(binding.priorityBits))
  }

  /// The memory that the first of these chosen properties names; the host needs none.
  private static func memory(
    _ name: String, chosen names: [String], _ description: BoardDescription
  ) throws -> Memory? {
    if description.processor.isHost { return nil }
    let tree = description.tree
    for chosen in names {
      guard tree["/chosen"]?[chosen] != nil else { continue }
      guard let node = tree.chosen(chosen), let region = tree.regions(of: node).first else {
        throw Failure(
          "chosen '\(chosen)' does not name a node with a reg", at: tree.chosenLocation(chosen))
      }
      return Memory(name: name, origin: region.address, length: region.size)
    }
    throw Failure(
      "the devicetree chooses no \(name): add '\(names[0]) = &label;' to /chosen",
      at: tree["/chosen"]?.location ?? tree.root?.location)
  }
}

/// What is known of a board before Kconfig: its devicetree, its processor, and the bindings.
public struct BoardDescription: Sendable {
  public let board: Board
  public let tree: Devicetree
  public let processor: Processor
  public let bindings: [Binding]

  init(
    board: Board, overlay: Path?, folder: Path, project: Project, toolchain: Toolchain
  ) async throws {
    self.board = board
    tree = try await DevicetreeSource(board: board, overlay: overlay)
      .compile(in: folder, toolchain: toolchain)
    processor = try Processor.of(tree, in: project)
    bindings = try Binding.all(in: project)
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
