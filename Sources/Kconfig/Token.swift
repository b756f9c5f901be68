// The words of the language, and what a line is made of.

/// A word with a meaning of its own.
enum Keyword: UInt8 {
  case allnoconfigY, bool, choice, comment, config, defBool, defHex, defInt, defString
  case defTristate, `default`, defconfigList, depends, endchoice, endif, endmenu, env, help, hex
  case `if`, imply, int, mainmenu, menu, menuconfig, modules, on, option, optional, orsource
  case osource, prompt, range, rsource, select, source, string, tristate, visible

  /// Every spelling, the old ones included.
  static let spellings: [(String, Keyword)] = [
    ("---help---", .help), ("allnoconfig_y", .allnoconfigY), ("bool", .bool),
    ("boolean", .bool), ("choice", .choice), ("comment", .comment), ("config", .config),
    ("def_bool", .defBool), ("def_hex", .defHex), ("def_int", .defInt),
    ("def_string", .defString), ("def_tristate", .defTristate), ("default", .default),
    ("defconfig_list", .defconfigList), ("depends", .depends), ("endchoice", .endchoice),
    ("endif", .endif), ("endmenu", .endmenu), ("env", .env), ("grsource", .orsource),
    ("gsource", .osource), ("help", .help), ("hex", .hex), ("if", .if), ("imply", .imply),
    ("int", .int), ("mainmenu", .mainmenu), ("menu", .menu), ("menuconfig", .menuconfig),
    ("modules", .modules), ("on", .on), ("option", .option), ("optional", .optional),
    ("orsource", .orsource), ("osource", .osource), ("prompt", .prompt), ("range", .range),
    ("rsource", .rsource), ("select", .select), ("source", .source), ("string", .string),
    ("tristate", .tristate), ("visible", .visible),
  ]

  /// Whether a word or quoted text that follows is a title or a file, not a symbol.
  var takesText: Bool {
    switch self {
    case .bool, .choice, .comment, .hex, .int, .mainmenu, .menu, .orsource, .osource, .prompt,
      .rsource, .source, .string, .tristate:
      true
    default: false
    }
  }

  /// The type that the word declares.
  var declaredType: ValueType? {
    switch self {
    case .bool, .defBool: .bool
    case .tristate, .defTristate: .tristate
    case .int, .defInt: .int
    case .hex, .defHex: .hex
    case .string, .defString: .string
    default: nil
    }
  }

  /// Whether the word declares a type and gives a default at once.
  var isTypedDefault: Bool {
    switch self {
    case .defBool, .defTristate, .defInt, .defHex, .defString: true
    default: false
    }
  }
}

/// One element of a line.
enum Token {
  case keyword(Keyword)
  case symbol(Symbol)
  case text(String)
  case relation(Relation)
  case and
  case or
  case not
  case open
  case close
}
