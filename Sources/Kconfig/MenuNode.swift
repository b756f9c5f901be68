// One entry of the menu tree: a definition of a symbol or choice, a menu or a comment.

extension Kconfig {
  /// An entry of the menu, with the properties given at that place.
  public final class MenuNode {
    /// What an entry is.
    public enum Item {
      /// A definition of a symbol.
      case symbol(Symbol)
      /// A definition of a choice.
      case choice(Choice)
      /// A menu.
      case menu
      /// A comment for the user.
      case comment
      /// An `if` block; none is left once the tree is read.
      case conditional
    }

    /// A title with the condition under which it is shown.
    public struct Prompt {
      /// The title.
      public let text: String
      /// When it is shown, with the dependencies of the entry.
      public internal(set) var condition: Condition
    }

    /// A value with the condition under which it applies.
    public struct Default {
      /// The value: a single symbol or constant unless the symbol is bool or tristate.
      public let value: Condition
      /// When it applies, with the dependencies of the entry.
      public internal(set) var condition: Condition
    }

    /// Bounds with the condition under which they apply.
    public struct Range {
      /// The least value allowed.
      public let low: Symbol
      /// The greatest value allowed.
      public let high: Symbol
      /// When they apply, with the dependencies of the entry.
      public internal(set) var condition: Condition
    }

    /// A symbol that this entry selects or implies, and when.
    public struct Effect {
      /// The symbol that is affected.
      public let target: Symbol
      /// When, with the dependencies of the entry.
      public internal(set) var condition: Condition
    }

    /// What the entry is.
    public let item: Item
    /// The first line of the definition.
    public let location: Location
    /// The `source` lines that led to the file, the outermost first.
    public let includedFrom: [Location]
    /// The title; menus and comments always have one.
    @exclusivity(unchecked)
    public internal(set) var prompt: Prompt?
    @exclusivity(unchecked)
    var helpText: IndentedText?
    /// `depends on`, with that of everything around the entry.
    @exclusivity(unchecked)
    public internal(set) var dependency = Condition.constant(.yes)
    /// `visible if`, for a menu.
    @exclusivity(unchecked)
    public internal(set) var visibility = Condition.constant(.yes)
    /// The defaults given here.
    @exclusivity(unchecked)
    public internal(set) var defaults: [Default] = []
    /// The ranges given here.
    @exclusivity(unchecked)
    public internal(set) var ranges: [Range] = []
    /// The symbols selected here.
    @exclusivity(unchecked)
    public internal(set) var selects: [Effect] = []
    /// The symbols implied here.
    @exclusivity(unchecked)
    public internal(set) var implies: [Effect] = []
    /// The entries below, including those that moved below because they depend on this one.
    @exclusivity(unchecked)
    public internal(set) var children: [MenuNode] = []

    init(_ item: Item, at location: Location, includedFrom: [Location]) {
      self.item = item
      self.location = location
      self.includedFrom = includedFrom
    }
  }
}

typealias MenuNode = Kconfig.MenuNode

extension Kconfig.MenuNode {
  /// The help text, without indentation; nil without one.
  public var help: String? { helpText?.text }

  var symbol: Symbol? {
    if case .symbol(let symbol) = item { return symbol }
    return nil
  }

  var choice: Choice? {
    if case .choice(let choice) = item { return choice }
    return nil
  }

  var isMenu: Bool {
    if case .menu = item { return true }
    return false
  }

  var isConditional: Bool {
    if case .conditional = item { return true }
    return false
  }
}
