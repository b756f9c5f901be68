// Reads a configuration: lines such as `CONFIG_A=y` and `# CONFIG_A is not set`.

struct ConfigReader {
  /// How many unknown names are compared with all known ones; later ones get no suggestion.
  private static let maximumSuggestions = 20

  private let symbols: SymbolTable
  private let prefix: [UInt8]
  /// What the line of a symbol that is not set starts with.
  private let unsetPrefix: [UInt8]
  private let file: String
  private let log: DiagnosticLog
  private var line = 0
  /// Where and to what each symbol was set in this file.
  private var seen: [Int: (value: String, location: Location)] = [:]
  private var suggestions = 0

  init(symbols: SymbolTable, prefix: String, file: String, log: DiagnosticLog) {
    self.symbols = symbols
    self.prefix = Array(prefix.utf8)
    unsetPrefix = Array("# \(prefix)".utf8)
    self.file = file
    self.log = log
  }

  /// Carries out every assignment in the text.
  mutating func read(_ text: [UInt8]) {
    let text = text.withPlainLineEnds
    var start = 0
    while start < text.count {
      let end = text.index(of: Byte.newline, from: start) ?? text.count
      line += 1
      var content = Array(text[start..<end])
      content.removeSubrange(content.endBeforeSpace()...)
      read(line: content)
      start = end + 1
    }
  }

  private var location: Location { Location(file: file, line: line) }

  private mutating func read(line: [UInt8]) {
    if line.starts(with: prefix), let equal = line.index(of: Byte.equal, from: prefix.count),
      equal > prefix.count
    {
      assign(line, prefix.count..<equal, value: Array(line[(equal + 1)...]))
    } else if line.starts(with: unsetPrefix),
      let space = line.index(of: Byte.space, from: unsetPrefix.count),
      space > unsetPrefix.count, line.hasPrefix(" is not set", at: space)
    {
      assign(line, unsetPrefix.count..<space, value: nil)
    } else {
      let first = line.skippingSpace(from: 0)
      if first < line.count && line[first] != Byte.hash { log.warn(.malformedLine, at: location) }
    }
  }

  /// Sets the symbol whose name is a part of the line; no value means "is not set".
  private mutating func assign(_ line: [UInt8], _ name: Range<Int>, value: [UInt8]?) {
    guard let symbol = symbols.find(line, name), symbol.isDefined else {
      return reportUnknown(line.text(name))
    }
    let type = symbol.declaredType
    guard let text = ConfigReader.text(value, for: type) else {
      let written = value.map { "'\($0.text)'" } ?? "'is not set'"
      return warn(.malformedValue(value: written, type: type), symbol)
    }
    if type.isLogical, let choice = symbol.choice, let wanted = Tristate(letter: text),
      wanted != .no
    {
      if let mode = choice.userMode, mode != wanted { warn(.mixedChoice, symbol) }
      if !choice.assignMode(wanted) {
        warn(.malformedValue(value: text, type: choice.declaredType), symbol)
      }
    }
    if let earlier = seen[symbol.index] {
      let note = Note(location: earlier.location, text: "first set to \(earlier.value) here")
      warn(.reassigned(old: earlier.value, new: text), symbol, [note])
    }
    if symbol.assign(text, at: location) {
      seen[symbol.index] = (text, location)
    } else {
      warn(.malformedValue(value: text, type: type), symbol)
    }
  }

  private func warn(_ kind: Diagnostic.Kind, _ symbol: Symbol, _ notes: [Note] = []) {
    let definition = symbol.locations.first.map {
      Note(location: $0, text: "\(symbol.name) is defined here")
    }
    log.entries.append(
      Diagnostic(
        kind, symbol.name, at: location, notes: notes + (definition.map { [$0] } ?? [])))
  }

  private mutating func reportUnknown(_ name: String) {
    suggestions += 1
    let nearest =
      suggestions <= ConfigReader.maximumSuggestions
      ? NearestName.find(name, among: symbols.lazy.map(\.name)) : nil
    let notes = nearest.flatMap { symbols[$0] }?.locations.first.map {
      [Note(location: $0, text: "\(nearest ?? "") is defined here")]
    }
    log.entries.append(
      Diagnostic(.unknownSymbol(nearest: nearest), name, at: location, notes: notes ?? []))
  }

  /// The value that the right side of an assignment stands for; nil when it has no valid form.
  ///
  /// Only the first letter of a truth value counts.
  private static func text(_ value: [UInt8]?, for type: ValueType) -> String? {
    guard let value else { return type.isLogical ? "n" : nil }
    switch type {
    case .bool, .tristate:
      let letter = value.first.map { [$0].text } ?? ""
      guard let wanted = Tristate(letter: letter) else { return nil }
      return type == .bool && wanted == .module ? nil : letter
    case .string: return unquoted(value)
    default: return value.text
    }
  }

  /// The text between the first two quotes, with `\x` made `x`; what follows is ignored.
  private static func unquoted(_ value: [UInt8]) -> String? {
    guard value.first == Byte.quote else { return nil }
    var text: [UInt8] = []
    var index = 1
    while index < value.count {
      if value[index] == Byte.quote { return text.text }
      if value[index] == Byte.backslash { index += 1 }
      if index < value.count { text.append(value[index]) }
      index += 1
    }
    return nil
  }
}
