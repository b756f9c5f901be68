import Devicetree

/// One entry of an image's init table, wherever it was declared, as the order sees it.
struct InitStep: Sendable {
  /// Who declared it.
  enum Origin: Sendable {
    /// The description: a device or a service.
    case description(InitEntry)
    /// Code: SYS_INIT, DEVICE_DEFINE, and for a device of a node, DEVICE_DT_DEFINE.
    case code(InitDeclaration, Node?)
  }

  /// Where it stands among those of its level that do not depend on each other: devices as the
  /// devicetree orders them, services, code by its priority.
  enum Rank: Comparable, Sendable {
    case node(Int)
    case service
    case code(Int)
  }

  var origin: Origin
  /// What tells it from every other.
  var identity: String
  /// What people call it.
  var name: String
  /// nil: comes up on request.
  var level: InitLevel?
  var rank: Rank
  /// Whether it is in the table; else it is ready from reset.
  var hasInit: Bool
  var dependencies: [InitDependency]
  var policy = InitPolicy.optional
  /// Milliseconds that its init may take, 0 for ever; nil: what the configuration says.
  var deadline: Int?
  /// The functions of its device, if their class may not check whether it is up.
  var interface: String?
  /// The table that the class calls instead while the device is not up.
  var answers: String?
  var location: SourceLocation?
  /// Its record's symbol in the image; with a dot before it, its section.
  var symbol: String

  /// The stage of the boot, from 0; what comes up on request is in the last.
  var stage: Int {
    level.flatMap { InitLevel.allCases.firstIndex(of: $0) } ?? InitLevel.allCases.count
  }

  var hasShutdown: Bool {
    switch origin {
    case .description(let entry): entry.binding.shutdown != nil
    case .code(let declaration, _): declaration.hasShutdown
    }
  }

  private var hasDevice: Bool {
    switch origin {
    case .description(let entry): entry.device != nil
    case .code(let declaration, let node): declaration.hasDevice || node != nil
    }
  }

  /// Whether the kernel looks for what it leaves behind.
  var isAudited: Bool { hasDevice || hasShutdown }

  var stageTitle: String { level?.rawValue ?? InitTable.onRequest }
}

/// What an entry that does not come up means for the boot; the raw values are the plan's.
public enum InitPolicy: Int, CaseIterable, Sendable {
  case optional
  case required
  case essential

  /// Its name in a description; code has it in capitals.
  var name: String { "\(self)" }

  static func named(
    _ name: String, of subject: String, at location: SourceLocation?
  ) throws -> InitPolicy {
    if let policy = allCases.first(where: { $0.name == name.lowercased() }) { return policy }
    let names = allCases.map(\.name)
    throw Failure(
      "\(subject) has the init policy '\(name)', which there is not"
        + NearestMatch.hint(for: name.lowercased(), among: names),
      at: location, remedy: "the policies are \(names.joined(separator: ", "))")
  }
}

extension InitStep {
  /// A device or a service; `place` is its place in the image's list of entries.
  init(_ entry: InitEntry, place: Int, ordinals: NodeOrdinals) throws {
    self.init(
      origin: .description(entry), identity: entry.identity, name: entry.displayName,
      level: entry.isDeferred ? nil : entry.level,
      rank: entry.device.map { .node(ordinals[$0.node.path]) } ?? .service,
      hasInit: entry.hasInit, dependencies: entry.dependencies, policy: try entry.policy(),
      deadline: try entry.deadline(),
      interface: entry.binding.api.map(\.type).flatMap {
        Binding.Interface.checkedTypes.contains($0) ? nil : "struct " + $0
      },
      answers: entry.binding.api?.answers, location: entry.location,
      symbol: Self.symbol(ofEntry: place))
    if let property = entry.device?.node[KernelProperty.initDeadline] {
      try refuseDeadlineOnRequest(at: property.location)
    }
  }

  /// An entry that code declares; it comes up after what its node needs, if it has one.
  init(_ declaration: InitDeclaration, node: Node?, needs: [String]) throws {
    self.init(
      origin: .code(declaration, node),
      identity: node?.path ?? declaration.identity,
      name: node?.displayName ?? declaration.id, level: try declaration.initLevel(),
      rank: try declaration.rank(), hasInit: true,
      dependencies: needs.map {
        InitDependency(target: $0, reason: "its node needs it", location: node?.location)
      },
      location: declaration.location, symbol: Self.symbolPrefix + declaration.identity)
    if let property = node?[KernelProperty.initPolicy] {
      policy = try .named(property.string ?? "", of: name, at: property.location)
    }
    if let property = node?[KernelProperty.initDeadline] {
      try refuseDeadlineOnRequest(at: property.location)
      let number = property.cell.map(Int.init) ?? -1
      deadline = try Self.checked(deadline: number, of: name, at: property.location)
    }
  }

  /// A deadline of its own must count for something: on request only a shutdown function has one.
  func refuseDeadlineOnRequest(at location: SourceLocation?) throws {
    guard level == nil, !hasShutdown else { return }
    throw Failure(
      "\(name) comes up on request, where no deadline counts, and has no shutdown function",
      at: location, remedy: "drop the deadline, or let it come up at boot")
  }

  /// The plan has 16 bits for it.
  static func checked(
    deadline: Int, of name: String, at location: SourceLocation?
  ) throws -> Int {
    if (0...0xffff).contains(deadline) { return deadline }
    throw Failure(
      "the init deadline of \(name) is not a number of milliseconds from 0 to 65535",
      at: location, remedy: "0 is for an entry that may take as long as it likes")
  }

  /// The record's symbol of an entry that the description has; code can give none this name.
  static func symbol(ofEntry place: Int) -> String { symbolPrefix + "\(place)" }

  /// What comes before a name in BULKHEAD_INIT_ENTRY.
  static let symbolPrefix = "bulkhead_init_entry."
}
