import Devicetree
import ELF

/// The order in which an image comes up, as its table says, and why.
public struct InitExplanation: Sendable {
  /// One entry of the table.
  struct Step: Sendable {
    var name: String
    /// The driver's folder, or the place of an entry in code.
    var source: String
    var reasons: [String]
    var dependencies: [InitDependency]
    var identity: String
    var hasShutdown: Bool
    /// Why calls of its device are done also when it is not up; nil if they are refused.
    var gap: String?
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
  private let reach: String

  /// Reads the order back from the linked image.
  public init(of image: Image) throws {
    let model = image.model
    self.image = "\(image.application.name) on \(model.board.name)"
    let file = try ELFFile(image.elf.bytes())
    let table = try InitTable(file)
    let symbols = Set(file.symbols.filter { $0.section != nil }.map(\.name))
    let planned = Dictionary(grouping: image.plan.table, by: \.stage)
    let names = Dictionary(
      image.plan.steps.map { ($0.identity, $0.name) }, uniquingKeysWith: { first, _ in first })
    stages = try table.stages.enumerated().compactMap { index, stage in
      let steps = planned[index] ?? []
      guard stage.symbols.map(\.name) == steps.map(\.symbol) else {
        throw Failure("the table of \(image.elf.relative) is not in the order that was derived")
      }
      if steps.isEmpty { return nil }
      return Stage(
        title: stage.title,
        steps: steps.map { step in
          var shown = Step(step, names, model.configuration)
          shown.gap = step.gap(symbols)
          return shown
        })
    }
    ready = model.entries.filter { !$0.hasInit }
    leftOut = model.leftOut
    reach = model.reachOfDeadlines
  }

  /// A paragraph for each level; entries are numbered in the order of the boot.
  public var text: String {
    var lines = ["init order of \(image)"]
    var number = 0
    for stage in stages {
      lines.append(stage.title)
      for step in stage.steps {
        number += 1
        let place = stage.title == InitTable.onRequest ? "-" : "\(number)"
        lines += paragraph(place, step, step.reasons)
      }
    }
    if !ready.isEmpty {
      lines.append("ready from reset: " + ready.map(\.displayName).joined(separator: ", "))
    }
    for (node, symbol) in leftOut {
      lines.append("left out: \(node.displayName), for CONFIG_\(symbol)=n")
    }
    lines.append(reach)
    return lines.joined(separator: "\n")
  }

  /// The way back: entries are numbered in the order of the shutdown, if all came up.
  public var shutdownText: String {
    var lines = ["shutdown order of \(image)"]
    let requested = stages.filter { $0.title == InitTable.onRequest }.flatMap(\.steps)
    if !requested.isEmpty {
      lines.append("first, the last one up first, what came up on request")
      lines += requested.flatMap { paragraph("-", $0, [$0.wayBack]) }
    }
    var number = 0
    for stage in stages.reversed() where stage.title != InitTable.onRequest {
      lines.append(stage.title)
      for step in stage.steps.reversed() {
        number += 1
        lines += paragraph("\(number)", step, [step.wayBack])
      }
    }
    let unguarded = stages.flatMap(\.steps).filter { $0.gap != nil }
    if !unguarded.isEmpty {
      lines.append("unguarded: its API calls are not refused when it is down")
      lines += unguarded.flatMap { paragraph("-", $0, [$0.gap ?? ""]) }
    }
    return lines.joined(separator: "\n")
  }

  private func paragraph(_ place: String, _ step: Step, _ reasons: [String]) -> [String] {
    let width = stages.flatMap(\.steps).map(\.name.count).max() ?? 0
    let head = pad(place, to: 4, left: true) + "  " + pad(step.name, to: width) + "  "
    return [head + step.source] + reasons.map { String(repeating: " ", count: head.count) + $0 }
  }

  private func pad(_ text: String, to width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return left ? space + text : text + space
  }
}

extension InitExplanation.Step {
  fileprivate init(_ step: InitStep, _ names: [String: String], _ configuration: Configuration) {
    var reasons = step.dependencies.map { dependency in
      "after \(names[dependency.target] ?? "") (\(dependency.reason)"
        + (dependency.location.map { ", \($0)" } ?? "") + ")"
    }
    switch step.origin {
    case .description(let entry):
      if reasons.isEmpty { reasons = ["depends on nothing that has to come up"] }
      reasons.insert("\(entry.level.rawValue): \(entry.levelReason(configuration))", at: 0)
      self.init(
        name: step.name, source: entry.binding.name, reasons: reasons,
        dependencies: step.dependencies, identity: step.identity,
        hasShutdown: step.hasShutdown)
    case .code(let declaration, let node):
      let place =
        node == nil
        ? "in code: after the level's devices, by its priority \(declaration.order)"
        : "in code: DEVICE_DT_DEFINE"
      self.init(
        name: step.name, source: declaration.location.description, reasons: [place] + reasons,
        dependencies: step.dependencies, identity: step.identity,
        hasShutdown: step.hasShutdown)
    }
    let rules = step.ownRules(usualDeadline: configuration.number("INIT_DEADLINE_MS", or: 0))
    if !rules.isEmpty { self.reasons.append(rules.joined(separator: ", ")) }
  }

  fileprivate var wayBack: String {
    hasShutdown ? "its shutdown is called" : "has no shutdown: nothing is called"
  }
}

extension InitStep {
  /// Its policy and its deadline, where they are not as for most.
  fileprivate func ownRules(usualDeadline: Int) -> [String] {
    var rules = policy == .optional ? [] : ["policy \(policy.name)"]
    if let deadline, deadline != usualDeadline {
      let text = deadline == 0 ? "no deadline" : "deadline \(deadline) ms"
      // What comes up on request has none then.
      if level != nil {
        rules.append(text)
      } else if hasShutdown {
        rules.append(text + " on the way back")
      }
    }
    return rules
  }

  /// Why calls of its device are done also when it is not up; `symbols` are those of the image.
  fileprivate func gap(_ symbols: Set<String>) -> String? {
    guard let interface else { return nil }
    if case .description(let entry) = origin, entry.binding.api?.header == nil {
      return "only the kernel calls \(interface), also then"
    }
    guard let answers else { return "no answer table is named for \(interface)" }
    return symbols.contains(answers)
      ? nil : "nothing in the image calls \(answers), the answer table for \(interface)"
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

  /// Throws if the image has no table.
  init(_ file: ELFFile) throws {
    func symbol(_ name: String) throws -> ELFFile.Symbol {
      guard let symbol = file.symbols.first(where: { $0.name == name }) else {
        throw Failure("the image has no symbol \(name): was it stripped?")
      }
      return symbol
    }
    let table = try symbol("bulkhead_init_table").address
    let ends = try file.numbers(of: symbol("bulkhead_init_ends"), bytes: 2)
    let titles = InitLevel.allCases.map(\.rawValue) + [Self.onRequest]
    guard ends.count == titles.count else { throw Failure("the image has other levels than these") }
    let records = file.symbols
      .filter { $0.name.hasPrefix(InitStep.symbolPrefix) && $0.address >= table }
      .sorted { $0.address < $1.address }
    let starts = [0] + ends
    stages = try titles.enumerated().map { index, title in
      guard starts[index] <= ends[index], ends[index] <= records.count else {
        throw Failure("the image has \(records.count) init entries, and levels that end at \(ends)")
      }
      let symbols = Array(records[Int(starts[index])..<Int(ends[index])])
      return (title, symbols)
    }
  }
}
