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
  /// Known to be in no loop, and `MODULES` depends on it.
  case modules
}

struct DependencyGraph {
  /// A step of the path being followed: an item, and how many of those it leads to are done.
  private struct Step {
    let item: DependencyItem
    let entrance: Entrance
    /// How to go through the dependents: even turns forwards, odd ones backwards, and each pair
    /// of turns starts one further on.
    let turn: Int
    var position = 0

    /// What the item leads to next; nil when that was all.
    mutating func next() -> (item: DependencyItem, entrance: Entrance)? {
      defer { position += 1 }
      switch item {
      case .symbol(let symbol):
        if position < symbol.dependents.count { return (dependent(of: symbol), .plain) }
        guard position == symbol.dependents.count, let choice = symbol.choice else { return nil }
        if case .choice = entrance { return nil }
        return (.choice(choice), .member(symbol))
      case .choice(let choice):
        // A member is in the list once for each of its definitions in the choice.
        if case .member(let symbol) = entrance {
          while position < choice.symbols.count, choice.symbols[position] === symbol {
            position += 1
          }
        }
        return position < choice.symbols.count
          ? (.symbol(choice.symbols[position]), .choice) : nil
      }
    }

    private func dependent(of symbol: Symbol) -> DependencyItem {
      let count = symbol.dependents.count
      let index = turn == 0 ? position : (position + turn / 2) % count
      return symbol.dependents[turn % 2 == 0 ? index : count - 1 - index]
    }
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
      for dependency in [symbol.selectedBy, symbol.impliedBy].joined() {
        needs(.symbol(dependency.symbol))
        needs(dependency.condition)
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
    let identifier = ObjectIdentifier(dependent.object)
    condition.forEachItem { item in
      switch item {
      case .symbol(let symbol):
        if symbol.isConstant || symbol.lastDependent == identifier { return }
        symbol.lastDependent = identifier
        symbol.dependents.append(dependent)
      case .choice(let choice):
        if choice.lastDependent == identifier { return }
        choice.lastDependent = identifier
        choice.dependents.append(dependent)
      }
    }
  }

  /// The symbols in an order in which each comes after those it depends on.
  ///
  /// `MODULES` and all that it depends on come first: every tristate needs it without saying so.
  ///
  /// Throws when a symbol depends on itself, with the whole loop. Whether a loop between members
  /// of one choice shows depends on the order in which dependents are followed, and Kconfiglib
  /// follows them in none in particular. Such a loop is thrown when it shows in every order tried.
  static func order(
    _ symbols: SymbolTable, choices: [Choice], modules: Symbol
  ) throws -> [Symbol] {
    var finished: [Symbol] = []
    for turn in 0..<attempts {
      do {
        finished = try follow(symbols, turn: turn)
        break
      } catch  where error.isBetweenMembers && turn + 1 < attempts {
        for symbol in symbols { symbol.mark = .unseen }
        for choice in choices { choice.mark = .unseen }
      } catch {
        throw error.description
      }
    }
    if !modules.isDefined { return finished.reversed() }
    modules.mark = .modules
    var first: [Symbol] = []
    var rest: [Symbol] = []
    // Dependents come before what they depend on here.
    for symbol in finished {
      if symbol.dependents.contains(where: { mark(of: $0) == .modules }) { symbol.mark = .modules }
      if symbol.mark == .modules { first.append(symbol) } else { rest.append(symbol) }
    }
    return first.reversed() + rest.reversed()
  }

  /// In how many orders a loop must show.
  private static let attempts = 12

  private struct Loop: Error {
    let description: KconfigError
    let isBetweenMembers: Bool
  }

  /// Follows dependents from every symbol; those without unfinished dependents are finished.
  private static func follow(_ symbols: SymbolTable, turn: Int) throws(Loop) -> [Symbol] {
    var finished: [Symbol] = []
    finished.reserveCapacity(symbols.count)
    var path: [Step] = []
    for symbol in symbols where symbol.mark == .unseen {
      symbol.mark = .open
      path.append(Step(item: .symbol(symbol), entrance: .plain, turn: turn))
      while let step = path.last {
        guard let (item, entrance) = path[path.count - 1].next() else {
          set(.done, on: step.item)
          if case .symbol(let symbol) = step.item, symbol.isDefined { finished.append(symbol) }
          path.removeLast()
          continue
        }
        switch mark(of: item) {
        case .done, .modules: break
        case .open: throw loop(path, closedBy: item)
        case .unseen:
          set(.open, on: item)
          path.append(Step(item: item, entrance: entrance, turn: turn))
        }
      }
    }
    return finished
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

  private static func loop(_ path: [Step], closedBy item: DependencyItem) -> Loop {
    let start = path.firstIndex { $0.item.object === item.object } ?? 0
    let isBetweenMembers = path[start...].contains { step in
      if case .choice = step.entrance { return true }
      return false
    }
    // The path leads from what is needed to what needs it; people read it the other way.
    let members = path[start...].reversed().map(\.item)
    let names = members.map(\.label) + [members[0].label]
    let notes = zip(members, names.dropFirst()).map { member, next in
      Note(location: member.locations.first, text: "\(member.label) depends on \(next)")
    }
    let error = KconfigError(
      "dependency loop: \(names.joined(separator: " -> "))",
      at: members[0].locations.first, notes: notes, remedy: "drop one of these conditions")
    return Loop(description: error, isBetweenMembers: isBetweenMembers)
  }
}
