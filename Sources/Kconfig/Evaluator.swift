// Computes the values of symbols. Nothing is kept up to date piecemeal: an assignment makes the
// whole tree stale, and the next question computes every value once, in dependency order.

final class Evaluator {
  /// How many values may wait for another one.
  ///
  /// In dependency order it is a handful; only `MODULES`, on which every tristate depends without
  /// saying so, can make it endless.
  private static let maximumDepth = 200

  /// The symbol that says whether there are modules, when a file mentions it.
  @exclusivity(unchecked)
  private var modules: Symbol?
  /// The symbol that lists default configurations; it is not written out.
  @exclusivity(unchecked)
  private(set) var defaultsListSymbol: Symbol?
  /// What was found while computing the current values.
  @exclusivity(unchecked)
  private(set) var findings = DiagnosticLog()

  @exclusivity(unchecked)
  private var order: [Symbol] = []
  @exclusivity(unchecked)
  private var choices: [Choice] = []
  @exclusivity(unchecked)
  private var isSettled = true
  @exclusivity(unchecked)
  private var depth = 0

  /// Takes over the symbols, in an order in which each comes after those it depends on.
  func begin(
    order: [Symbol], choices: [Choice], modules: Symbol, defaultsListSymbol: Symbol?
  ) {
    self.modules = modules
    self.defaultsListSymbol = defaultsListSymbol
    self.order = order
    self.choices = choices
    isSettled = false
  }

  /// Forgets every value.
  func invalidate() { isSettled = false }

  /// Computes what is not known.
  func settle() {
    if isSettled { return }
    isSettled = true
    findings = DiagnosticLog()
    for symbol in order {
      symbol.cachedTristate = nil
      symbol.cachedText = nil
      symbol.cachedVisibility = nil
      symbol.isWritten = false
    }
    for choice in choices {
      choice.cachedVisibility = nil
      choice.cachedMode = nil
      choice.cachedSelection = nil
    }
    for symbol in order {
      if symbol.declaredType.isLogical { _ = tristate(of: symbol) } else { _ = text(of: symbol) }
    }
  }

  /// Whether the values wait for each other without end; noted as an error.
  private func isEndless(_ symbol: Symbol?) -> Bool {
    guard depth > Evaluator.maximumDepth else { return false }
    if !findings.entries.contains(where: { $0.kind == .valueLoop }) {
      findings.entries.append(
        Diagnostic(
          .valueLoop, symbol?.name, at: symbol?.locations.first, severity: .error))
    }
    return true
  }

  // MARK: Conditions

  /// The truth value of an expression.
  func value(of condition: Condition) -> Tristate {
    switch condition {
    case .constant(let value): return value
    case .symbol(let symbol): return tristate(of: symbol)
    case .choice(let choice): return mode(of: choice)
    case .not(let operand): return value(of: operand).negated
    case .all(let terms):
      var least = Tristate.yes
      for term in terms {
        least = min(least, value(of: term))
        if least == .no { break }
      }
      return least
    case .any(let terms):
      var greatest = Tristate.no
      for term in terms {
        greatest = max(greatest, value(of: term))
        if greatest == .yes { break }
      }
      return greatest
    case .compare(let left, let relation, let right):
      return relation.holds(for: compare(left, right)) ? .yes : .no
    }
  }

  /// Compares as numbers where both are numbers, else as text; two strings always as text.
  private func compare(_ left: Symbol, _ right: Symbol) -> Int {
    if left.declaredType != .string || right.declaredType != .string,
      let a = number(of: left), let b = number(of: right)
    {
      return a == b ? 0 : a < b ? -1 : 1
    }
    return text(of: left).ordering(against: text(of: right))
  }

  private func number(of symbol: Symbol) -> Number? {
    symbol.declaredType.isLogical
      ? Number(tristate(of: symbol))
      : Number(text(of: symbol), radix: symbol.declaredType.radix)
  }

  /// The greatest value that selects or implies give.
  func strongest(_ dependencies: [Kconfig.ReverseDependency]) -> Tristate {
    var greatest = Tristate.no
    for dependency in dependencies {
      let value = strength(of: dependency)
      if value == .yes { return .yes }
      greatest = max(greatest, value)
    }
    return greatest
  }

  func strength(of dependency: Kconfig.ReverseDependency) -> Tristate {
    let own = tristate(of: dependency.symbol)
    return own == .no ? .no : min(own, value(of: dependency.condition))
  }

  /// The first default whose condition holds, and that condition's value.
  func activeDefault(of symbol: Symbol) -> (value: Condition, limit: Tristate)? {
    for entry in symbol.defaults {
      let limit = value(of: entry.condition)
      if limit != .no { return (entry.value, limit) }
    }
    return nil
  }

  // MARK: Types and visibility

  private var hasModules: Bool { modules.map { tristate(of: $0) != .no } ?? false }

  func type(of symbol: Symbol) -> ValueType {
    guard symbol.declaredType == .tristate, symbol.literal == nil else {
      return symbol.declaredType
    }
    if let choice = symbol.choice, mode(of: choice) == .yes { return .bool }
    return hasModules ? .tristate : .bool
  }

  private func type(of choice: Choice) -> ValueType {
    let type = choice.declaredType
    return type == .tristate && !hasModules ? .bool : type
  }

  func visibility(of symbol: Symbol) -> Tristate {
    if let known = symbol.cachedVisibility { return known }
    if isEndless(symbol) { return .no }
    depth += 1
    defer { depth -= 1 }
    var visibility = promptVisibility(symbol.nodes)
    if let choice = symbol.choice {
      if choice.declaredType == .tristate, symbol.declaredType != .tristate,
        mode(of: choice) != .yes
      {
        visibility = .no
      } else if symbol.declaredType == .tristate, visibility == .module, mode(of: choice) == .yes {
        visibility = .no
      }
    }
    if visibility == .module && type(of: symbol) != .tristate { visibility = .yes }
    symbol.cachedVisibility = visibility
    return visibility
  }

  func visibility(of choice: Choice) -> Tristate {
    if let known = choice.cachedVisibility { return known }
    if isEndless(choice.symbols.first) { return .no }
    depth += 1
    defer { depth -= 1 }
    var visibility = promptVisibility(choice.nodes)
    if visibility == .module && type(of: choice) != .tristate { visibility = .yes }
    choice.cachedVisibility = visibility
    return visibility
  }

  private func promptVisibility(_ nodes: [MenuNode]) -> Tristate {
    var visibility = Tristate.no
    for node in nodes {
      if let prompt = node.prompt { visibility = max(visibility, value(of: prompt.condition)) }
    }
    return visibility
  }

  // MARK: Truth values

  /// The truth value of a symbol; `n` for one that is not bool or tristate.
  func tristate(of symbol: Symbol) -> Tristate {
    if let known = symbol.cachedTristate { return known }
    if isEndless(symbol) { return .no }
    depth += 1
    defer { depth -= 1 }
    let value: Tristate
    if symbol.declaredType.isLogical {
      let visibility = visibility(of: symbol)
      symbol.isWritten = visibility != .no
      value =
        symbol.choice.map { member(symbol, of: $0, visibility) } ?? free(symbol, visibility)
    } else {
      if symbol.declaredType != .unknown {
        findings.warn(.valueAsCondition(type: symbol.declaredType), symbol)
      }
      value = .no
    }
    symbol.cachedTristate = value
    return value
  }

  /// The value of a member of a choice.
  private func member(_ symbol: Symbol, of choice: Choice, _ visibility: Tristate) -> Tristate {
    if visibility == .yes { return selection(of: choice) === symbol ? .yes : .no }
    return visibility == .module && symbol.userTristate ?? .no != .no ? .module : .no
  }

  /// The value of a symbol outside choices: what the user or the defaults say, raised by imply
  /// and select.
  private func free(_ symbol: Symbol, _ visibility: Tristate) -> Tristate {
    var result = Tristate.no
    if visibility != .no, let wanted = symbol.userTristate {
      result = min(wanted, visibility)
    } else {
      if let (value, limit) = activeDefault(of: symbol) {
        result = min(self.value(of: value), limit)
        if result != .no { symbol.isWritten = true }
      }
      let implied = strongest(symbol.impliedBy)
      if implied != .no, value(of: symbol.directDependency) != .no {
        result = max(result, implied)
        symbol.isWritten = true
      }
    }
    let selected = strongest(symbol.selectedBy)
    if selected != .no {
      if value(of: symbol.directDependency) < selected { noteUnmet(symbol) }
      result = max(result, selected)
      symbol.isWritten = true
    }
    if result == .module, type(of: symbol) == .bool || strongest(symbol.impliedBy) == .yes {
      result = .yes
    }
    return result
  }

  private func noteUnmet(_ symbol: Symbol) {
    let met = value(of: symbol.directDependency)
    let selectors = symbol.selectedBy.filter { strength(of: $0) > met }.map(\.symbol)
    let notes = selectors.map { selector in
      Note(location: selector.locations.first, text: "\(selector.name) selects \(symbol.name)")
    }
    findings.entries.append(
      Diagnostic(
        .unmetSelect(
          dependency: symbol.directDependency.description, by: selectors.map(\.name)),
        symbol.name, at: symbol.locations.first, notes: notes))
  }

  // MARK: Choices

  func mode(of choice: Choice) -> Tristate {
    if let known = choice.cachedMode { return known }
    let wanted = max(choice.isOptional ? .no : .module, choice.userMode ?? .no)
    var mode = min(wanted, visibility(of: choice))
    if mode == .module && type(of: choice) == .bool { mode = .yes }
    choice.cachedMode = mode
    return mode
  }

  func selection(of choice: Choice) -> Symbol? {
    if let known = choice.cachedSelection { return known }
    let selection = computeSelection(of: choice)
    choice.cachedSelection = .some(selection)
    return selection
  }

  private func computeSelection(of choice: Choice) -> Symbol? {
    guard mode(of: choice) == .yes else { return nil }
    if let wanted = choice.userSelection, visibility(of: wanted) != .no { return wanted }
    return defaultSelection(of: choice)
  }

  /// The member that is selected when the user has not selected one.
  func defaultSelection(of choice: Choice) -> Symbol? {
    for entry in choice.defaults {
      if case .symbol(let symbol) = entry.value, value(of: entry.condition) != .no,
        visibility(of: symbol) != .no
      {
        return symbol
      }
    }
    return choice.symbols.first { visibility(of: $0) != .no }
  }
}
