import Devicetree

/// The order in which devices and services come up: by level, and within a level after what they
/// depend on; else in the order of the devicetree, services last.
///
/// Derived from relations, never from numbers. What is deferred stands last.
struct InitOrder {
  private let byIdentity: [String: InitEntry]
  private var sorted: [InitEntry] = []
  private var done: Set<String> = []
  private var open: [(entry: InitEntry, edge: InitDependency?)] = []

  static func sort(_ entries: [InitEntry]) throws -> [InitEntry] {
    var order = InitOrder(entries)
    for level in InitLevel.allCases {
      for entry in entries where entry.level == level { try order.visit(entry, by: nil) }
    }
    // A dependency without an init function may have been pulled forward from another level.
    let atBoot = order.sorted.filter { !$0.isDeferred }
    return InitLevel.allCases.flatMap { level in atBoot.filter { $0.level == level } }
      + order.sorted.filter(\.isDeferred)
  }

  private init(_ entries: [InitEntry]) {
    byIdentity = Dictionary(
      entries.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func visit(_ entry: InitEntry, by edge: InitDependency?) throws {
    guard !done.contains(entry.identity) else { return }
    if let start = open.firstIndex(where: { $0.entry.identity == entry.identity }) {
      throw cycle(open[start...] + [(entry, edge)])
    }
    open.append((entry, edge))
    for dependency in entry.dependencies {
      guard let other = byIdentity[dependency.target] else { continue }
      try check(dependency, of: entry, on: other)
      try visit(other, by: dependency)
    }
    open.removeLast()
    done.insert(entry.identity)
    sorted.append(entry)
  }

  private func check(
    _ dependency: InitDependency, of entry: InitEntry, on other: InitEntry
  ) throws {
    guard other.hasInit, entry.hasInit, !entry.isDeferred else { return }
    let names =
      "\(entry.displayName) comes up at \(entry.level.rawValue) but depends on "
      + "\(other.displayName) (\(dependency.reason)), which "
    if other.isDeferred {
      throw Failure(
        names + "is deferred", at: dependency.location ?? entry.location,
        notes: [.init("\(other.displayName) is here", at: other.location)],
        remedy: "defer \(entry.displayName) too, or drop '\(KernelProperty.deferredInit)'")
    }
    if other.level > entry.level {
      throw Failure(
        names + "comes up later, at \(other.level.rawValue)",
        at: dependency.location ?? entry.location,
        notes: [.init("\(other.displayName) is here", at: other.location)],
        remedy: "give \(entry.displayName) '\(KernelProperty.initLevel) = "
          + "\"\(other.level.rawValue)\"', or \(other.displayName) an earlier level")
    }
  }

  /// Every edge, with the place that says so.
  private func cycle(_ path: ArraySlice<(entry: InitEntry, edge: InitDependency?)>) -> Failure {
    let names = path.map(\.entry.displayName)
    let edges = zip(path, path.dropFirst())
    return Failure(
      "init cycle: " + names.joined(separator: " -> "), at: path.first?.entry.location,
      notes: edges.map { from, to in
        .init(
          "\(from.entry.displayName) needs \(to.entry.displayName) first "
            + "(\(to.edge?.reason ?? ""))", at: to.edge?.location)
      },
      remedy: "drop one of these relations")
  }
}
