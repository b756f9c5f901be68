// Which values depend on which, that no value depends on itself, and an order in which values
// can be computed one after the other.

/// A symbol or a choice: what can depend and be depended on.
enum DependencyItem {
  case symbol(Symbol)
  case choice(Choice)

  var object: AnyObject {
    switch self {
    case .symbol(let symbol): symbol
    case .choice(let choice): choice
    }
  }

  var locations: [Location] {
    switch self {
    case .symbol(let symbol): symbol.locations
    case .choice(let choice): choice.locations
    }
  }

  var label: String {
    switch self {
    case .symbol(let symbol): symbol.name
    case .choice(let choice): choice.label
    }
  }
}

/// How far the search for loops has come with an item.
enum DependencyMark {
  case unseen
  /// On the path that is being followed.
  case open
  /// Known to be in no loop.
  case done
}

struct DependencyGraph {
  /// A step of the path being followed: an item, and what it leads to.
  private struct Step {
    let item: DependencyItem
    let next: [(item: DependencyItem, entrance: Entrance)]
    var position = 0
  }

  /// How the search came to an item.
  ///
  /// Members of a choice depend on each other through it, which is no loop: neither member - choice
  /// - same member, nor choice - member - same choice.
  private enum Entrance {
    case plain
    /// To a choice, from this member.
    case member(Symbol)
    /// To a member, from its choice.
    case choice
  }

  /// Records who depends on whom.
  static func connect(symbols: SymbolTable, choices: [Choice]) {
    for symbol in symbols {
      let item = DependencyItem.symbol(symbol)
      func needs(_ condition: Condition) { connect(item, to: condition) }
      for node in symbol.nodes { if let prompt = node.prompt { needs(prompt.condition) } }
      for entry in symbol.defaults {
        needs(entry.value)
        needs(entry.condition)
      }
      for selector in symbol.selectedBy + symbol.impliedBy {
        needs(.symbol(selector.symbol))
        needs(selector.condition)
      }
      for range in symbol.ranges {
        needs(.symbol(range.low))
        needs(.symbol(range.high))
        needs(range.condition)
      }
      needs(symbol.directDependency)
    }
    for choice in choices {
      for node in choice.nodes {
        if let prompt = node.prompt { connect(.choice(choice), to: prompt.condition) }
      }
      for entry in choice.defaults { connect(.choice(choice), to: entry.condition) }
    }
  }

  private static func connect(_ dependent: DependencyItem, to condition: Condition) {
    // All that one item needs is recorded in a row, so a repetition is the last entry.
    let object = dependent.object
    condition.forEachItem { item in
      switch item {
      case .symbol(let symbol) where symbol.dependents.last?.object !== object:
        if !symbol.isConstant { symbol.dependents.append(dependent) }
      case .choice(let choice) where choice.dependents.last?.object !== object:
        choice.dependents.append(dependent)
      default: break
      }
    }
  }

  /// The symbols in an order in which each comes after those it depends on.
  ///
  /// Throws when a symbol depends on itself, with the whole loop.
  static func order(_ symbols: SymbolTable) throws -> [Symbol] {
    var finished: [Symbol] = []
    finished.reserveCapacity(symbols.count)
    for symbol in symbols { try follow(.symbol(symbol), &finished) }
    return finished.reversed()
  }

  /// Follows dependents from an item; those without unfinished dependents are finished.
  private static func follow(_ start: DependencyItem, _ finished: inout [Symbol]) throws {
    var path: [Step] = []
    func visit(_ item: DependencyItem, _ entrance: Entrance) throws {
      switch mark(of: item) {
      case .done: return
      case .open: throw loop(path.map(\.item), closedBy: item)
      case .unseen:
        set(.open, on: item)
        path.append(Step(item: item, next: successors(of: item, entrance)))
      }
    }
    try visit(start, .plain)
    while let step = path.last {
      if step.position < step.next.count {
        path[path.count - 1].position += 1
        let next = step.next[step.position]
        try visit(next.item, next.entrance)
      } else {
        set(.done, on: step.item)
        if case .symbol(let symbol) = step.item, symbol.isDefined { finished.append(symbol) }
        path.removeLast()
      }
    }
  }

  private static func successors(
    of item: DependencyItem, _ entrance: Entrance
  ) -> [(item: DependencyItem, entrance: Entrance)] {
    switch item {
    case .symbol(let symbol):
      var result = symbol.dependents.map { (item: $0, entrance: Entrance.plain) }
      if let choice = symbol.choice {
        if case .choice = entrance { return result }
        result.append((.choice(choice), .member(symbol)))
      }
      return result
    case .choice(let choice):
      var members = choice.symbols
      if case .member(let symbol) = entrance { members.removeAll { $0 === symbol } }
      return members.map { (.symbol($0), .choice) }
    }
  }

  private static func mark(of item: DependencyItem) -> DependencyMark {
    switch item {
    case .symbol(let symbol): symbol.mark
    case .choice(let choice): choice.mark
    }
  }

  private static func set(_ mark: DependencyMark, on item: DependencyItem) {
    switch item {
    case .symbol(let symbol): symbol.mark = mark
    case .choice(let choice): choice.mark = mark
    }
  }

  private static func loop(
    _ path: [DependencyItem], closedBy item: DependencyItem
  ) -> KconfigError {
    let start = path.firstIndex { $0.object === item.object } ?? 0
    // The path leads from what is needed to what needs it; people read it the other way.
    let members = Array(path[start...].reversed())
    let names = members.map(\.label) + [members[0].label]
    let notes = zip(members, names.dropFirst()).map { member, next in
      Note(location: member.locations.first, text: "\(member.label) depends on \(next)")
    }
    return KconfigError(
      "dependency loop: \(names.joined(separator: " -> "))",
      at: members[0].locations.first, notes: notes)
  }
}
