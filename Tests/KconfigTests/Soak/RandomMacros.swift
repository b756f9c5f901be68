// The macro language in a random tree: variables, functions, the shell.

extension RandomTree {
  /// A use of one of the variables.
  mutating func call(_ variables: [String], or other: String) -> String {
    variables.isEmpty ? other : "$(\(dice.pick(variables)))"
  }

  /// Lines that set variables or only speak.
  mutating func macros() -> String {
    (0...Int.random(in: 0...4, using: &dice)).map { _ in macro() }.joined()
  }

  private mutating func macro() -> String {
    // Now and then a name for the second time.
    if dice.chance(95) { variableCount += 1 }
    let name = "\(dice.pick(["var", "my-var", "V_"]))\(variableCount)"
    let sign = dice.pick([":=", "=", ":=   "])
    switch dice.weighted([25, 20, 12, 15, 7, 7, 7, 7]) {
    case 0:
      defer { textVariables.append(name) }
      return "\(name) \(sign) \(textValue())\n"
    case 1:
      defer { logicalVariables.append(name) }
      return "\(name) \(sign) \(logicalValue())\n"
    case 2:
      defer { textVariables.append(name) }
      return "\(name) \(dice.pick([":= ", "=  ", "+= "]))a\n\(name)+=\(textValue())\n"
    case 3:
      defer { functions.append(name) }
      let body = dice.pick(["<$(1)|$(2)|$(0)>", "$(2)$(1)", "$(1),$(3)", "$(-1)$(01)", "$($(1))"])
      return "\(name) = \(body)\(dice.chance(20) ? macroText() : "")\n"
    case 4: return "$(info,at $(filename):$(lineno))\n"
    case 5: return "$(warning-if,\(dice.pick(["y", "n", "$(YES)"])),doubtful $(EMPTY))\n"
    case 6: return "$(error-if,\(dice.weighted([30, 1]) == 1 ? "y" : "n"),wrong)\n"
    default:
      defer { textVariables.append(name) }
      return "\(name)-inner = \(macroText())\n\(name) = [$(\(name)-inner)]\n"
    }
  }

  private mutating func textValue() -> String {
    if dice.chance(40) { return macroText() }
    return dice.pick([
      "plain", "two words  here", "$(ARCH)", "$(filename)-$(lineno)", "$(nothing)x", "(a,b)", "3",
      "$(shell,printf 'one\\ntwo\\n\\n')", "$(shell,echo oops >&2; exit 3)", "0x1F", "tail  ", "",
    ])
  }

  private mutating func logicalValue() -> String {
    dice.pick([
      "y", "n", "m", "$(YES)", "$(shell,echo y)", "$(shell,[ 2 -gt 1 ] && echo y || echo n)",
      call(logicalVariables, or: "y"),
    ])
  }

  /// Text with uses of variables and functions in each other.
  mutating func macroText(depth: Int = 0) -> String {
    (0...dice.weighted([50, 35, 15])).map { _ in
      switch dice.weighted(depth < 3 ? [40, 15, 20, 5, 5] : [1, 0, 0, 0, 0]) {
      case 0: return dice.pick(["a", "b c", "-", " ", "1", "(x)", "(y,z)", "é", "$", "$ARCH", "."])
      case 1: return call(textVariables, or: "$(ARCH)")
      case 2:
        let arguments = (0..<dice.weighted([5, 30, 40, 20])).map { _ in
          "," + macroText(depth: depth + 1)
        }
        return "$(" + (functions.isEmpty ? "none" : dice.pick(functions)) + arguments.joined() + ")"
      case 3: return "$(\(dice.pick(["shell,echo ok", "lineno", "filename", "EMPTY", " ARCH"])))"
      default: return "$(\(macroText(depth: depth + 1)))"
      }
    }.joined()
  }
}
