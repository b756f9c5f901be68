import TestSupport

/// What befalls a file: bits that flip, parts that are lost, doubled or moved, words out of place.
struct Damage {
  var dice: Dice

  /// Words of the language and what else may upset a reader.
  private static let strays: [[UInt8]] =
    [
      "if", "endif", "menu", "endmenu", "choice", "endchoice", "config X", "\thelp\n", "source \"",
      "$(", ")", "(", "\"", "'", "\\", "\\\n", "\n", "\r\n", "\r", "\t", "&&", "||", "!", "=", "<",
      "m", "\u{FEFF}", "\u{A0}", "\u{2028}", "ß", "\0", "\u{1C}", "\u{B}", "\u{C}", "\u{85}", "#",
      "default ", "depends on ", "select ", "range 1 ", "\toptional\n", "$(shell", "-", "+=", ":=",
      "99999999999999999999999999", "-0x1", "0x", "_", "CONFIG_", " is not set", "=\"",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

  mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0...dice.weighted([60, 25, 15]) { strike(&result) }
    return result
  }

  private mutating func strike(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &dice)
    switch dice.weighted([25, 10, 15, 10, 25, 10, 5]) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
    case 1: bytes.removeLast(bytes.count - place)
    case 2: bytes.removeSubrange(part(from: place, of: bytes))
    case 3: bytes.insert(contentsOf: bytes[part(from: place, of: bytes)], at: place)
    case 4: bytes.insert(contentsOf: dice.pick(Self.strays), at: place)
    case 5: swapLines(&bytes)
    default: bytes[place] = UInt8.random(in: 0...255, using: &dice)
    }
  }

  private mutating func part(from place: Int, of bytes: [UInt8]) -> Range<Int> {
    place..<min(bytes.count, place + Int.random(in: 1...dice.pick([2, 10, 100]), using: &dice))
  }

  private mutating func swapLines(_ bytes: inout [UInt8]) {
    let newline = UInt8(ascii: "\n")
    var lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    let (one, other) = (dice.pick(lines.indices), dice.pick(lines.indices))
    lines.swapAt(one, other)
    bytes = Array(lines.joined(separator: [newline]))
  }
}

extension Case {
  /// Whether it runs commands of the shell: damaged, they could do anything.
  var runsCommands: Bool {
    inputs.values.contains { String(decoding: $0, as: UTF8.self).contains("$(shell") }
  }

  /// The case with one of its files damaged, and the seed in its name.
  func damaged(seed: UInt64) -> Case {
    var damage = Damage(dice: Dice(seed: seed))
    var result = Case(name: "\(name)-damaged-\(seed)", files: inputs, environment: variables)
    repeat {
      let file = damage.dice.pick(inputs.keys.sorted())
      result.files[file] = damage.damage(inputs[file] ?? [])
    } while result.runsCommands
    return result
  }
}
