// The tree: reads Kconfig files, takes assignments, answers questions.

import Foundation

/// A tree of Kconfig files and the values that follow from a user's assignments.
///
/// The language, the values and the texts written are those of Kconfiglib 14.1. A tree is for
/// one thread; separate trees are independent.
public final class Kconfig {
  /// The symbols, by name or in the order of the files.
  public let symbols: SymbolTable
  /// The choices, in the order of the files.
  public let choices: [Choice]
  /// The top of the menu tree.
  public let menu: MenuNode
  /// Every Kconfig file that was read, in order and relative to the source tree.
  public let files: [String]
  /// What symbol names start with in configurations and headers: `CONFIG_`, unless the
  /// environment variable of that name says otherwise.
  public let prefix: String

  let evaluator: Evaluator
  private let sourceTree: String
  private let parsing = DiagnosticLog()
  private var loading = DiagnosticLog()

  /// Reads a tree.
  ///
  /// - Parameters:
  ///   - file: The top file, relative to the source tree.
  ///   - sourceTree: The folder that `source` is relative to; empty is the current folder.
  ///   - environment: What `$(NAME)` and `$(shell)` see.
  /// - Throws: ``KconfigError`` for a file that cannot be read, a syntax error, a dependency
  ///   loop, and where the files themselves ask for it with `$(error-if)`.
  public init(
    file: String, sourceTree: String = "",
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    let evaluator = Evaluator()
    let reader = try SourceReader(file: file, sourceTree: sourceTree)
    let macros = Macros(reader: reader, environment: environment, log: parsing)
    let lexer = Lexer(reader: reader, macros: macros, log: parsing, evaluator: evaluator)
    let parser = Parser(
      reader: reader, lexer: lexer, log: parsing, evaluator: evaluator, environment: environment)
    var isComplete = false
    defer { if !isComplete { Kconfig.dismantle(lexer.symbols, parser.choices, parser.top) } }
    try parser.parse()
    MenuFinalizer.finalize(parser.top, symbols: lexer.symbols)
    try SanityChecks(log: parsing).check(symbols: lexer.symbols, choices: parser.choices)
    DependencyGraph.connect(symbols: lexer.symbols, choices: parser.choices)
    let order = try DependencyGraph.order(
      lexer.symbols, choices: parser.choices, modules: parser.modules)
    evaluator.begin(
      order: order, choices: parser.choices, modules: parser.modules,
      defaultsListSymbol: parser.defaultsListSymbol)
    symbols = lexer.symbols
    choices = parser.choices
    menu = parser.top
    files = reader.files
    prefix = environment["CONFIG_"] ?? "CONFIG_"
    self.evaluator = evaluator
    self.sourceTree = sourceTree
    isComplete = true
  }

  deinit { Kconfig.dismantle(symbols, choices, menu) }

  /// Breaks the cycles between symbols, choices and entries, so that they can go.
  private static func dismantle(_ symbols: SymbolTable, _ choices: [Choice], _ menu: MenuNode) {
    for symbol in symbols.everything { symbol.dismantle() }
    for choice in choices { choice.dismantle() }
    // One by one: a chain of entries each below the last would end one inside the other.
    var pending = [menu]
    while let node = pending.popLast() {
      pending += node.children
      node.children = []
    }
  }

  /// The title of the tree: `mainmenu`.
  public var title: String { menu.prompt?.text ?? "" }

  /// What was found in the Kconfig files, then in the configurations, then in the values that
  /// follow.
  ///
  /// Symbols that do not have the value that was asked for are among the last.
  public var diagnostics: [Diagnostic] {
    evaluator.settle()
    return parsing.entries + loading.entries + evaluator.findings.entries
      + evaluator.refusals(symbols)
  }

  // MARK: Assignments

  /// Reads a configuration file.
  ///
  /// A path that does not exist is looked up in the source tree as well. Assignments that
  /// cannot be carried out are ``diagnostics``.
  ///
  /// - Parameters:
  ///   - path: The file, also as messages name it.
  ///   - replace: Whether earlier assignments are forgotten first. Without, they stay where
  ///     the file says nothing else: this merges fragments, and the later one wins.
  /// - Throws: ``KconfigError`` when the file cannot be read or is not UTF-8 text.
  public func load(config path: String, replace: Bool = true) throws {
    let candidates = [path, joinPath(sourceTree, path)]
    guard let data = candidates.lazy.compactMap(FileManager.default.contents(atPath:)).first
    else { throw KconfigError("cannot read the configuration \(path)") }
    let bytes = [UInt8](data)
    guard bytes.isUTF8 else { throw KconfigError("\(path) is not UTF-8 text") }
    load(bytes, file: path, replace: replace)
  }

  /// Reads a configuration from a text.
  ///
  /// - Parameters:
  ///   - text: What a configuration file would hold.
  ///   - file: The name that messages give it.
  ///   - replace: Whether earlier assignments are forgotten first.
  public func load(text: String, file: String, replace: Bool = true) {
    load(Array(text.utf8), file: file, replace: replace)
  }

  private func load(_ bytes: [UInt8], file: String, replace: Bool) {
    if replace { reset() }
    evaluator.invalidate()
    var reader = ConfigReader(symbols: symbols, prefix: prefix, file: file, log: loading)
    reader.read(bytes)
  }

  /// Forgets every assignment and what was found about them.
  public func reset() {
    evaluator.invalidate()
    loading = DiagnosticLog()
    for symbol in symbols { symbol.unassign() }
    for choice in choices {
      choice.userMode = nil
      choice.userSelection = nil
    }
  }

  /// Assigns a value, as a line of a configuration would; a string is given without quotes.
  ///
  /// - Returns: Whether the type can hold the value. It becomes the value of the symbol only
  ///   as far as dependencies allow: compare ``Symbol/value``, and see ``diagnostics``.
  @discardableResult
  public func set(_ symbol: Symbol, to value: String) -> Bool {
    guard symbol.isDefined, symbol.assign(value, at: nil) else { return false }
    if let choice = symbol.choice, let mode = symbol.userTristate, mode != .no {
      _ = choice.assignMode(mode)
    }
    evaluator.invalidate()
    return true
  }

  /// Forgets the assignment to a symbol.
  public func unset(_ symbol: Symbol) {
    symbol.unassign()
    evaluator.invalidate()
  }
}
