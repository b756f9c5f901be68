// Takes a line apart into tokens. Symbols are looked up here, straight from the bytes of the line.

final class Lexer {
  private let reader: SourceReader
  private let macros: Macros
  private let log: DiagnosticLog
  private let evaluator: Evaluator
  private let keywords: NameTable
  /// The keywords in the order in which their spellings are numbered.
  private let keywordByNumber = Keyword.spellings.map(\.1)
  /// The symbols met so far.
  @exclusivity(unchecked)
  var symbols = SymbolTable()

  init(reader: SourceReader, macros: Macros, log: DiagnosticLog, evaluator: Evaluator) {
    self.reader = reader
    self.macros = macros
    self.log = log
    self.evaluator = evaluator
    var keywords = NameTable()
    for (spelling, _) in Keyword.spellings {
      _ = keywords.insert(Array(spelling.utf8), 0..<spelling.utf8.count)
    }
    self.keywords = keywords
  }

  /// Fills `tokens` with those of the reader's line.
  ///
  /// A blank line, a comment and a line of the macro language, which is carried out here, have
  /// none.
  ///
  /// Throws for anything that is no token, and what the macros throw.
  func tokenize(into tokens: inout [Token]) throws {
    tokens.removeAll(keepingCapacity: true)
    let line = reader.line
    var start = 0
    while start < line.count, line[start].isSpace { start += 1 }
    var index = start
    while index < line.count, line[index].isCommandName { index += 1 }
    guard index > start else {
      let first = line.skippingSpace(from: 0)
      if line.isBlank || (first < line.count && line[first] == Byte.hash) { return }
      throw error("the line starts with something unknown")
    }
    guard let command = keyword(line, start..<index) ?? oldHelp(line) else {
      return try macros.assign(line)
    }
    tokens.append(.keyword(command))
    if case .help = command, keyword(line, start..<index) == nil { return }
    while index < line.count, line[index].isSpace { index += 1 }
    var previous: Keyword? = command
    while index < line.count {
      let token: Token
      if line[index].isWord {
        token = try word(line, &index, after: previous)
      } else {
        if line[index] == Byte.hash { return }
        let isText = previous?.takesText ?? false || command == .option
        token = try sign(line, &index, isText: isText)
        index = line.skippingSpace(from: index)
      }
      previous = nil
      if case .keyword(let keyword) = token { previous = keyword }
      tokens.append(token)
    }
  }

  private func keyword(_ line: [UInt8], _ range: Range<Int>) -> Keyword? {
    // Most words are the names of symbols, in capitals; no keyword has one.
    if line[range.lowerBound].isCapital { return nil }
    return keywords.find(line, range).map { keywordByNumber[$0] }
  }

  /// `help` with any number of `-` around it, as old files have it.
  private func oldHelp(_ line: [UInt8]) -> Keyword? {
    let rest = line.filter { $0 != Byte.minus && $0 != Byte.space && $0 != Byte.tab }
    guard rest == Array("help\n".utf8) || rest == Array("help".utf8) else { return nil }
    return line.text.contains("help") ? .help : nil
  }

  // MARK: Words

  private func word(_ line: [UInt8], _ index: inout Int, after previous: Keyword?) throws -> Token {
    let start = index
    var hasMacro = false
    while index < line.count, line[index].isWord {
      if line[index] == Byte.dollar { hasMacro = true }
      index += 1
    }
    let range = start..<index
    defer { while index < line.count, line[index].isSpace { index += 1 } }
    if let keyword = keyword(line, range) { return .keyword(keyword) }
    if let previous, previous.takesText {
      let text = line.text(range)
      if previous != .choice {
        log.warn(
          .definition("'\(text)' should be in quotes in '\(line.text.trimmed)'"),
          at: reader.location)
      }
      return .text(text)
    }
    guard hasMacro else { return .symbol(symbols.named(line, range, evaluator)) }
    index = start
    let name = try expandedName(line, &index)
    index = line.skippingSpace(from: index)
    return .symbol(symbols.named(name, 0..<name.count, evaluator))
  }

  /// A name that holds macros, from `index` to where it ends.
  private func expandedName(_ line: [UInt8], _ index: inout Int) throws -> [UInt8] {
    var name: [UInt8] = []
    while index < line.count {
      if line.hasPrefix("$(", at: index) {
        try macros.expandCall(in: line, at: &index, arguments: [], into: &name)
      } else if line[index].isWord {
        name.append(line[index])
        index += 1
      } else {
        break
      }
    }
    if name.skippingSpace(from: 0) == name.count {
      throw error("a name expands to nothing")
    }
    return name
  }

  // MARK: Quotes and operators

  private func sign(_ line: [UInt8], _ index: inout Int, isText: Bool) throws -> Token {
    let byte = line[index]
    if byte == Byte.quote || byte == Byte.apostrophe {
      let text = try quoted(line, &index)
      return isText ? .text(text) : .symbol(symbols.constant(text, evaluator))
    }
    let isDouble = index + 1 < line.count && line[index + 1] == Byte.equal
    let token: Token
    var length = 1
    switch byte {
    case Byte.ampersand where line.hasPrefix("&&", at: index): (token, length) = (.and, 2)
    case Byte.bar where line.hasPrefix("||", at: index): (token, length) = (.or, 2)
    case Byte.equal: token = .relation(.equal)
    case Byte.exclamation where isDouble: (token, length) = (.relation(.unequal), 2)
    case Byte.exclamation: token = .not
    case Byte.open: token = .open
    case Byte.close: token = .close
    case Byte.less where isDouble: (token, length) = (.relation(.lessOrEqual), 2)
    case Byte.less: token = .relation(.less)
    case Byte.greater where isDouble: (token, length) = (.relation(.greaterOrEqual), 2)
    case Byte.greater: token = .relation(.greater)
    default: throw error("there is something unknown in the line")
    }
    index += length
    return token
  }

  /// The text between quotes, with `\x` made `x` and macros and environment variables expanded.
  private func quoted(_ line: [UInt8], _ index: inout Int) throws -> String {
    let quote = line[index]
    index += 1
    let start = index
    while index < line.count, line[index] != quote, line[index] != Byte.backslash,
      line[index] != Byte.dollar
    { index += 1 }
    if index < line.count, line[index] == quote {
      defer { index += 1 }
      return line.text(start..<index)
    }
    var text = Array(line[start..<index])
    while index < line.count {
      if line[index] == quote {
        index += 1
        return macros.expandEnvironment(text).text
      }
      if line.hasPrefix("$(", at: index) {
        try macros.expandCall(in: line, at: &index, arguments: [], into: &text)
        continue
      }
      if line[index] == Byte.backslash { index += 1 }
      if index < line.count { text.append(line[index]) }
      index += 1
    }
    throw error("a string lacks its closing quote")
  }

  private func error(_ message: String) -> KconfigError {
    KconfigError("cannot read '\(reader.line.text.trimmed)': \(message)", at: reader.location)
  }
}
