// Expressions: what dependencies and conditions are made of. Their values are computed by the
// evaluator; this file knows their shape and their text.

extension Kconfig {
  /// An expression over symbols, with a truth value.
  public enum Condition {
    /// `n`, `m` or `y`.
    case constant(Tristate)
    /// The value of a symbol; `n` for a symbol that is not bool or tristate.
    case symbol(Symbol)
    /// The mode of a choice: what its members depend on.
    case choice(Choice)
    /// `!a`
    indirect case not(Condition)
    /// `a && b && …`: the least of the values.
    case all([Condition])
    /// `a || b || …`: the greatest of the values.
    case any([Condition])
    /// A comparison, `y` or `n`.
    indirect case compare(Symbol, Relation, Symbol)
  }

  /// How two symbols are compared.
  public enum Relation: String, Sendable {
    /// `=`
    case equal = "="
    /// `!=`
    case unequal = "!="
    /// `<`
    case less = "<"
    /// `<=`
    case lessOrEqual = "<="
    /// `>`
    case greater = ">"
    /// `>=`
    case greaterOrEqual = ">="

    /// Whether the relation holds for operands of which the left is less (negative), equal
    /// (zero) or greater (positive).
    func holds(for order: Int) -> Bool {
      switch self {
      case .equal: order == 0
      case .unequal: order != 0
      case .less: order < 0
      case .lessOrEqual: order <= 0
      case .greater: order > 0
      case .greaterOrEqual: order >= 0
      }
    }
  }
}

typealias Condition = Kconfig.Condition
typealias Relation = Kconfig.Relation

extension Condition {
  var isYes: Bool {
    if case .constant(.yes) = self { return true }
    return false
  }

  var isNo: Bool {
    if case .constant(.no) = self { return true }
    return false
  }

  /// Both must hold; constants vanish where they decide nothing.
  func and(_ other: Condition) -> Condition {
    if isYes { return other }
    if other.isYes { return self }
    return isNo || other.isNo ? .constant(.no) : .all([self, other])
  }

  /// One of them must hold; constants vanish where they decide nothing.
  static func anyOf(_ conditions: [Condition]) -> Condition {
    var terms: [Condition] = []
    for condition in conditions where !condition.isNo {
      if condition.isYes { return condition }
      terms.append(condition)
    }
    return terms.count > 1 ? .any(terms) : terms.first ?? .constant(.no)
  }

  /// Whether the expression needs the symbol in the way that makes a menu entry move below it.
  ///
  /// `S != y` counts as well as `S = y`: Kconfiglib has it so, and layout follows Kconfiglib.
  func hangs(on symbol: Symbol) -> Bool {
    switch self {
    case .symbol(let other): return other === symbol
    case .all(let terms): return terms.contains { $0.hangs(on: symbol) }
    case .compare(let left, let relation, let right)
    where relation == .equal || relation == .unequal:
      let other = right === symbol ? left : right
      guard right === symbol || left === symbol else { return false }
      switch other.literal {
      case .yes: return true
      case .module: return relation == .equal
      case .no: return relation == .unequal
      case nil: return false
      }
    default: return false
    }
  }

  /// Calls `use` for each symbol and choice in the expression.
  func forEachItem(_ use: (DependencyItem) -> Void) {
    switch self {
    case .constant: break
    case .symbol(let symbol): use(.symbol(symbol))
    case .choice(let choice): use(.choice(choice))
    case .not(let operand): operand.forEachItem(use)
    case .all(let terms), .any(let terms): for term in terms { term.forEachItem(use) }
    case .compare(let left, _, let right):
      use(.symbol(left))
      use(.symbol(right))
    }
  }

  /// The operands of `&&` at the top, or the expression itself.
  var conjuncts: [Condition] {
    if case .all(let terms) = self { return terms.flatMap(\.conjuncts) }
    return [self]
  }
}

extension Kconfig.Condition: CustomStringConvertible {
  /// The expression in the notation of Kconfig files.
  public var description: String {
    switch self {
    case .constant(let value): return value.letter
    case .symbol(let symbol): return symbol.operandText
    case .choice(let choice): return choice.name.map { "<choice \($0)>" } ?? "<choice>"
    case .not(let operand):
      switch operand {
      case .constant, .symbol, .choice, .not: return "!\(operand)"
      default: return "!(\(operand))"
      }
    case .all(let terms):
      return terms.map { term in
        if case .any = term { return "(\(term))" }
        return term.description
      }.joined(separator: " && ")
    case .any(let terms):
      return terms.map { term in
        if case .all = term { return "(\(term))" }
        return term.description
      }.joined(separator: " || ")
    case .compare(let left, let relation, let right):
      return "\(left.operandText) \(relation.rawValue) \(right.operandText)"
    }
  }
}
