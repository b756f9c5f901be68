// A choice: a group of symbols of which, in `y` mode, exactly one is `y`.

extension Kconfig {
  /// A group of symbols of which one is chosen.
  ///
  /// A choice belongs to its tree and must not be used after the tree is gone.
  public final class Choice {
    /// The name, for a choice that has one.
    public let name: String?
    /// Bool or tristate; unknown when neither the choice nor a member has a type.
    public internal(set) var declaredType = ValueType.unknown
    /// The definitions; a choice with a name may have several.
    public internal(set) var nodes: [MenuNode] = []
    /// The members, in the order of the files.
    public internal(set) var symbols: [Symbol] = []
    /// Whether it is allowed to choose nothing.
    public internal(set) var isOptional = false

    var defaults: [MenuNode.Default] = []

    /// The mode and the member the user asked for.
    var userMode: Tristate?
    var userSelection: Symbol?

    var cachedVisibility: Tristate?
    var cachedMode: Tristate?
    /// The selection; nil outside means not computed, nil inside means nothing is selected.
    var cachedSelection: Symbol??

    var dependents: [DependencyItem] = []
    var lastDependent: ObjectIdentifier?
    var mark = DependencyMark.unseen

    unowned let evaluator: Evaluator

    init(name: String?, evaluator: Evaluator) {
      self.name = name
      self.evaluator = evaluator
    }
  }
}

typealias Choice = Kconfig.Choice

extension Kconfig.Choice {
  /// `n`: nothing is chosen; `m`: any number of members may be `m`; `y`: one member is `y`.
  public var mode: Kconfig.Tristate {
    evaluator.settle()
    return evaluator.mode(of: self)
  }

  /// The member that is `y`; nil outside `y` mode and when no member is visible.
  public var selection: Kconfig.Symbol? {
    evaluator.settle()
    return evaluator.selection(of: self)
  }

  /// How far the user may set the mode.
  public var visibility: Kconfig.Tristate {
    evaluator.settle()
    return evaluator.visibility(of: self)
  }

  /// The places that define the choice.
  public var locations: [Kconfig.Location] { nodes.map(\.location) }

  /// The choice as messages name it: its name, else its prompt.
  var label: String {
    name.map { "choice \($0)" }
      ?? nodes.lazy.compactMap { $0.prompt?.text }.first.map { "choice \"\($0)\"" }
      ?? "choice"
  }

  /// Lets go of everything that could refer back to the choice.
  func dismantle() {
    nodes = []
    symbols = []
    defaults = []
    userSelection = nil
    cachedSelection = nil
    dependents = []
  }
}
