import Devicetree

/// The order in which an image comes up, as its table says, and why.
public struct InitExplanation: Sendable {
  /// One entry of the table.
  struct Step: Sendable {
    var name: String
    /// The driver's folder, or the file of an entry in code.
    var source: String
    var reasons: [String]
    var dependencies: [InitDependency]
    var identity: String
    var hasShutdown: Bool
  }

  struct Stage: Sendable {
    var title: String
    var steps: [Step]
  }

  let image: String
  let stages: [Stage]
  /// Entries with nothing to start, but on which others depend.
  let ready: [InitEntry]
  private let leftOut: [(node: Node, symbol: String)]

  public init(of image: Image) async throws {
    let model = image.model
    self.image = "\(image.application.name) on \(model.board.name)"
    let table = try InitTable(ELFFile(image.elf.bytes()))
    let symbolizer = Symbolizer(toolchain: try Toolchain(), elf: image.elf)
    var stages: [Stage] = []
    for (title, symbols) in table.stages {
      var steps: [Step] = []
      for symbol in symbols {
        if let entry = model.entry(ofSymbol: symbol.name) {
          steps.append(Step(entry, in: model))
        } else if let node = model.node(ofSymbol: symbol.name) {
          steps.append(await Step(deviceOf: node, symbol, symbolizer, in: model))
        } else {
          steps.append(await Step(inCode: symbol, symbolizer))
        }
      }
      if !steps.isEmpty { stages.append(Stage(title: title, steps: steps)) }
    }
    self.stages = stages
    ready = model.entries.filter { !$0.hasInit }
    leftOut = model.leftOut
  }

  /// A paragraph for each level; entries are numbered in the order of the boot.
  public var text: String {
    var lines = ["init order of \(image)"]
    var number = 0
    let width = stages.flatMap(\.steps).map(\.name.count).max() ?? 0
    for stage in stages {
      lines.append(stage.title)
      for step in stage.steps {
        number += 1
        let place = stage.title == InitTable.onRequest ? "-" : "\(number)"
        let head = pad(place, to: 4, left: true) + "  " + pad(step.name, to: width) + "  "
        lines.append(head + step.source)
        lines += step.reasons.map { String(repeating: " ", count: head.count) + $0 }
      }
    }
    if !ready.isEmpty {
      lines.append("ready from reset: " + ready.map(\.displayName).joined(separator: ", "))
    }
    for (node, symbol) in leftOut {
      lines.append("left out: \(node.displayName), for CONFIG_\(symbol)=n")
    }
    return lines.joined(separator: "\n")
  }

  private func pad(_ text: String, to width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return left ? space + text : text + space
  }
}

extension InitExplanation.Step {
  fileprivate init(_ entry: InitEntry, in model: ImageModel) {
    let byIdentity = Dictionary(
      model.entries.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    let present = entry.dependencies.filter { byIdentity[$0.target]?.hasInit == true }
    var reasons = present.map { dependency in
      "after \(byIdentity[dependency.target]?.displayName ?? "") (\(dependency.reason)"
        + (dependency.location.map { ", \($0)" } ?? "") + ")"
    }
    if present.isEmpty { reasons = ["depends on nothing that has to come up"] }
    self.init(
      name: entry.displayName, source: entry.binding.name,
      reasons: ["\(entry.level.rawValue): \(entry.levelReason(model.configuration))"] + reasons,
      dependencies: entry.dependencies, identity: entry.identity,
      hasShutdown: entry.binding.shutdown != nil)
  }

  /// A device that code makes of a node: what the node needs places it.
  fileprivate init(
    deviceOf node: Node, _ symbol: ELFFile.Symbol, _ symbolizer: Symbolizer, in model: ImageModel
  ) async {
    let needed = model.ordinals.requirements[node.path] ?? []
    let nodes = needed.filter { $0 != "/" }.compactMap { model.tree[$0] }
    let place = await symbolizer.place(ofData: symbol.address)
    self.init(
      name: node.displayName, source: place ?? "code",
      reasons: ["in code: DEVICE_DT_DEFINE"]
        + nodes.map { "its node needs \($0.displayName)" },
      dependencies: nodes.map { .init(target: $0.path, reason: "its node needs it") },
      identity: node.path, hasShutdown: false)
  }

  /// An entry of SYS_INIT or DEVICE_DEFINE: its level's number places it.
  fileprivate init(inCode symbol: ELFFile.Symbol, _ symbolizer: Symbolizer) async {
    let match = symbol.name.firstMatch(of: /^bulkhead_init_(.+)_P_(\d+)$/)
    let place = await symbolizer.place(ofData: symbol.address)
    let priority = match.map { ", by its priority \($0.2)" } ?? ""
    self.init(
      name: match.map { String($0.1) } ?? symbol.name, source: place ?? "code",
      reasons: ["in code: after the level's devices\(priority)"],
      dependencies: [], identity: symbol.name, hasShutdown: false)
  }
}

extension InitEntry {
  /// What gave the entry its level.
  fileprivate func levelReason(_ configuration: Configuration) -> String {
    if let property = device?.node[KernelProperty.initLevel] {
      return KernelProperty.initLevel + (property.location.map { ", \($0)" } ?? "")
    }
    let symbol = level.symbol(of: binding)
    if let place = configuration.assignments[symbol] { return "CONFIG_\(symbol), \(place)" }
    return "the binding of \(binding.name)"
  }
}

/// The table of init entries in a linked image: symbols by stage, in the order of addresses.
struct InitTable {
  static let onRequest = "on request"

  let stages: [(title: String, symbols: [ELFFile.Symbol])]

  init(stages: [(title: String, symbols: [ELFFile.Symbol])]) {
    self.stages = stages
  }

  /// Throws if the image has no table.
  init(_ file: ELFFile) throws {
    func address(_ name: String) throws -> UInt64 {
      guard let symbol = file.symbols.first(where: { $0.name == name }) else {
        throw Failure("the image has no symbol \(name): was it stripped?")
      }
      return symbol.address
    }
    let titles = InitLevel.allCases.map(\.rawValue) + [Self.onRequest]
    let labels = InitLevel.allCases.map { "__bulkhead_init_\($0.rawValue)" }
    let bounds = try (labels + ["__bulkhead_init_end", "__bulkhead_init_deferred_end"]).map(address)
    stages = titles.enumerated().map { index, title in
      let range = bounds[index]..<max(bounds[index], bounds[index + 1])
      let symbols = file.symbols
        .filter { $0.size > 0 && $0.section != nil && range.contains($0.address) }
        .sorted { $0.address < $1.address }
      return (title, symbols)
    }
  }
}
