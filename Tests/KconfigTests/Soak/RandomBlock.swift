// Blocks and entries of a random tree, and the files they are in.

extension RandomTree {
  /// A few entries; at least one symbol is written while there are any left.
  mutating func block(depth: Int) -> String {
    var text = ""
    for _ in 0...Int.random(in: 0...3, using: &dice) {
      text += entry(depth: depth)
      if dice.chance(60) { text += "\n" }
      if dice.chance(4) { text += "# a remark: config NOT_HERE\n" }
    }
    return text
  }

  private mutating func entry(depth: Int) -> String {
    let nests = depth < 4 ? 1 : 0
    switch dice.weighted([50, 10, 10 * nests, 10 * nests, 8 * nests, 5, 8 * nests, 4, 3]) {
    case 0: return symbol("config", depth)
    case 1: return symbol("menuconfig", depth)
    case 2: return menu(depth)
    case 3:
      return "if \(expression())\n\n\(inner(depth))endif\(dice.pick(["", " # end"]))\n"
    case 4: return choice(depth)
    case 5: return "comment \(quoted())\n" + dependency(percent: 50)
    case 6: return source(depth)
    case 7: return redefinition()
    default: return macros()
    }
  }

  private mutating func symbol(_ keyword: String, _ depth: Int) -> String {
    guard written < names.count else { return "" }
    let number = written
    written += 1
    return "\(keyword) \(names[number].text)\n" + properties(of: number)
  }

  /// A symbol that is there already, once more.
  private mutating func redefinition() -> String {
    let first = dice.chance(looseness) ? 0 : scope
    guard first < written else { return "" }
    let number = Int.random(in: first..<written, using: &dice)
    return "config \(names[number].text)\n" + properties(of: number)
  }

  private mutating func menu(_ depth: Int) -> String {
    var text = "menu \(quoted())\n" + dependency(percent: 40)
    if dice.chance(30) { text += "\tvisible if \(expression())\n" }
    return text + "\n" + inner(depth) + "endmenu\n"
  }

  /// A block inside one with a condition.
  private mutating func inner(_ depth: Int) -> String {
    let outer = scope
    scope = written
    defer { scope = outer }
    return block(depth: depth + 1)
  }

  // MARK: Choices

  private mutating func choice(_ depth: Int) -> String {
    let (name, limit) = choiceName()
    let members = written..<min(names.count, written + Int.random(in: 1...4, using: &dice))
    for number in members { peers[number] = limit..<members.upperBound }
    var text = "choice\(name)\n"
    switch dice.weighted([35, 35, 20, 10]) {
    case 0: text += "\tprompt \(quoted())\(condition(percent: 20, before: limit))\n"
    case 1: text += "\tbool \(quoted())\(condition(percent: 20, before: limit))\n"
    case 2: text += "\ttristate \(quoted())\n"
    default: text += "\t\(dice.pick(["bool", "tristate"]))\n"
    }
    if dice.chance(30) { text += "\toptional\n" }
    text += dependency(percent: 25, before: limit)
    for _ in 0..<dice.weighted([50, 30, 20]) where !members.isEmpty {
      let condition = condition(percent: 50, before: limit)
      text += "\tdefault \(names[dice.pick(members)].text)\(condition)\n"
    }
    if dice.chance(15) { text += help() }
    text += "\n"
    for number in members { text += member(number) }
    return text + "endchoice\n"
  }

  /// No name, a new one or one used before, and before which symbol its conditions end.
  private mutating func choiceName() -> (name: String, limit: Int) {
    if dice.chance(55) { return ("", written) }
    if let old = namedChoices.last, old.before >= scope, dice.chance(50) {
      return (" " + old.name, old.before)
    }
    let name = "CHOICE_\(namedChoices.count)"
    namedChoices.append((name, written))
    return (" " + name, written)
  }

  /// Usually a bool or tristate of its own; sometimes in a block in between.
  private mutating func member(_ number: Int) -> String {
    written = number + 1
    let limit = peers[number].lowerBound
    var text = "config \(names[number].text)\n"
    if dice.chance(75) {
      let type = dice.pick(["bool", "bool", "tristate"])
      text += "\t\(type) \(quoted())\(condition(percent: 25, before: limit))\n"
      text += dependency(percent: 25, before: limit)
      if dice.chance(15) {
        text += "\tselect \(target(after: number))\(condition(percent: 30, before: limit))\n"
      }
    } else {
      text += properties(of: number)
    }
    switch dice.weighted([84, 6, 4, 6]) {
    case 1: return "if \(expression(before: limit))\n\(text)endif\n"
    case 2: return "comment \(quoted())\n" + text
    // It is in a menu below the member before then, and no member.
    case 3 where number > limit: return text + "\tdepends on \(names[number - 1].text)\n"
    default: return text + (dice.chance(15) ? help() : "")
    }
  }

  // MARK: Files

  private mutating func source(_ depth: Int) -> String {
    if dice.chance(12) {
      return dice.pick([
        "osource \"missing/Kconfig\"\n", "orsource \"missing*\"\n", "orsource \"no/*/K?\"\n",
        "osource \"\(folder)nothing.[a-f]\"\n",
      ])
    }
    if dice.weighted([250, 1]) == 1 { return "source \"missing/Kconfig\"\n" }
    let outer = folder
    let inner = dice.pick(["", "sub/", "a/b/", "dir.d/"])
    fileCount += 1
    let stem = "Kconfig.\(fileCount)"
    let isGlob = dice.chance(40)
    folder = outer + inner
    for suffix in isGlob ? ["a", "b"] : [""] {
      files[folder + stem + suffix] = block(depth: depth + 1)
    }
    folder = outer
    let pattern = stem + (isGlob ? dice.pick(["*", "?", "[ab]", "[!x]", "[a-z]"]) : "")
    if dice.chance(45) { return "\(dice.pick(["rsource", "orsource"])) \"\(inner)\(pattern)\"\n" }
    if dice.chance(25) {
      return "from-here := \(outer)\(inner)\nsource \"$(from-here)\(pattern)\"\n"
    }
    return "\(dice.pick(["source", "osource"])) \"\(outer)\(inner)\(pattern)\"\n"
  }
}
