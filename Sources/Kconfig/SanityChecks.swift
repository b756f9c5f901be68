// Looks at a finished tree for definitions that cannot be meant: some are errors, most are
// doubtful and reported.

struct SanityChecks {
  let log: DiagnosticLog

  /// Checks every symbol and choice.
  ///
  /// Throws for a default that is an expression where only a single symbol or constant has a value.
  func check(symbols: SymbolTable, choices: [Choice]) throws {
    for symbol in symbols {
      try checkType(of: symbol)
      checkRanges(of: symbol)
    }
    for choice in choices { try check(choice) }
  }

  private func doubt(_ text: String, _ symbol: Symbol?, at location: Location?) {
    log.warn(.definition(text), symbol, at: location)
  }

  // MARK: Symbols

  private func checkType(of symbol: Symbol) throws {
    let type = symbol.declaredType
    switch type {
    case .unknown: doubt("\(symbol.name) has no type", symbol, at: nil)
    case .bool, .tristate: checkEffects(of: symbol)
    case .int, .hex, .string:
      for node in symbol.nodes {
        for entry in node.defaults { try checkDefault(entry.value, of: symbol, at: node.location) }
        if !node.selects.isEmpty || !node.implies.isEmpty {
          doubt(
            "\(symbol.name) is of type \(type.rawValue), so its selects and implies do nothing",
            symbol, at: node.location)
        }
      }
    }
  }

  private func checkEffects(of symbol: Symbol) {
    for node in symbol.nodes {
      for effect in node.selects { check(effect, of: symbol, at: node.location) }
      for effect in node.implies { check(effect, of: symbol, at: node.location) }
    }
  }

  private func check(_ effect: MenuNode.Effect, of symbol: Symbol, at location: Location) {
    let type = effect.target.declaredType
    if type.isLogical || type == .unknown { return }
    doubt(
      "\(symbol.name) selects or implies \(effect.target.name), "
        + "which is of type \(type.rawValue)", symbol, at: location)
  }

  private func checkDefault(_ value: Condition, of symbol: Symbol, at location: Location) throws {
    let type = symbol.declaredType
    switch value {
    case .constant:
      if type != .string {
        doubt("the default \(value) of \(symbol.name) is not a number", symbol, at: location)
      }
    case .symbol(let operand):
      if type == .string {
        let isName =
          operand.isConstant || operand.isDefined || operand.name == operand.name.uppercased()
        if !isName { doubt("'\(operand.name)' should be in quotes", symbol, at: location) }
      } else if !isNumber(operand, type) {
        doubt("the default \(operand.name) of \(symbol.name) is not a number", symbol, at: location)
      }
    default:
      throw KconfigError(
        "the default of \(symbol.name) is an expression, but a \(type.rawValue) needs a single "
          + "symbol or constant: \(value)", at: location)
    }
  }

  private func checkRanges(of symbol: Symbol) {
    guard !symbol.ranges.isEmpty else { return }
    let type = symbol.declaredType
    guard type.isNumeric else {
      return doubt("\(symbol.name) has a range but is not int or hex", symbol, at: nil)
    }
    for range in symbol.ranges where !isNumber(range.low, type) || !isNumber(range.high, type) {
      doubt(
        "the range \(range.low.name) \(range.high.name) of \(symbol.name) is not numeric",
        symbol, at: nil)
    }
  }

  private func isNumber(_ symbol: Symbol, _ type: ValueType) -> Bool {
    symbol.isDefined
      ? symbol.declaredType == type : Number(symbol.name, radix: type.radix) != nil
  }

  // MARK: Choices

  private func check(_ choice: Choice) throws {
    let place = choice.locations.first
    if !choice.declaredType.isLogical {
      doubt("the \(choice.label) is neither bool nor tristate", nil, at: place)
    }
    if choice.nodes.allSatisfy({ $0.prompt == nil }) {
      doubt("the \(choice.label) has no prompt", nil, at: place)
    }
    for node in choice.nodes {
      for entry in node.defaults { try checkDefault(entry.value, of: choice, at: node.location) }
    }
    let members = Set(choice.nodes.flatMap(\.children).map(ObjectIdentifier.init))
    for symbol in choice.symbols { check(symbol, memberNodes: members) }
  }

  private func checkDefault(_ value: Condition, of choice: Choice, at location: Location) throws {
    switch value {
    case .symbol(let symbol) where symbol.choice === choice: break
    case .symbol, .constant:
      doubt("the default \(value) is not in the \(choice.label)", nil, at: location)
    default:
      throw KconfigError("the default of a choice is an expression: \(value)", at: location)
    }
  }

  private func check(_ symbol: Symbol, memberNodes: Set<ObjectIdentifier>) {
    if !symbol.defaults.isEmpty {
      doubt("defaults do nothing on \(symbol.name), a member of a choice", symbol, at: nil)
    }
    if !symbol.selectedBy.isEmpty || !symbol.impliedBy.isEmpty {
      doubt("select and imply do nothing to \(symbol.name), a member of a choice", symbol, at: nil)
    }
    for node in symbol.nodes {
      let isInside = memberNodes.contains(ObjectIdentifier(node))
      if isInside && node.prompt == nil {
        doubt("\(symbol.name), a member of a choice, has no prompt", symbol, at: node.location)
      } else if !isInside && node.prompt != nil {
        doubt("\(symbol.name) has a prompt outside its choice", symbol, at: node.location)
      }
    }
  }
}
