// A random tree of Kconfig files with assignments, all from one seed. RandomBlock.swift writes the
// entries, RandomEntry.swift what each says, RandomExpression.swift conditions and values.

import TestSupport

/// Writes Kconfig files that use the whole language, most of them valid.
///
/// Symbols are named before they are written. Conditions refer to those before, selects and implies
/// to those after, so that few trees have a loop: only the loose ones, where anything may be named.
struct RandomTree {
  struct Name {
    var text: String
    var type: String
    var isLogical: Bool { type == "bool" || type == "tristate" }
  }

  var dice: Dice
  var files: [String: String] = [:]
  private(set) var environment = [
    "ARCH": "riscv", "EMPTY": "", "NUMBER": "17", "TITLE": "the \"title\"", "YES": "y",
  ]
  let names: [Name]
  /// How many of the names have been written.
  var written = 0
  /// Percent of references that go anywhere, loops included.
  let looseness: Int
  /// The folder of the file that is being written, with a slash at its end; empty at the top.
  var folder = ""
  /// User variables whose value is text, those whose value is a tristate, and functions.
  var textVariables: [String] = []
  var logicalVariables: [String] = []
  var functions: [String] = []
  var variableCount = 0
  var fileCount = 0
  /// Conditions around the entry being written refer to symbols before this number.
  var scope = 0
  /// For each symbol, those that it is ordered with: itself, or all members of its choice.
  var peers: [Range<Int>]
  var namedChoices: [(name: String, before: Int)] = []

  init(seed: UInt64) {
    dice = Dice(seed: seed)
    looseness = dice.chance(12) ? 6 : 0
    names = Self.names(&dice)
    peers = names.indices.map { $0..<$0 + 1 }
    if dice.chance(3) { environment["CONFIG_"] = dice.pick(["", "MY_", "CONFIG_X_"]) }
    var text = preamble()
    while written < names.count { text += block(depth: 0) }
    files["Kconfig"] = dice.chance(7) ? damaged(text) : text
    files["assignments"] = assignments()
  }

  private static func names(_ dice: inout Dice) -> [Name] {
    let stems = ["UART", "CLOCK", "X", "lower_case", "64BIT", "HAVE_A_LONG_NAME", "GPIO", "T2"]
    let types = ["bool", "tristate", "int", "hex", "string", ""]
    return (0..<Int.random(in: 3...28, using: &dice)).map { number in
      let type = types[dice.weighted([46, 18, 12, 10, 10, 4])]
      return Name(text: "\(dice.pick(stems))_\(number)", type: type)
    }
  }

  /// The case, with the seed as its name.
  static func example(seed: UInt64) -> Case {
    let tree = RandomTree(seed: seed)
    return Case(
      name: "random-\(seed)", files: tree.files.mapValues { Array($0.utf8) },
      environment: tree.environment)
  }

  // MARK: Before the entries

  private mutating func preamble() -> String {
    var text = dice.chance(60) ? "mainmenu \(quoted())\n" : ""
    if dice.chance(50) { text += macros() }
    if dice.chance(45) {
      // A tristate MODULES mostly breaks Kconfiglib, which asks it for its own type.
      let type = ["bool", "tristate"][dice.weighted([9, 1])]
      text += "config MODULES\n\t\(type)\(dice.pick(["", " \"mods\""]))\n"
      text += dice.pick(["", "\toption modules\n"])
      text += dice.pick(["\tdefault y\n", "\tdefault m\n", "", "\tdef_bool y\n"])
    }
    return text + "\n"
  }

  // MARK: Mistakes

  /// The text with one line changed, which mostly makes it an error.
  private mutating func damaged(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let number = Int.random(in: 0..<lines.count, using: &dice)
    switch dice.weighted([3, 2, 2, 2, 1]) {
    case 0:
      var words = lines[number].split(separator: " ", omittingEmptySubsequences: false)
      words.remove(at: Int.random(in: 0..<words.count, using: &dice))
      lines[number] = words.joined(separator: " ")
    case 1: lines.remove(at: number)
    case 2: lines[number] += dice.pick([" \"", " y", " if", " &&", " )", " \\", " $(", " if y"])
    case 3:
      lines.insert(
        dice.pick([
          "endmenu", "endif", "endchoice", "\tdepends X", "\tvisible if y", "\tbool", "choice C",
          "\tselect", "config", "\toptional", "\tsymbol y", "%", "\trange 1", "\tprompt",
          "menu \"m\"",
        ]), at: number)
    default: lines.swapAt(number, lines.count - 1)
    }
    return lines.joined(separator: "\n")
  }
}
