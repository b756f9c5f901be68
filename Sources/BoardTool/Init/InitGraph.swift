import Devicetree

/// Steps of a boot and what each must come after: one order, or the reason why there is none.
///
/// By level, and within a level by rank, except that what others depend on comes before them. Each
/// step and each dependency is looked at once.
struct InitGraph {
  /// A dependency, and the place of the step that it names.
  private struct Edge {
    var target: Int
    var dependency: InitDependency
  }

  private let steps: [InitStep]
  private let edges: [[Edge]]

  /// Steps with different identities; a dependency on anything else means nothing.
  init(_ steps: [InitStep]) {
    self.steps = steps
    let places = Dictionary(
      zip(steps.map(\.identity), steps.indices), uniquingKeysWith: { first, _ in first })
    edges = steps.map { step in
      step.dependencies.compactMap { dependency in
        places[dependency.target].map { Edge(target: $0, dependency: dependency) }
      }
    }
  }

  /// The steps in the order in which they come up; those that come up on request stand last.
  ///
  /// What they depend on afterwards are the steps of the table: what has nothing to start stands for
  /// what it depends on itself. Throws if steps depend on each other in a circle, or one on another
  /// that comes up later.
  func sorted() throws -> [InitStep] {
    let order = try depthFirst()
    var awaited = [[Edge]](repeating: [], count: steps.count)
    for place in order {
      awaited[place] = resolved(edges[place], awaited)
      try check(place, awaited[place])
    }
    let stages = Dictionary(grouping: order) { steps[$0].stage }
    return (0...InitLevel.allCases.count).flatMap { stages[$0] ?? [] }.map { place in
      var step = steps[place]
      step.dependencies = awaited[place].map(\.dependency)
      return step
    }
  }

  /// All places, each behind those that it depends on.
  private func depthFirst() throws -> [Int] {
    var order: [Int] = []
    var state = [Visit](repeating: .new, count: steps.count)
    // The way from a start to where the search is, with the next edge to follow from each place.
    var way: [(place: Int, next: Int)] = []
    for start in byRank where state[start] == .new {
      way.append((start, 0))
      state[start] = .open
      while let (place, next) = way.last {
        guard next < edges[place].count else {
          state[place] = .done
          order.append(place)
          way.removeLast()
          continue
        }
        way[way.count - 1].next += 1
        let target = edges[place][next].target
        switch state[target] {
        case .done: break
        case .open: throw cycle(Array(way.drop { $0.place != target }))
        case .new:
          state[target] = .open
          way.append((target, 0))
        }
      }
    }
    return order
  }

  private enum Visit {
    case new
    case open
    case done
  }

  private var byRank: [Int] {
    let keys = steps.enumerated().map { (stage: $1.stage, rank: $1.rank, place: $0) }
    return keys.sorted { $0 < $1 }.map(\.place)
  }

  private func resolved(_ direct: [Edge], _ awaited: [[Edge]]) -> [Edge] {
    var seen: Set<Int> = []
    let reached = direct.flatMap { edge in
      if steps[edge.target].hasInit { return [edge] }
      return awaited[edge.target].map { behind in
        var edge = edge
        edge.target = behind.target
        edge.dependency.target = steps[behind.target].identity
        return edge
      }
    }
    return reached.filter { seen.insert($0.target).inserted }
  }

  private func check(_ place: Int, _ awaited: [Edge]) throws {
    let step = steps[place]
    guard step.hasInit, step.level != nil else { return }
    for edge in awaited {
      let other = steps[edge.target]
      guard other.stage > step.stage else { continue }
      let names =
        "\(step.name) comes up at \(step.stageTitle) but depends on \(other.name) "
        + "(\(edge.dependency.reason)), which "
      let isDeferred = other.level == nil
      throw Failure(
        names + (isDeferred ? "is deferred" : "comes up later, at \(other.stageTitle)"),
        at: (isDeferred ? nil : step.levelLocation) ?? edge.dependency.location ?? step.location,
        notes: [.init("\(other.name) is here", at: other.location)],
        remedy: isDeferred ? step.deferralRemedy(other) : step.levelRemedy(other))
    }
  }

  /// Every edge, with the place that says so.
  private func cycle(_ way: [(place: Int, next: Int)]) -> Failure {
    let names = (way + [way[0]]).map { steps[$0.place].name }
    return Failure(
      "init cycle: " + names.joined(separator: " -> "), at: steps[way[0].place].location,
      notes: way.map { place, next in
        // The search has gone past the edge that it follows.
        let edge = edges[place][next - 1]
        return .init(
          "\(steps[place].name) needs \(steps[edge.target].name) first "
            + "(\(edge.dependency.reason))", at: edge.dependency.location)
      },
      remedy: "drop one of these relations")
  }
}

extension InitStep {
  /// The binding, if it is a service.
  private var service: Binding? {
    if case .description(let entry) = origin, entry.device == nil { entry.binding } else { nil }
  }

  /// Where a service says at which level it comes up.
  fileprivate var levelLocation: SourceLocation? { service?.location(ofKey: "level") }

  /// How it could come up behind another, which is deferred.
  fileprivate func deferralRemedy(_ other: InitStep) -> String {
    let hasNoDevice: Bool
    switch origin {
    case .description(let entry): hasNoDevice = entry.device == nil
    case .code(let declaration, _): hasNoDevice = !declaration.hasDevice
    }
    return hasNoDevice
      ? "let \(other.name) come up at boot, or drop the relation"
      : "defer \(name) too, or drop '\(KernelProperty.deferredInit)'"
  }

  /// How it could come up behind another, whose level is later.
  fileprivate func levelRemedy(_ other: InitStep) -> String {
    let level = other.stageTitle
    if let service, let later = other.level {
      return "write 'level: \(level)' in its binding.yml, or set "
        + "CONFIG_\(later.symbol(of: service))=y, or give \(other.name) an earlier level"
    }
    if case .code(_, nil) = origin {
      return "give \(name) the level \(level), or \(other.name) an earlier one"
    }
    return "give \(name) '\(KernelProperty.initLevel) = \"\(level)\"', or \(other.name) an earlier "
      + "level"
  }
}
