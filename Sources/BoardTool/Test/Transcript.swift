import Foundation

/// What an image is expected to print and how it is expected to end: a scenario's `expected.txt`.
///
/// Tests/OnBoard/README.md describes the form.
struct Transcript: Sendable {
  struct Line: Sendable, Equatable {
    /// Where it stands in the file, from 1.
    var number: Int
    var text: String
  }

  /// Where a transcript is read, and the facts that its lines may depend on.
  struct Place: Sendable {
    var board: String
    var port: String
    var processor: String
    /// The scenario's folder, as the image's report names it.
    var folder: String

    fileprivate var names: Set<String> { [board, port, processor] }

    /// The processor of the machine that this runs on, as a triple names it.
    static var buildMachine: String {
      #if arch(x86_64)
      "x86_64"
      #elseif arch(arm64)
      "aarch64"
      #endif
    }
  }

  var lines: [Line] = []
  /// The exit status of the image.
  var status: Int32 = 0
  /// Where the scenario makes sense; empty: everywhere.
  var boards: Set<String> = []
  /// Where it does not.
  var otherBoards: Set<String> = []

  static let fileName = "expected.txt"

  init(file: Path) throws {
    var statuses: [Int32] = []
    for (index, line) in try file.text().split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if let number = Self.directive("status", in: line), let status = Int32(number) {
        statuses.append(status)
      } else if let names = Self.directive("runs on", in: line) {
        boards = Set(names.split(separator: " ").map(String.init))
      } else if let names = Self.directive("runs not on", in: line) {
        otherBoards = Set(names.split(separator: " ").map(String.init))
      } else {
        lines.append(Line(number: index + 1, text: String(line)))
      }
    }
    if lines.last?.text.isEmpty == true { lines.removeLast() }
    guard statuses.count == 1 else {
      throw Failure("\(file.relative) needs one line that says how the image ends: {status 0}")
    }
    status = statuses[0]
  }

  /// `{status 1}` gives "1".
  private static func directive(_ name: String, in line: Substring) -> String? {
    guard line.hasPrefix("{\(name) "), line.hasSuffix("}") else { return nil }
    return String(line.dropFirst(name.count + 2).dropLast())
  }

  func runs(on place: Place) -> Bool {
    (boards.isEmpty || !boards.isDisjoint(with: place.names))
      && otherBoards.isDisjoint(with: place.names)
  }

  /// What differs between the console and these lines, ready to be read; nil if nothing does.
  func difference(from console: [String], at place: Place) throws -> String? {
    let expected = try lines.compactMap { try ExpectedLine($0, at: place) }
    let printed = RegisterBlock.folded(console)
    let steps = Alignment.of(expected, printed)
    if steps.allSatisfy({ if case .same = $0 { true } else { false } }) { return nil }
    return "\(Self.fileName) (-) and the console (+) differ:\n" + Alignment.text(steps)
  }
}

/// One line of a transcript, as it applies to one board.
private struct ExpectedLine {
  let line: Transcript.Line
  private let pattern: Regex<AnyRegexOutput>

  /// Nil for a line that another board prints.
  init?(_ line: Transcript.Line, at place: Transcript.Place) throws {
    var text = line.text[...]
    if let (names, rest) = Self.condition("{on ", text) {
      if names.isDisjoint(with: place.names) { return nil }
      text = rest
    } else if let (names, rest) = Self.condition("{not on ", text) {
      if !names.isDisjoint(with: place.names) { return nil }
      text = rest
    }
    self.line = line
    pattern = try Regex(Self.expression(text, line.number, place))
  }

  func matches(_ text: String) -> Bool { text.wholeMatch(of: pattern) != nil }

  private static func condition(
    _ opening: String, _ text: Substring
  ) -> (Set<String>, Substring)? {
    guard text.hasPrefix(opening), let end = text.firstIndex(of: "}") else { return nil }
    let names = text[..<end].dropFirst(opening.count).split(separator: " ").map(String.init)
    return (Set(names), text[end...].dropFirst())
  }

  private static func expression(
    _ text: Substring, _ number: Int, _ place: Transcript.Place
  ) throws -> String {
    var result = ""
    var rest = text
    while let open = rest.firstIndex(of: "{") {
      result += escaped(rest[..<open])
      rest = rest[open...].dropFirst()
      guard let close = rest.firstIndex(of: "}") else {
        throw Failure("\(Transcript.fileName):\(number): a brace is not closed")
      }
      result += try meaning(rest[..<close], number, place)
      rest = rest[close...].dropFirst()
    }
    return result + escaped(rest)
  }

  private static func meaning(
    _ name: Substring, _ number: Int, _ place: Transcript.Place
  ) throws -> String {
    switch name {
    case "address": return "0x[0-9a-f]+"
    case "number": return "-?[0-9]+"
    case "text": return ".*"
    case "board": return escaped(place.board[...])
    case "folder": return escaped(place.folder[...])
    case "registers": return escaped(RegisterBlock.mark[...])
    case _ where name.contains("|"):
      let choices = name.split(separator: "|", omittingEmptySubsequences: false)
      return "(?:" + choices.map(escaped).joined(separator: "|") + ")"
    default:
      throw Failure("\(Transcript.fileName):\(number): unknown placeholder {\(name)}")
    }
  }

  private static func escaped(_ text: Substring) -> String {
    NSRegularExpression.escapedPattern(for: String(text))
  }
}

/// The values of registers in the report of a fatal error.
private enum RegisterBlock {
  static let mark = "{registers}"

  /// The console with its line numbers, and one line in place of those that belong to one report's
  /// registers, with the places of return addresses among them.
  static func folded(_ console: [String]) -> [Transcript.Line] {
    var lines: [Transcript.Line] = []
    for (index, text) in console.enumerated() {
      guard isPart(text) else {
        lines.append(.init(number: index + 1, text: text))
        continue
      }
      if lines.last?.text != mark { lines.append(.init(number: index + 1, text: mark)) }
    }
    return lines
  }

  private static func isPart(_ text: String) -> Bool {
    if text.wholeMatch(of: /\ \ (?:lr|ra|x30) in .*/) != nil { return true }
    return text.wholeMatch(of: /\ \ (?!address)(?:[a-z0-9]+\ +0x[0-9a-f]+\ *)+/) != nil
  }
}

/// How the lines of two texts belong together: the longest common subsequence.
private enum Alignment {
  enum Step {
    case same(Transcript.Line)
    case missing(Transcript.Line)
    case unexpected(Transcript.Line)
  }

  static func of(_ expected: [ExpectedLine], _ printed: [Transcript.Line]) -> [Step] {
    let columns = printed.count + 1
    // lengths[i * columns + j]: of the longest common part of what follows i and j.
    var lengths = [Int](repeating: 0, count: (expected.count + 1) * columns)
    var equal = [Bool](repeating: false, count: lengths.count)
    for i in expected.indices.reversed() {
      for j in printed.indices.reversed() {
        let at = i * columns + j
        equal[at] = expected[i].matches(printed[j].text)
        lengths[at] =
          equal[at]
          ? lengths[at + columns + 1] + 1 : max(lengths[at + columns], lengths[at + 1])
      }
    }
    var steps: [Step] = []
    var (i, j) = (0, 0)
    while i < expected.count || j < printed.count {
      let at = i * columns + j
      if i < expected.count, j < printed.count, equal[at] {
        steps.append(.same(printed[j]))
        (i, j) = (i + 1, j + 1)
      } else if i < expected.count,
        j == printed.count || lengths[at + columns] >= lengths[at + 1]
      {
        steps.append(.missing(expected[i].line))
        i += 1
      } else {
        steps.append(.unexpected(printed[j]))
        j += 1
      }
    }
    return steps
  }

  /// The lines that differ, each with its number, between a few that do not.
  static func text(_ steps: [Step], context: Int = 2) -> String {
    let changed = steps.indices.filter { if case .same = steps[$0] { false } else { true } }
    var text: [String] = []
    var last = -1
    for index in steps.indices where changed.contains(where: { abs($0 - index) <= context }) {
      if index > last + 1, last >= 0 { text.append("  ...") }
      last = index
      switch steps[index] {
      case .same(let line): text.append("  \(line.number): \(line.text)")
      case .missing(let line): text.append("- \(line.number): \(line.text)")
      case .unexpected(let line): text.append("+ \(line.number): \(line.text)")
      }
    }
    return text.joined(separator: "\n")
  }
}
