// Explains why what a user asked for did not become the value.

extension Evaluator {
  /// The findings about symbols that do not have the value that was asked for.
  func refusals(_ symbols: SymbolTable) -> [Diagnostic] {
    symbols.compactMap { symbol in
      guard let wanted = symbol.userValue, !wanted.isSame(as: text(of: symbol)),
        let (reason, notes) = symbol.declaredType.isLogical
          ? refusalOfTruth(symbol) : refusalOfText(symbol)
      else { return nil }
      let definition = symbol.locations.map {
        Note(location: $0, text: symbol.name + " is defined here")
      }
      return Diagnostic(
        .notTaken(wanted: wanted, actual: text(of: symbol), reason: reason), symbol.name,
        at: symbol.assignment, notes: definition + notes)
    }
  }

  private typealias Reason = (Refusal, [Note])

  private func refusalOfText(_ symbol: Symbol) -> Reason? {
    if visibility(of: symbol) == .no { return hidden(symbol, below: .module) }
    guard let bounds = activeBounds(of: symbol) else { return nil }
    let type = symbol.declaredType
    return (.range(low: bounds.low.text(as: type), high: bounds.high.text(as: type)), [])
  }

  private func refusalOfTruth(_ symbol: Symbol) -> Reason? {
    guard let wanted = symbol.userTristate else { return nil }
    let isTooLow = tristate(of: symbol) < wanted
    if isTooLow && visibility(of: symbol) < wanted { return hidden(symbol, below: wanted) }
    if let choice = symbol.choice { return refusal(by: choice, of: symbol) }
    let selectors = symbol.selectedBy.filter { strength(of: $0) > wanted }
    if !selectors.isEmpty {
      return (.selected(by: selectors.map(\.symbol.name)), notes(selectors, "selects", symbol))
    }
    if visibility(of: symbol) == .no { return hidden(symbol, below: .module) }
    let implying = symbol.impliedBy.filter { strength(of: $0) == .yes }
    if !implying.isEmpty {
      return (.implied(by: implying.map(\.symbol.name)), notes(implying, "implies", symbol))
    }
    return (.notModular, [])
  }

  private func notes(
    _ dependencies: [Kconfig.ReverseDependency], _ verb: String, _ symbol: Symbol
  ) -> [Note] {
    dependencies.map { dependency in
      let name = dependency.symbol.name
      return Note(
        location: dependency.symbol.locations.first, text: "\(name) \(verb) \(symbol.name)")
    }
  }

  private func refusal(by choice: Choice, of symbol: Symbol) -> Reason {
    let note = Note(location: choice.locations.first, text: "\(symbol.name) is in this choice")
    let mode = mode(of: choice)
    guard mode == .yes else { return (.choiceMode(mode), [note]) }
    return (.choice(selected: selection(of: choice)?.name), [note])
  }

  /// Why no prompt lets the user set the symbol to `needed`.
  private func hidden(_ symbol: Symbol, below needed: Tristate) -> Reason {
    let conditions = symbol.nodes.compactMap { $0.prompt?.condition }
    if conditions.isEmpty { return (.noPrompt, []) }
    let dependency = symbol.directDependency
    if value(of: dependency) < needed {
      let unmet = unmet(in: dependency, below: needed)
      return (
        .dependencies(expression: dependency.description, unmet: unmet.map(\.description)),
        notes(unmet)
      )
    }
    let unmet = conditions.flatMap { self.unmet(in: $0, below: needed) }
    if unmet.isEmpty { return (.notModular, []) }
    let text = conditions.map(\.description).joined(separator: ", or ")
    return (.hiddenPrompt(condition: text, unmet: unmet.map(\.description)), notes(unmet))
  }

  /// The parts joined by `&&` that are worth less than needed, each once.
  private func unmet(in condition: Condition, below needed: Tristate) -> [Condition] {
    guard case .all = condition else { return value(of: condition) < needed ? [condition] : [] }
    let parts = condition.conjuncts.filter { value(of: $0) < needed }
    if parts.count < 2 { return parts }
    var seen: Set<String> = []
    return parts.filter { seen.insert($0.description).inserted }
  }

  /// Where the symbols of failed conditions are defined, and what they are.
  private func notes(_ conditions: [Condition]) -> [Note] {
    if conditions.count == 1, case .symbol(let symbol) = conditions[0] {
      return note(.symbol(symbol)).map { [$0] } ?? []
    }
    var seen: Set<ObjectIdentifier> = []
    var notes: [Note] = []
    for condition in conditions {
      condition.forEachItem { item in
        if seen.insert(ObjectIdentifier(item.object)).inserted, let note = note(item) {
          notes.append(note)
        }
      }
    }
    return notes
  }

  /// Where a symbol or choice is defined, and what it is; nil for a constant.
  private func note(_ item: DependencyItem) -> Note? {
    switch item {
    case .symbol(let symbol):
      if symbol.isConstant { return nil }
      let state = symbol.isDefined ? " is " + text(of: symbol) : " is not defined"
      return Note(location: symbol.locations.first, text: symbol.name + state)
    case .choice(let choice):
      return Note(
        location: choice.locations.first,
        text: "the \(choice.label) is in \(mode(of: choice).letter) mode")
    }
  }
}
