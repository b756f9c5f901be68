// Turns the tree as it was read into the tree that counts: dependencies go down from each entry
// to what it contains, properties go up to the symbols, `if` blocks vanish, and entries that
// depend on the symbol before them move below it.

struct MenuFinalizer {
  /// Works on the whole tree below `top`.
  static func finalize(_ top: MenuNode, symbols: SymbolTable) {
    finish(top, visibleIf: .constant(.yes))
    for symbol in symbols {
      symbol.directDependency =
        symbol.nodes.count == 1
        ? symbol.nodes[0].dependency : .anyOf(symbol.nodes.map(\.dependency))
    }
  }

  /// Handles an entry and everything in it.
  private static func finish(_ node: MenuNode, visibleIf: Condition) {
    if let symbol = node.symbol {
      addProperties(of: node, to: symbol)
    } else if !node.children.isEmpty {
      let visible = node.isMenu ? visibleIf.and(node.visibility) : visibleIf
      for child in node.children { inherit(child, from: node, visibleIf: visible) }
      node.children = settle(finishSiblings(node.children, visibleIf: visible))
    }
    if let choice = node.choice {
      choice.defaults += node.defaults
      adopt(node.children, into: choice)
    }
  }

  /// Handles entries of one level and moves each below the closest symbol before it that it
  /// hangs on, in a row without gaps.
  private static func finishSiblings(_ nodes: [MenuNode], visibleIf: Condition) -> [MenuNode] {
    var level: [MenuNode] = []
    /// The symbols that may still take an entry in, the innermost last.
    var owners: [MenuNode] = []
    func close() { owners.removeLast().settleChildren() }
    for node in nodes {
      while let last = owners.last, let symbol = last.symbol {
        if (node.prompt?.condition ?? node.dependency).hangs(on: symbol) { break }
        close()
      }
      if let last = owners.last {
        last.children.append(node)
      } else {
        level.append(node)
      }
      finish(node, visibleIf: visibleIf)
      if node.symbol != nil { owners.append(node) }
    }
    while !owners.isEmpty { close() }
    return level
  }

  /// The entries of a level, with those that have no title replaced by what they contain.
  ///
  /// A choice without a prompt keeps its members: it may add to a choice defined elsewhere.
  fileprivate static func settle(_ nodes: [MenuNode]) -> [MenuNode] {
    var level: [MenuNode] = []
    for node in nodes {
      let inner = node.children
      let isOpened = !inner.isEmpty && node.prompt == nil && node.choice == nil
      if !node.isConditional { level.append(node) }
      if isOpened {
        node.children = []
        level += settle(inner)
      }
    }
    return level
  }

  /// Passes the dependency of a parent to an entry and its properties.
  private static func inherit(_ node: MenuNode, from parent: MenuNode, visibleIf: Condition) {
    let inherited = parent.choice.map(Condition.choice) ?? parent.dependency
    let dependency = node.dependency.and(inherited)
    node.dependency = dependency
    guard node.symbol != nil || node.choice != nil else {
      node.prompt?.condition = dependency
      return
    }
    if let own = node.prompt?.condition {
      node.prompt?.condition = own.and(visibleIf.and(dependency))
    }
    if dependency.isYes { return }
    for index in node.defaults.indices {
      node.defaults[index].condition = node.defaults[index].condition.and(dependency)
    }
    for index in node.ranges.indices {
      node.ranges[index].condition = node.ranges[index].condition.and(dependency)
    }
    for index in node.selects.indices {
      node.selects[index].condition = node.selects[index].condition.and(dependency)
    }
    for index in node.implies.indices {
      node.implies[index].condition = node.implies[index].condition.and(dependency)
    }
  }

  /// Gives the properties of one definition to its symbol and to the symbols it affects.
  private static func addProperties(of node: MenuNode, to symbol: Symbol) {
    symbol.defaults.join(node.defaults)
    symbol.ranges.join(node.ranges)
    for effect in node.selects where !effect.condition.isNo {
      effect.target.selectedBy.append(
        Kconfig.ReverseDependency(symbol: symbol, condition: effect.condition))
    }
    for effect in node.implies where !effect.condition.isNo {
      effect.target.impliedBy.append(
        Kconfig.ReverseDependency(symbol: symbol, condition: effect.condition))
    }
  }

  /// Makes the symbols directly below a choice its members.
  ///
  /// The type of the choice is that of its first member with one, and members without a type have
  /// that of the choice.
  private static func adopt(_ nodes: [MenuNode], into choice: Choice) {
    for symbol in nodes.compactMap(\.symbol) {
      symbol.choice = choice
      choice.symbols.append(symbol)
    }
    if choice.declaredType == .unknown {
      choice.declaredType =
        choice.symbols.lazy.map(\.declaredType).first { $0 != .unknown } ?? .unknown
    }
    for symbol in choice.symbols where symbol.declaredType == .unknown {
      symbol.declaredType = choice.declaredType
    }
  }
}

extension Array {
  /// Appends, and shares the storage where there was nothing before: most symbols have one
  /// definition.
  fileprivate mutating func join(_ other: [Element]) {
    if isEmpty { self = other } else { self += other }
  }
}

extension MenuNode {
  fileprivate func settleChildren() {
    if !children.isEmpty { children = MenuFinalizer.settle(children) }
  }
}
