// Computes the values that are text: strings and numbers, with ranges and defaults.

extension Evaluator {
  /// The bounds that apply to a number at the moment.
  struct Bounds {
    let low: Number
    let high: Number

    func contains(_ number: Number) -> Bool { number >= low && number <= high }
  }

  /// The value of a symbol as text.
  ///
  /// Names that are no option are their own value.
  func text(of symbol: Symbol) -> String {
    if let known = symbol.cachedText { return known }
    let text: String
    switch symbol.declaredType {
    case .bool, .tristate: return tristate(of: symbol).letter
    case .unknown: return symbol.name
    case .string: text = string(symbol)
    case .int, .hex: text = number(symbol)
    }
    if symbol.environmentVariable != nil || symbol === defaultsListSymbol {
      symbol.isWritten = false
    }
    symbol.cachedText = text
    return text
  }

  /// The text of a default.
  func text(of value: Condition) -> String {
    switch value {
    case .symbol(let symbol): text(of: symbol)
    case .constant(let literal): literal.letter
    default: self.value(of: value).letter
    }
  }

  private func string(_ symbol: Symbol) -> String {
    let visibility = visibility(of: symbol)
    symbol.isWritten = visibility != .no
    if visibility != .no, let wanted = symbol.userText { return wanted }
    guard let (value, _) = activeDefault(of: symbol) else { return "" }
    symbol.isWritten = true
    return text(of: value)
  }

  private func number(_ symbol: Symbol) -> String {
    let type = symbol.declaredType
    let visibility = visibility(of: symbol)
    symbol.isWritten = visibility != .no
    let bounds = activeBounds(of: symbol)
    if visibility != .no, let wanted = symbol.userText,
      let number = Number(wanted, radix: type.radix), bounds?.contains(number) ?? true
    {
      return wanted
    }
    let active = activeDefault(of: symbol)
    if active != nil { symbol.isWritten = true }
    let text = active.map { self.text(of: $0.value) } ?? ""
    let number = Number(text, radix: type.radix) ?? .zero
    guard let bounds, !bounds.contains(number) else { return text }
    let edge = (number < bounds.low ? bounds.low : bounds.high).text(as: type)
    if active != nil {
      findings.warn(
        .defaultClamped(
          from: text, to: edge, low: bounds.low.text(as: type), high: bounds.high.text(as: type)),
        symbol)
    }
    return edge
  }

  /// The first range whose condition holds; a bound that is no number counts as 0.
  func activeBounds(of symbol: Symbol) -> Bounds? {
    let radix = symbol.declaredType.radix
    guard let range = symbol.ranges.first(where: { value(of: $0.condition) != .no }) else {
      return nil
    }
    return Bounds(
      low: Number(text(of: range.low), radix: radix) ?? .zero,
      high: Number(text(of: range.high), radix: radix) ?? .zero)
  }
}
