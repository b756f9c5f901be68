// Conditions, operands and texts of a random tree.

extension RandomTree {
  /// A symbol that conditions of the symbol with this number may name.
  private mutating func reference(before limit: Int, where isUsable: (Name) -> Bool) -> String {
    if dice.chance(looseness) { return dice.pick(names).text }
    let usable = names[..<limit].filter(isUsable)
    return usable.isEmpty ? dice.pick(["y", "n", "UNDEFINED"]) : dice.pick(usable).text
  }

  /// A symbol to select or imply.
  mutating func target(after number: Int) -> String {
    if dice.chance(looseness) { return dice.pick(names).text }
    let usable = names[peers[number].upperBound...].filter(\.isLogical)
    return usable.isEmpty || dice.chance(3) ? "UNDEFINED_TARGET" : dice.pick(usable).text
  }

  /// An expression over the symbols written so far.
  mutating func expression() -> String { expression(before: written, depth: 0) }

  mutating func expression(before limit: Int, depth: Int = 0) -> String {
    let nests = depth < 3 ? 1 : 0
    switch dice.weighted([40, 9, 14 * nests, 12 * nests, 6 * nests, 14, 4, 3, 5]) {
    case 0: return reference(before: limit) { $0.isLogical }
    case 1: return "!" + dice.pick(["", " "]) + reference(before: limit) { $0.isLogical }
    case 2: return joined(dice.pick([" && ", "&&", " \\\n\t&& "]), limit, depth)
    case 3: return joined(" || ", limit, depth)
    case 4: return "\(dice.pick(["", "!"]))(\(expression(before: limit, depth: depth + 1)))"
    case 5: return comparison(before: limit)
    case 6: return dice.pick(["y", "m", "n", "\"y\"", "'m'", "\"n\""])
    case 7: return dice.pick(["UNDEFINED", "\"text\"", "0x1", "$(EMPTY)y", "$(ARCH)"])
    default:
      return logicalVariables.isEmpty
        ? reference(before: limit) { _ in true } : "$(\(dice.pick(logicalVariables)))"
    }
  }

  private mutating func joined(_ sign: String, _ limit: Int, _ depth: Int) -> String {
    let left = expression(before: limit, depth: depth + 1)
    return left + sign + expression(before: limit, depth: depth + 1)
  }

  private mutating func comparison(before limit: Int) -> String {
    let sign = dice.pick(["=", "!=", "<", "<=", ">", ">="])
    let space = dice.pick([" ", " ", ""])
    return operand(before: limit) + space + sign + space + operand(before: limit)
  }

  private mutating func operand(before limit: Int) -> String {
    switch dice.weighted([50, 15, 12, 5, 3]) {
    case 0: reference(before: limit) { _ in true }
    case 1: number()
    case 2: dice.pick(["y", "n", "m", "\"y\"", "\"\"", "\"abc\"", "'10'", "\"0x0A\""])
    case 3: textVariables.isEmpty ? "\"a b\"" : "\"$(\(dice.pick(textVariables)))\""
    default: "UNDEFINED"
    }
  }

  /// ` if …`, or nothing.
  mutating func condition(percent: Int, before limit: Int? = nil) -> String {
    dice.chance(percent) ? " if " + expression(before: limit ?? written) : ""
  }

  /// `depends on …` as a line, or nothing.
  mutating func dependency(percent: Int, before limit: Int? = nil) -> String {
    dice.chance(percent) ? "\tdepends on \(expression(before: limit ?? written))\n" : ""
  }

  // MARK: Values

  mutating func number() -> String {
    dice.pick([
      "0", "1", "2", "7", "10", "64", "99", "100", "255", "4096", "-1", "-20", "007", "0x0", "0x1",
      "0xA", "0x0a", "0X1f", "0xFF", "0x100", "1F", "99999999999999999999", "0xfFfFfFfFfFfFfFfFf",
    ])
  }

  /// What a `default` of the symbol says.
  mutating func value(of number: Int) -> String {
    if dice.chance(4) {
      return dice.pick(["y", "m", "\"\"", "\"text\"", "UNDEFINED", "12", "0x12"])
    }
    switch names[number].type {
    case "bool", "tristate":
      return dice.chance(45)
        ? dice.pick(["y", "y", "n", "m"]) : expression(before: peers[number].lowerBound)
    case "int", "hex":
      let type = names[number].type
      switch dice.weighted([60, 15, 25]) {
      case 0: return self.number()
      case 1: return "\"\(self.number())\""
      default: return reference(before: peers[number].lowerBound) { $0.type == type }
      }
    default:
      return dice.chance(25) ? reference(before: peers[number].lowerBound) { _ in true } : quoted()
    }
  }

  /// A bound of a range.
  mutating func bound(of number: Int) -> String {
    let type = names[number].type
    return dice.chance(20)
      ? reference(before: peers[number].lowerBound) { $0.type == type } : self.number()
  }

  /// A text in quotes, as prompts and strings have it.
  mutating func quoted() -> String {
    let variable = dice.chance(30) ? macroText() : call(textVariables, or: "$(ARCH)")
    return dice.pick([
      "\"plain\"", "'single'", "\"with \\\"quotes\\\" and \\\\ \\n\"", "'it\\'s'",
      "\"# no remark\"",
      "\"größer → ∞\"", "\" white  space\"", "\"$ARCH ${ARCH} $UNSET\"", "\"$(TITLE)\"", "\"\"",
      "\"a 'b' c\"", "'a \"b\" c'", "\"\(variable)\"", "\"[\(variable)] at $(lineno)\"", "\"x\"",
      "\"tab\there\"", "\"if y\"", "\"\(dice.pick(names).text)\"",
    ])
  }
}
