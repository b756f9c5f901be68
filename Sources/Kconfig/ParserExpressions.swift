// Reads expressions, from the loosest operator to the tightest: `||`, `&&`, `!` and comparison.

extension Parser {
  /// How deeply parentheses may nest before it counts as a mistake.
  private static let maximumNesting = 250

  /// Reads `if` and a condition, when they are there, up to the end of the line.
  func parseCondition() throws -> Condition {
    let condition = take(.if) ? try parseExpression() : .constant(.yes)
    try expectEnd()
    return condition
  }

  /// Reads a condition that is the rest of the line.
  func parseWholeExpression() throws -> Condition {
    let condition = try parseExpression()
    try expectEnd()
    return condition
  }

  /// Reads an expression.
  ///
  /// In a condition `m` means "if there are modules"; in a value it is just `m`.
  func parseExpression(isValue: Bool = false, nesting: Int = 0) throws -> Condition {
    var terms = [try parseConjunction(isValue, nesting)]
    while case .or? = next {
      position += 1
      terms.append(try parseConjunction(isValue, nesting))
    }
    return terms.count == 1 ? terms[0] : .any(terms)
  }

  private func parseConjunction(_ isValue: Bool, _ nesting: Int) throws -> Condition {
    let first = try parseFactor(isValue, nesting)
    guard case .and? = next else { return first }
    var terms = [first]
    while case .and? = next {
      position += 1
      terms.append(try parseFactor(isValue, nesting))
    }
    return .all(terms)
  }

  private func parseFactor(_ isValue: Bool, _ nesting: Int) throws -> Condition {
    if nesting > Parser.maximumNesting { throw error("the expression is nested too deeply") }
    let token = next
    position += 1
    switch token {
    case .symbol(let symbol)?:
      if case .relation(let relation)? = next {
        position += 1
        return .compare(symbol, relation, try expectSymbol())
      }
      guard let literal = symbol.literal else { return .symbol(symbol) }
      if literal == .module && !isValue {
        return .all([.constant(.module), .symbol(modules)])
      }
      return .constant(literal)
    case .not?:
      return .not(try parseFactor(isValue, nesting + 1))
    case .open?:
      let inner = try parseExpression(isValue: isValue, nesting: nesting + 1)
      guard case .close? = next else { throw error("a closing parenthesis is missing") }
      position += 1
      return inner
    default:
      throw error("the expression is malformed")
    }
  }

  func expectSymbol() throws -> Symbol {
    guard case .symbol(let symbol)? = next else { throw error("a symbol is missing") }
    position += 1
    return symbol
  }
}
