import KernelCore

@testable import BoardTool

/// What a run that ends before main must come to, with what is injected: from the graph alone.
struct InitForecast {
  struct Row: Equatable {
    var state = InitState.waiting
    /// The place of the entry that it was skipped for.
    var cause: Int?
  }

  /// When all is up that comes up, and at the end of the run.
  private(set) var atBoot: [Row]
  private(set) var atEnd: [Row]
  /// What is up, in the order in which it came up.
  private(set) var trail: [Int] = []
  private(set) var status: Int32 = 0
  /// The console's lines about entries, and its banner; a report of a fault as its first line.
  private(set) var lines: [String] = []
  /// Whether the run gets to its report of all entries.
  private(set) var isWhole = true

  /// Whether what goes wrong is ended: in the report of a fault nothing is, nor the clock's shutdown, nor
  /// what overruns without a clock.
  private(set) var isBounded = true

  private let image: Image
  private let names: [String]
  private let console: Int?
  /// Whether what is printed is seen.
  private var isHeard: Bool
  private var isHalted = false
  /// What the report of a fault has brought up before its turn.
  private var broughtUp: Set<Int> = []
  /// Whose shutdown function is not called, so that its device may still be seen to work.
  private let leftAlone: [String]

  init(_ image: Image, _ injections: [InitInjection]) {
    self.image = image
    let table = image.plan.table
    names = table.map(\.recordName)
    leftAlone = zip(table, names).filter { step, _ in
      injections.contains { $0.entry == step.name && $0.kind.isOnWayBack }
    }.map(\.1)
    atBoot = table.map { _ in Row() }
    atEnd = atBoot
    let identity = image.model.console?.node.path
    console = table.firstIndex { $0.identity == identity }
    isHeard = identity != nil && console == nil
    comeUp(table, injections.filter { !$0.kind.isOnWayBack })
    if isWhole { lines += isHeard ? names.indices.map(reportLine) : [] }
    atEnd = atBoot
    if !isHalted { goDown(injections.filter(\.kind.isOnWayBack)) }
    let clock = table.firstIndex { $0.identity == image.model.clock?.node.path }
    if let clock, atBoot[clock].state != .up, injections.count > 1,
      injections.contains(where: { $0.kind == .overrun || $0.kind == .shutdownOverrun })
    {
      isBounded = false
    }
  }

  private mutating func comeUp(_ table: [InitStep], _ injections: [InitInjection]) {
    let places = Dictionary(uniqueKeysWithValues: table.enumerated().map { ($1.identity, $0) })
    let boot = table.prefix { $0.level != nil }
    for stage in InitLevel.allCases.indices {
      if stage == InitLevel.allCases.count - 1 { say("*** Bulkhead on \(image.board.name) ***") }
      for (place, step) in boot.enumerated() where step.stage == stage {
        let others = step.dependencies.compactMap { places[$0.target] }
        if let cause = others.first(where: { atBoot[$0].state != .up }) {
          atBoot[place] = Row(state: .skipped, cause: cause)
        } else {
          let kind = injections.first { $0.entry == step.name }?.kind
          if kind == .fault { reportFault(at: place, injections) }
          atBoot[place].state =
            switch kind {
            case .fail: .failed
            case .fault: .faulted
            case .overrun: .overran
            default: .up
            }
        }
        conclude(place, step)
        if !isWhole { return }
      }
    }
  }

  private mutating func conclude(_ place: Int, _ step: InitStep) {
    if atBoot[place].state == .up {
      trail.append(place)
      if place == console { isHeard = true }
      return
    }
    say("init of \(names[place])" + fate(atBoot[place]))
    broughtUp.remove(place)
    if place == console { isHeard = false }
    if step.policy == .optional { return }
    isWhole = false
    status = 1
    isHalted = step.policy == .essential
    say("it is " + (isHalted ? "essential: halted" : "required: shutting down"))
    if isHeard { lines += names.indices.map(reportLine) }
  }

  private mutating func goDown(_ injections: [InitInjection]) {
    for place in trail.reversed() {
      let name = image.plan.table[place].name
      let kind = injections.first { $0.entry == name }?.kind
      if kind == .shutdownFault { say("*** fatal error") }
      atEnd[place].state =
        switch kind {
        case .shutdownFail: .downFailed
        case .shutdownFault: .downFaulted
        case .shutdownOverrun: .downOverran
        default: .down
        }
      if place == console { isHeard = false }
      if atEnd[place].state != .down {
        status = 1
        say("shutdown of \(names[place])" + fate(atEnd[place]))
      }
    }
  }

  /// A console that is not up yet is brought up for the report, with the devices before it, unless one
  /// of them has failed or fails then.
  private mutating func reportFault(at place: Int, _ injections: [InitInjection]) {
    if let console, !isHeard, atBoot[console].state == .waiting {
      isHeard = true
      for other in 0...console where isHeard && atBoot[other].state != .up {
        if !image.plan.table[other].hasDevice || broughtUp.contains(other) { continue }
        let name = image.plan.table[other].name
        let kind = injections.first { $0.entry == name }?.kind
        if other == place || atBoot[other].state != .waiting || kind == .fail { isHeard = false }
        if other != place, kind == .fault || kind == .overrun { isBounded = false }
        if isHeard { broughtUp.insert(other) }
      }
    }
    say("*** fatal error")
  }

  private mutating func say(_ line: String) { if isHeard { lines.append(line) } }

  private func reportLine(_ place: Int) -> String { "  \(names[place])" + fate(atBoot[place]) }

  private func fate(_ row: Row) -> String {
    switch row.state {
    case .waiting: " waits"
    case .up: " is up"
    case .failed, .downFailed: " failed: -5"
    case .overran, .downOverran: " ended at its deadline"
    case .faulted, .downFaulted: " faulted"
    case .skipped: " skipped: it depends on " + (row.cause.map { names[$0] } ?? "")
    default: " \(row.state)"
    }
  }

  /// Of a console's lines those that the forecast is about, without figures of time.
  func selected(from lines: [String]) -> [String] {
    let entries = names.map { "  \($0) " }
    return lines.compactMap { line in
      if leftAlone.contains(where: { line.hasPrefix("shutdown of \($0) left ") }) { return nil }
      if line.hasPrefix("*** fatal error") { return "*** fatal error" }
      let isOfBoot = ["init of ", "shutdown of ", "it is ", "*** "].contains { line.hasPrefix($0) }
      guard isOfBoot || entries.contains(where: { line.hasPrefix($0) }) else { return nil }
      return line.replacing(/, \d+ us$/, with: "")
    }
  }
}

extension InitStep {
  fileprivate var hasDevice: Bool {
    if case .description(let entry) = origin { entry.device != nil } else { false }
  }

  /// The name that the image has for it.
  fileprivate var recordName: String {
    switch origin {
    case .description(let entry): entry.name
    case .code(let declaration, _): declaration.id
    }
  }
}
