// What the entries of a random tree say about themselves, and what a user assigns.

extension RandomTree {
  mutating func properties(of number: Int) -> String {
    let limit = peers[number].lowerBound
    var lines = effects(of: number)
    if dice.chance(35) { lines += [dependency(percent: 100, before: limit)] }
    for _ in 0..<dice.weighted([40, 40, 20]) {
      lines.append("\tdefault \(value(of: number))\(condition(percent: 45, before: limit))\n")
    }
    if dice.chance(30), ["int", "hex"].contains(names[number].type) || dice.chance(3) {
      for _ in 0...dice.weighted([70, 30]) {
        let bounds = "\(bound(of: number)) \(bound(of: number))"
        lines.append("\trange \(bounds)\(condition(percent: 40, before: limit))\n")
      }
    }
    if dice.chance(4) {
      lines.append("\toption env=\(dice.pick(["\"ARCH\"", "\"NUMBER\"", "\"UNSET\""]))\n")
    }
    if dice.chance(2) {
      lines.append("\toption \(dice.pick(["allnoconfig_y", "defconfig_list"]))\n")
    }
    if dice.chance(12) { lines.append("\t# a remark\n\n") }
    lines.shuffle(using: &dice)
    let text = declaration(of: number) + lines.joined()
    let indented = dice.chance(15) ? text.replacing("\n\t", with: "\n    ") : text
    return dice.chance(20) ? indented + help() : indented
  }

  private mutating func declaration(of number: Int) -> String {
    let limit = peers[number].lowerBound
    let type = dice.chance(1) ? "int" : names[number].type
    let prompt = "\(quoted())\(condition(percent: 25, before: limit))"
    if type.isEmpty { return dice.chance(50) ? "\tprompt \(prompt)\n" : "" }
    switch dice.weighted([65, 12, 12, 11]) {
    case 0: return "\t\(type) \(prompt)\n"
    case 1: return "\t\(type)\n\tprompt \(prompt)\n"
    case 2: return "\t\(type)\n"
    default:
      return "\tdef_\(type) \(value(of: number))\(condition(percent: 40, before: limit))\n"
    }
  }

  private mutating func effects(of number: Int) -> [String] {
    let limit = peers[number].lowerBound
    let percent = names[number].isLogical ? 22 : 1
    return ["select", "imply"].filter { _ in dice.chance(percent) }.map { keyword in
      "\t\(keyword) \(target(after: number))\(condition(percent: 30, before: limit))\n"
    }
  }

  mutating func help() -> String {
    "\t\(dice.pick(["help", "help", "---help---", "help # more"]))\n"
      + dice.pick([
        "\t  One line.\n", "\n\t  After a blank line.\n\n\t    Further in.\n\t  Back.\n", "",
        "          Spaces.\n\t  A tab.\n", "\t  config INSIDE\n\t  \tbool\n", "\t  größer\n  \n",
      ])
  }

  // MARK: Assignments

  mutating func assignments() -> String {
    var lines: [String] = []
    for name in names where dice.chance(55) { lines.append(assignment(to: name)) }
    if dice.chance(20) { lines.append("CONFIG_MODULES=\(dice.pick(["y", "m", "n"]))") }
    if dice.chance(15) {
      lines.append(
        dice.pick([
          "CONFIG_NOT_THERE=y", "# CONFIG_NOT_THERE is not set", "no assignment", "CONFIG_=y", "\t",
          "#CONFIG_X is not set", "CONFIG_UNDEFINED=\"x\"", "config_x=y", "CONFIG_64BIT_0",
        ]))
    }
    if dice.chance(30) { lines.shuffle(using: &dice) }
    let end = dice.chance(4) ? "\r\n" : "\n"
    return lines.map { $0 + end }.joined()
  }

  private mutating func assignment(to name: Name) -> String {
    let symbol = (environment["CONFIG_"] ?? "CONFIG_") + name.text
    if dice.chance(6) {
      return dice.pick([
        " \(symbol)=y", "\(symbol) = y", "\(symbol)=", "\(symbol)=\"open",
        "\(symbol)=y\n\(symbol)=n",
        "# \(symbol) is not set ", "#  \(symbol) is not set", "\(symbol)=y # remark", "\(symbol)",
        "# \(symbol) is not set\n\(symbol)=m", "\(symbol)=Y", "\(symbol)=\"y\"",
      ])
    }
    let type = dice.chance(5) ? dice.pick(["bool", "int", "hex", "string"]) : name.type
    switch type {
    case "bool", "tristate":
      switch dice.weighted([50, 25, 15, 10]) {
      case 0: return symbol + "=y"
      case 1: return "# \(symbol) is not set"
      case 2: return symbol + "=m"
      default: return symbol + "=n"
      }
    case "int", "hex":
      let spaced = dice.chance(5) ? dice.pick([" ", "\t", "  "]) : ""
      return symbol + "=" + number() + spaced
    default:
      return symbol + "="
        + dice.pick([
          "\"plain\"", "\"\"", "\"a \\\"b\\\" \\\\ c\"", "\"größer\"", "\"tail\" ", "bare", "'a'",
          "\"$(ARCH)\"", "\"a\"b\"", "\"back\\\"", "\"\\q\"", "\"# x\"",
        ])
    }
  }
}
