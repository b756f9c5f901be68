// A configuration symbol: what its definitions say, and the value that follows.

extension Kconfig {
  /// A configuration option, or a name or constant that an expression mentions.
  ///
  /// A symbol belongs to its tree and must not be used after the tree is gone. Reading a value
  /// after an assignment resolves the whole tree once, in linear time.
  public final class Symbol {
    // Fields marked `exclusivity(unchecked)`, here and elsewhere: reading a large tree takes a
    // sixth less time without the check, and nothing holds on to them while others write.

    /// The name without the `CONFIG_` prefix, or the text of a constant.
    public let name: String
    /// The type as declared; ``type`` is the one that counts at the moment.
    @exclusivity(unchecked)
    public internal(set) var declaredType = ValueType.unknown
    /// The definitions, in the order of the files; empty for undefined names and constants.
    @exclusivity(unchecked)
    public internal(set) var nodes: [MenuNode] = []
    /// The choice that the symbol is a member of.
    @exclusivity(unchecked)
    public internal(set) var choice: Choice?
    /// When the symbol may have a value of its own: `depends on` and everything around it,
    /// of one definition or the other.
    @exclusivity(unchecked)
    public internal(set) var directDependency = Condition.constant(.no)
    /// The symbols that select this one, with the condition of each.
    @exclusivity(unchecked)
    public internal(set) var selectedBy: [ReverseDependency] = []
    /// The symbols that imply this one, with the condition of each.
    @exclusivity(unchecked)
    public internal(set) var impliedBy: [ReverseDependency] = []
    /// Whether it was written as a quoted constant, or is `n`, `m` or `y`.
    public let isConstant: Bool

    /// The conditional defaults of all definitions, first match wins.
    @exclusivity(unchecked)
    var defaults: [MenuNode.Default] = []
    @exclusivity(unchecked)
    var ranges: [MenuNode.Range] = []
    /// The environment variable that `option env` names: the symbol is then not written out.
    @exclusivity(unchecked)
    var environmentVariable: String?
    /// The truth value, for the constants `n`, `m` and `y`.
    let literal: Tristate?

    /// What the user asked for: the truth value of a bool or tristate, else the text.
    @exclusivity(unchecked)
    var userTristate: Tristate?
    @exclusivity(unchecked)
    var userText: String?
    /// Where the user asked for it.
    @exclusivity(unchecked)
    var assignment: Location?

    /// What the evaluator found; valid while it is settled.
    @exclusivity(unchecked)
    var cachedTristate: Tristate?
    @exclusivity(unchecked)
    var cachedText: String?
    @exclusivity(unchecked)
    var cachedVisibility: Tristate?
    @exclusivity(unchecked)
    var isWritten = false

    /// What must be computed again when this symbol changes.
    @exclusivity(unchecked)
    var dependents: [DependencyItem] = []
    @exclusivity(unchecked)
    var lastDependent: ObjectIdentifier?
    @exclusivity(unchecked)
    var mark = DependencyMark.unseen
    /// The number of the symbol in its table.
    let index: Int

    unowned let evaluator: Evaluator

    init(name: String, index: Int, constant: Bool, literal: Tristate?, evaluator: Evaluator) {
      self.name = name
      self.index = index
      self.literal = literal
      self.evaluator = evaluator
      isConstant = constant
      if let literal {
        declaredType = .tristate
        cachedTristate = literal
      }
    }
  }

  /// A symbol that selects or implies another, and when.
  public struct ReverseDependency {
    /// The symbol that has the `select` or `imply`.
    public let symbol: Symbol
    /// What follows `if`, with the dependencies of the definition that it stands in.
    public let condition: Condition
  }
}

typealias Symbol = Kconfig.Symbol

extension Kconfig.Symbol {
  /// The type that counts at the moment: a tristate is a bool while there are no modules, and
  /// while it is a member of a choice in `y` mode.
  public var type: Kconfig.ValueType {
    evaluator.settle()
    return evaluator.type(of: self)
  }

  /// The value as text: `n`, `m`, `y`, the digits as they were written, or the string.
  ///
  /// An undefined symbol and a constant have their own name as their value.
  public var value: String {
    evaluator.settle()
    return evaluator.text(of: self)
  }

  /// The truth value; `n` for a symbol that is not bool or tristate.
  public var tristate: Kconfig.Tristate {
    evaluator.settle()
    return evaluator.tristate(of: self)
  }

  /// Whether the value is `y`.
  public var isOn: Bool { tristate == .yes }

  /// The value of an int or hex; nil when there is none or it exceeds an `Int`.
  public var integer: Int? {
    guard declaredType.isNumeric, let number = Number(value, radix: declaredType.radix) else {
      return nil
    }
    return Int(number.text(as: .int))
  }

  /// How far the user may set the value: the greatest condition of the prompts.
  public var visibility: Kconfig.Tristate {
    evaluator.settle()
    return evaluator.visibility(of: self)
  }

  /// What the user asked for, whether or not it became the value.
  public var userValue: String? { userTristate?.letter ?? userText }

  /// Where the user asked for it, when that was in a file.
  public var userLocation: Kconfig.Location? { assignment }

  /// Whether the user can change the value at the moment.
  public var isAssignable: Bool {
    evaluator.settle()
    let visibility = evaluator.visibility(of: self)
    guard declaredType.isLogical, choice == nil else { return visibility > .no }
    return visibility > evaluator.strongest(selectedBy)
  }

  /// Whether the value belongs in a configuration: the symbol is visible or has a value from a
  /// default, a select or an imply.
  public var isInConfiguration: Bool {
    evaluator.settle()
    return isWritten
  }

  /// Whether a Kconfig file defines the symbol.
  public var isDefined: Bool { !nodes.isEmpty }

  /// The places that define the symbol.
  public var locations: [Kconfig.Location] { nodes.map(\.location) }

  /// The prompts of all definitions.
  public var prompts: [String] { nodes.compactMap { $0.prompt?.text } }

  /// The help texts of all definitions, with an empty line between them; nil without any.
  public var help: String? {
    let texts = nodes.compactMap(\.help)
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }

  /// The symbol as an operand: constants other than `n`, `m` and `y` are quoted.
  var operandText: String { isConstant && literal == nil ? "\"\(name.escaped)\"" : name }

  /// Lets go of everything that could refer back to the symbol.
  func dismantle() {
    nodes = []
    choice = nil
    directDependency = .constant(.no)
    selectedBy = []
    impliedBy = []
    defaults = []
    ranges = []
    dependents = []
  }
}
