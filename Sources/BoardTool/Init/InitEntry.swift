import Devicetree

/// Something else that must come up first, and what says so.
public struct InitDependency: Sendable, Equatable {
  /// The other entry's identity.
  public var target: String
  /// The property or the key that names it.
  public var reason: String
  public var location: SourceLocation?
}

/// One step of the boot that the description knows: a device or a service.
public struct InitEntry: Sendable {
  public enum Subject: Sendable {
    case device(Device)
    case service(Binding)
  }

  public var subject: Subject
  public var level: InitLevel
  public var dependencies: [InitDependency]

  init(_ device: Device) {
    subject = .device(device)
    level = device.level
    dependencies = device.dependencies
  }

  /// A service; what it comes up after may be several devices of one driver, but for deferred ones.
  init(
    service binding: Binding, configuration: Configuration, devices: [Device],
    services: [Binding], all: [Binding]
  ) throws {
    subject = .service(binding)
    level = configuration.initLevel(of: binding)
    dependencies = try (binding.after ?? []).flatMap { name -> [InitDependency] in
      if services.contains(where: { $0.service == name }) {
        return [
          .init(target: Self.identity(ofService: name), reason: "after", location: binding.location)
        ]
      }
      let served = devices.filter { $0.binding.serves(name) }
      if !served.isEmpty {
        let atBoot = served.filter { !$0.isDeferred }
        return (atBoot.isEmpty ? served : atBoot).map {
          .init(target: $0.node.path, reason: "after", location: binding.location)
        }
      }
      throw Self.unknown(name, of: binding, all: all)
    }
  }

  public var device: Device? {
    if case .device(let device) = subject { device } else { nil }
  }

  public var binding: Binding {
    switch subject {
    case .device(let device): device.binding
    case .service(let binding): binding
    }
  }

  /// What tells it from every other: the node's path, or the service's name.
  public var identity: String {
    switch subject {
    case .device(let device): device.node.path
    case .service(let binding): Self.identity(ofService: binding.service ?? "")
    }
  }

  /// What people call it.
  public var displayName: String {
    device?.node.displayName ?? identity
  }

  /// The name that the image's table has.
  public var name: String { device?.name ?? binding.service ?? "" }

  public var location: SourceLocation? { device?.node.location ?? binding.location }

  /// In init order, so that mistakes of the description are found before anything is compiled.
  static func sorted(_ entries: [InitEntry], _ ordinals: NodeOrdinals) throws -> [InitEntry] {
    let steps = try entries.enumerated().map { try InitStep($1, place: $0, ordinals: ordinals) }
    return try InitGraph(steps).sorted().compactMap { step in
      if case .description(let entry) = step.origin { entry } else { nil }
    }
  }

  public var hasInit: Bool { binding.`init` != nil }
  public var isDeferred: Bool { device?.isDeferred ?? false }

  /// The node's own, or else the driver's.
  func policy() throws -> InitPolicy {
    if let property = device?.node[KernelProperty.initPolicy] {
      return try .named(property.string ?? "", of: displayName, at: property.location)
    }
    guard let name = binding.policy else { return .optional }
    return try .named(name, of: displayName, at: binding.location)
  }

  /// Milliseconds: the node's own, or else the driver's; nil if neither says.
  func deadline() throws -> Int? {
    if let property = device?.node[KernelProperty.initDeadline] {
      let number = property.cell.map(Int.init) ?? -1
      return try InitStep.checked(deadline: number, of: displayName, at: property.location)
    }
    return try binding.deadline.map {
      try InitStep.checked(deadline: $0, of: displayName, at: binding.location)
    }
  }

  private static func identity(ofService name: String) -> String { "service " + name }

  private static func unknown(_ name: String, of binding: Binding, all: [Binding]) -> Failure {
    let service = binding.service ?? ""
    if let other = all.first(where: { $0.service == name || $0.serves(name) }) {
      let symbol = other.kconfig.map { "CONFIG_" + $0 } ?? "the driver"
      return Failure(
        "the service \(service) comes up after '\(name)', which this image does not have",
        at: binding.location, notes: [.init("'\(name)' comes from here", at: other.location)],
        remedy: other.service == nil
          ? "enable a node that \(symbol) serves, or drop it from 'after'"
          : "add \(symbol)=y, or drop it from 'after'")
    }
    let known = all.compactMap(\.service) + all.flatMap { $0.compatible ?? [] }
    let nearest = NearestMatch.hint(for: name, among: known)
    return Failure(
      "the service \(service) comes up after '\(name)', which no binding knows\(nearest)",
      at: binding.location, remedy: "name a service, or a compatible string of a driver")
  }
}
