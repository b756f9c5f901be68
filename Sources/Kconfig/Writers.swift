// The texts a tree is written as: the full configuration, the C header and the minimal
// configuration.

extension Kconfig {
  /// The full configuration, as a `.config` file holds it: every symbol with a value of its
  /// own, in the order of the files, under the headings of the visible menus.
  ///
  /// `header` comes first, verbatim.
  public func configText(header: String = "") -> String {
    evaluator.settle()
    var text = Array(header.utf8)
    var isWritten = [Bool](repeating: false, count: symbols.indexCount)
    var followsEnd = false
    /// The entries whose children are being written, and the next child of each.
    var path = [(node: menu, next: 0)]
    while let (parent, position) = path.last {
      guard position < parent.children.count else {
        path.removeLast()
        if !path.isEmpty, parent.isMenu, !parent.children.isEmpty, isShown(parent) {
          text += "# end of \(parent.prompt?.text ?? "")\n"
          followsEnd = true
        }
        continue
      }
      path[path.count - 1].next += 1
      let node = parent.children[position]
      if let symbol = node.symbol {
        if !isWritten[symbol.index], symbol.isWritten {
          if followsEnd { text += "\n" }
          followsEnd = false
          appendAssignment(of: symbol, to: &text)
        }
        isWritten[symbol.index] = true
      } else if node.choice == nil, isShown(node) {
        text += "\n#\n# \(node.prompt?.text ?? "")\n#\n"
        followsEnd = false
      }
      if !node.children.isEmpty { path.append((node, 0)) }
    }
    return text.text
  }

  /// Whether a menu or comment is visible.
  private func isShown(_ node: MenuNode) -> Bool {
    evaluator.value(of: node.dependency) != .no && evaluator.value(of: node.visibility) != .no
  }

  /// Appends the line that a configuration has for a symbol, if it has one.
  private func appendAssignment(of symbol: Symbol, to text: inout [UInt8]) {
    guard symbol.isWritten else { return }
    let value = evaluator.text(of: symbol)
    let isUnset = symbol.declaredType.isLogical && value == "n"
    if isUnset { text += "# " }
    text += prefix
    text += symbol.name
    if isUnset {
      text += " is not set\n"
    } else if symbol.declaredType == .string {
      text += "=\"\(value.escaped)\"\n"
    } else {
      text += "="
      text += value
      text += "\n"
    }
  }

  /// The configuration as a C header: `#define CONFIG_A 1` for `y`, `CONFIG_A_MODULE` for `m`,
  /// nothing for `n`; numbers as they are, strings in quotes.
  ///
  /// `header` comes first, verbatim.
  public func headerText(header: String = "") -> String {
    evaluator.settle()
    var text = Array(header.utf8)
    for symbol in symbols where symbol.isWritten {
      let value = evaluator.text(of: symbol)
      let type = symbol.declaredType
      if type.isLogical && value == "n" { continue }
      text += "#define "
      text += prefix
      text += symbol.name
      switch type {
      case .bool, .tristate: text += value == "m" ? "_MODULE 1\n" : " 1\n"
      case .string: text += " \"\(value.escaped)\"\n"
      default:
        let hasPrefix = type != .hex || value.hasPrefix("0x") || value.hasPrefix("0X")
        text += hasPrefix ? " " : " 0x"
        text += value
        text += "\n"
      }
    }
    return text.text
  }

  /// The shortest configuration from which the same values follow, as `savedefconfig` makes it:
  /// only symbols that the user can set and that differ from their default.
  ///
  /// `header` comes first, verbatim.
  public func minimalText(header: String = "") -> String {
    evaluator.settle()
    var text = Array(header.utf8)
    for symbol in symbols where !isImplied(symbol) {
      appendAssignment(of: symbol, to: &text)
    }
    return text.text
  }

  /// Whether the value of a symbol follows from everything else.
  private func isImplied(_ symbol: Symbol) -> Bool {
    let value = evaluator.text(of: symbol)
    if symbol.choice == nil,
      evaluator.visibility(of: symbol) <= evaluator.strongest(symbol.selectedBy)
    {
      return true
    }
    if value.isSame(as: defaultText(of: symbol)) { return true }
    guard let choice = symbol.choice, !choice.isOptional, symbol.declaredType == .bool else {
      return false
    }
    return evaluator.tristate(of: symbol) == .yes
      && evaluator.defaultSelection(of: choice) === symbol
  }

  /// The value that defaults alone would give.
  ///
  /// Select and imply count here whether or not the dependencies hold, as they do in the C tools.
  private func defaultText(of symbol: Symbol) -> String {
    let active = evaluator.activeDefault(of: symbol)
    guard symbol.declaredType.isLogical else {
      return symbol.declaredType == .unknown
        ? "" : active.map { evaluator.text(of: $0.value) } ?? ""
    }
    if symbol.choice != nil { return "n" }
    let own = active.map { min(evaluator.value(of: $0.value), $0.limit) } ?? .no
    let value = max(
      own, evaluator.strongest(symbol.selectedBy), evaluator.strongest(symbol.impliedBy))
    return value == .module && evaluator.type(of: symbol) == .bool ? "y" : value.letter
  }
}

extension [UInt8] {
  fileprivate static func += (text: inout [UInt8], more: String) {
    text.append(contentsOf: more.utf8)
  }
}
