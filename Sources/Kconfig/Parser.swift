// Reads the Kconfig files into a tree of menu entries: blocks and the entries in them. What the
// entries say is read by ParserProperties.swift, expressions by ParserExpressions.swift.

final class Parser {
  /// How deeply blocks and files may nest before it counts as a mistake.
  private static let maximumDepth = 500

  let reader: SourceReader
  let lexer: Lexer
  let log: DiagnosticLog
  let evaluator: Evaluator
  let environment: [String: String]
  /// The symbol `MODULES`, which `m` in a condition refers to.
  let modules: Symbol

  @exclusivity(unchecked)
  private(set) var choices: [Choice] = []
  let top: MenuNode
  /// The first symbol with `option defconfig_list`.
  @exclusivity(unchecked)
  var defaultsListSymbol: Symbol?
  @exclusivity(unchecked)
  private var namedChoices: [String: Choice] = [:]
  @exclusivity(unchecked)
  private var depth = 0

  /// The current line, and the next token of it to look at.
  @exclusivity(unchecked)
  var tokens: [Token] = []
  @exclusivity(unchecked)
  var position = 0
  /// Whether the current line has been read but not dealt with.
  @exclusivity(unchecked)
  var holdsLine = false

  init(
    reader: SourceReader, lexer: Lexer, log: DiagnosticLog, evaluator: Evaluator,
    environment: [String: String]
  ) {
    self.reader = reader
    self.lexer = lexer
    self.log = log
    self.evaluator = evaluator
    self.environment = environment
    modules = lexer.symbols.named("MODULES", evaluator)
    top = MenuNode(.menu, at: Location(file: reader.file, line: 1), includedFrom: [])
    top.prompt = MenuNode.Prompt(text: "Main menu", condition: .constant(.yes))
  }

  /// Reads everything from the top file on.
  func parse() throws { try parseBlock(until: nil, in: top) }

  // MARK: Lines and tokens

  /// Takes the next line; false at the end of the file.
  func nextLine() throws -> Bool {
    if holdsLine {
      holdsLine = false
    } else {
      guard reader.next() else { return false }
      try lexer.tokenize(into: &tokens)
    }
    position = 1
    return true
  }

  var next: Token? { position < tokens.count ? tokens[position] : nil }

  /// The word that starts the line; nil for a line without tokens.
  var command: Keyword? {
    if case .keyword(let keyword)? = tokens.first { return keyword }
    return nil
  }

  /// Steps over the keyword if it is next.
  func take(_ keyword: Keyword) -> Bool {
    guard case .keyword(keyword)? = next else { return false }
    position += 1
    return true
  }

  func expectEnd() throws {
    if position < tokens.count { throw error("there is more in the line than belongs there") }
  }

  func expectText() throws -> String {
    guard case .text(let text)? = next else { throw error("a string is missing") }
    position += 1
    try expectEnd()
    return text
  }

  func error(_ message: String) -> KconfigError {
    KconfigError("cannot read '\(reader.line.text.trimmed)': \(message)", at: reader.location)
  }

  // MARK: Blocks

  /// Reads entries up to the keyword that ends the block, or to the end of the file.
  private func parseBlock(until end: Keyword?, in parent: MenuNode) throws {
    depth += 1
    defer { depth -= 1 }
    if depth > Parser.maximumDepth { throw error("blocks are nested too deeply") }
    while try nextLine() {
      guard let command else { continue }
      if command == end { return try expectEnd() }
      switch command {
      case .config, .menuconfig: try parseSymbol(isMenu: command == .menuconfig, in: parent)
      case .source, .rsource, .osource, .orsource: try parseSource(command, in: parent)
      case .if:
        let node = add(.conditional, to: parent)
        node.dependency = try parseWholeExpression()
        try parseBlock(until: .endif, in: node)
      case .menu:
        let node = try addTitled(.menu, to: parent)
        try parseProperties(of: node)
        try parseBlock(until: .endmenu, in: node)
      case .comment: try parseProperties(of: addTitled(.comment, to: parent))
      case .choice: try parseChoice(in: parent)
      case .mainmenu:
        top.prompt = MenuNode.Prompt(text: try expectText(), condition: .constant(.yes))
      case .endchoice: throw error("there is no 'choice' to end here")
      case .endif: throw error("there is no 'if' to end here")
      case .endmenu: throw error("there is no 'menu' to end here")
      default: throw error("this does not belong here")
      }
    }
    if let end {
      throw KconfigError(
        "the file ends before '\(end)'", at: reader.location,
        notes: [Note(location: parent.location, text: "the block starts here")])
    }
  }

  private func add(_ item: MenuNode.Item, to parent: MenuNode) -> MenuNode {
    let node = MenuNode(item, at: reader.location, includedFrom: reader.includedFrom)
    parent.children.append(node)
    return node
  }

  private func addTitled(_ item: MenuNode.Item, to parent: MenuNode) throws -> MenuNode {
    let title = try expectText()
    let node = add(item, to: parent)
    node.prompt = MenuNode.Prompt(text: title, condition: .constant(.yes))
    return node
  }

  private func parseSymbol(isMenu: Bool, in parent: MenuNode) throws {
    guard case .symbol(let symbol)? = next, !symbol.isConstant else {
      throw error("the name of a symbol is missing")
    }
    position += 1
    try expectEnd()
    let node = add(.symbol(symbol), to: parent)
    lexer.symbols.define(symbol, by: node)
    try parseProperties(of: node)
    if isMenu && node.prompt == nil {
      doubt("\(symbol.name) is a menuconfig symbol without a prompt", symbol, node)
    }
  }

  private func parseChoice(in parent: MenuNode) throws {
    let name = position < tokens.count ? try expectText() : nil
    let known = name.flatMap { namedChoices[$0] }
    let choice = known ?? Choice(name: name, evaluator: evaluator)
    if known == nil { choices.append(choice) }
    if let name { namedChoices[name] = choice }
    let node = add(.choice(choice), to: parent)
    choice.nodes.append(node)
    try parseProperties(of: node)
    try parseBlock(until: .endchoice, in: node)
  }

  private func parseSource(_ command: Keyword, in parent: MenuNode) throws {
    var pattern = try expectText()
    if command == .rsource || command == .orsource {
      pattern = joinPath(folder(of: reader.file), pattern)
    }
    let files = Glob.files(joinPath(reader.root, pattern))
    if files.isEmpty && (command == .source || command == .rsource) {
      throw KconfigError("no file matches \(pattern)", at: reader.location)
    }
    for file in files {
      try reader.enter(file)
      try parseBlock(until: nil, in: parent)
      reader.leave()
    }
  }

  /// Notes that a definition is doubtful.
  func doubt(_ text: String, _ symbol: Symbol?, _ node: MenuNode) {
    log.warn(.definition(text), symbol, at: node.location)
  }
}
