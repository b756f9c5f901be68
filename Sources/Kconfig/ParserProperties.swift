// Reads what an entry says about itself: type, prompt, dependencies, defaults, help and so on.

extension Parser {
  /// Reads properties up to the first line that is none; that line stays for the caller.
  func parseProperties(of node: MenuNode) throws {
    while try nextLine() {
      guard let command else { continue }
      switch command {
      case .bool, .tristate, .int, .hex, .string:
        try declareType(command, of: node)
        if position < tokens.count { try parsePrompt(of: node) }
      case .defBool, .defTristate, .defInt, .defHex, .defString:
        try declareType(command, of: node)
        try parseDefault(of: node)
      case .default: try parseDefault(of: node)
      case .prompt: try parsePrompt(of: node)
      case .depends:
        guard take(.on) else { throw error("'on' must follow 'depends'") }
        node.dependency = node.dependency.and(try parseWholeExpression())
      case .select: node.selects.append(try parseEffect(of: node))
      case .imply: node.implies.append(try parseEffect(of: node))
      case .range:
        let (low, high) = (try expectSymbol(), try expectSymbol())
        node.ranges.append(
          MenuNode.Range(low: low, high: high, condition: try parseCondition()))
      case .help: try parseHelp(of: node)
      case .visible:
        guard take(.if) else { throw error("'if' must follow 'visible'") }
        guard node.isMenu else { throw error("'visible if' is for menus only") }
        node.visibility = node.visibility.and(try parseWholeExpression())
      case .optional:
        guard let choice = node.choice else { throw error("'optional' is for choices only") }
        choice.isOptional = true
      case .option: try parseOption(of: node)
      default:
        holdsLine = true
        return
      }
    }
  }

  private func declareType(_ command: Keyword, of node: MenuNode) throws {
    guard let type = command.declaredType else { return }
    func warn(_ old: ValueType, _ name: String, _ symbol: Symbol?) {
      guard old != .unknown && old != type else { return }
      doubt(
        "\(name) is declared \(old.rawValue) and then \(type.rawValue), which counts",
        symbol, node)
    }
    switch node.item {
    case .symbol(let symbol):
      warn(symbol.declaredType, symbol.name, symbol)
      symbol.declaredType = type
    case .choice(let choice):
      warn(choice.declaredType, choice.label, nil)
      choice.declaredType = type
    default: throw error("only symbols and choices have a type")
    }
  }

  private func parsePrompt(of node: MenuNode) throws {
    guard node.symbol != nil || node.choice != nil else {
      throw error("only symbols and choices have a prompt")
    }
    position = 1
    guard case .text(let text)? = next else { throw error("the text of the prompt is missing") }
    position += 1
    if node.prompt != nil { doubt("a prompt replaces an earlier one", node.symbol, node) }
    let trimmed = text.trimmed
    if trimmed.utf8.count != text.utf8.count {
      doubt("the prompt '\(trimmed)' has white space around it", node.symbol, node)
    }
    node.prompt = MenuNode.Prompt(text: trimmed, condition: try parseCondition())
  }

  private func parseDefault(of node: MenuNode) throws {
    let value = try parseExpression(isValue: true)
    node.defaults.append(MenuNode.Default(value: value, condition: try parseCondition()))
  }

  private func parseEffect(of node: MenuNode) throws -> MenuNode.Effect {
    guard node.symbol != nil else { throw error("only symbols can select or imply") }
    guard case .symbol(let target)? = next, !target.isConstant else {
      throw error("the symbol to select or imply is missing")
    }
    position += 1
    return MenuNode.Effect(target: target, condition: try parseCondition())
  }

  // MARK: Options

  private func parseOption(of node: MenuNode) throws {
    if take(.env) {
      guard case .relation(.equal)? = next else { throw error("'=' must follow 'env'") }
      position += 1
      try bind(node, toVariable: try expectText())
    } else if take(.defconfigList) {
      if defaultsListSymbol == nil { defaultsListSymbol = node.symbol }
    } else if take(.modules) {
      if node.symbol !== modules {
        doubt("only MODULES can be the modules symbol", node.symbol, node)
      }
    } else if take(.allnoconfigY) {
      guard node.symbol != nil else { throw error("the option is for symbols only") }
    } else {
      throw error("the option is unknown")
    }
  }

  private func bind(_ node: MenuNode, toVariable name: String) throws {
    guard let symbol = node.symbol else { throw error("the option is for symbols only") }
    symbol.environmentVariable = name
    guard let value = environment[name] else {
      return doubt("the environment variable \(name) is not set", symbol, node)
    }
    let constant = lexer.symbols.constant(value, evaluator)
    let operand = constant.literal.map(Condition.constant) ?? .symbol(constant)
    node.defaults.append(MenuNode.Default(value: operand, condition: .constant(.yes)))
  }

  // MARK: Help

  /// Reads a help text: every line indented at least as far as the first that is not blank.
  private func parseHelp(of node: MenuNode) throws {
    guard node.symbol != nil || node.choice != nil else {
      throw error("only symbols and choices have a help text")
    }
    if node.helpText != nil { doubt("a help text replaces an earlier one", node.symbol, node) }
    let (text, following) = reader.indentedText()
    node.helpText = text
    if text.isEmpty { doubt("the help text is empty", node.symbol, node) }
    if following {
      try lexer.tokenize(into: &tokens)
      holdsLine = true
    }
  }
}
