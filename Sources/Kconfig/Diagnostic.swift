// What a user should know about a tree or a configuration that can be used all the same.

extension Kconfig {
  /// A finding about the Kconfig files or about what a configuration asks for.
  public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    /// How much a finding matters.
    public enum Severity: String, Sendable {
      /// The result must not be used.
      case error
      /// The result is probably not what was meant.
      case warning
      /// Something the Kconfig files wanted said: `$(info)`.
      case note
    }

    /// What was found, with the facts a tool needs to explain it in its own words.
    public enum Kind: Hashable, Sendable {
      /// A configuration assigns to a name that no Kconfig file defines. `nearest` is the
      /// defined name most like it, if one is close.
      case unknownSymbol(nearest: String?)
      /// A line of a configuration is neither an assignment nor a comment.
      case malformedLine
      /// A configuration assigns a value that the type cannot hold. The assignment is ignored.
      case malformedValue(value: String, type: ValueType)
      /// A configuration assigns twice within one file. The later assignment counts.
      case reassigned(old: String, new: String)
      /// A configuration sets one member of a choice to `m` and another to `y`.
      case mixedChoice
      /// What a configuration asks for did not become the value.
      case notTaken(wanted: String, actual: String, reason: Refusal)
      /// A default lies outside the active range and was moved to its edge.
      case defaultClamped(from: String, to: String, low: String, high: String)
      /// A symbol is selected although its dependencies do not hold.
      case unmetSelect(dependency: String, by: [String])
      /// A symbol that is neither bool nor tristate is used as a condition; that is always `n`.
      case valueAsCondition(type: ValueType)
      /// The value depends on itself, by way of `MODULES` or of the other members of a choice.
      case valueLoop
      /// Something in the Kconfig files is doubtful; the text says what.
      case definition(String)
      /// A macro `$(warning-if)` or `$(info)` spoke, or a `$(shell)` command complained.
      case macro(String)
    }

    /// How much the finding matters.
    public let severity: Severity
    /// What was found.
    public let kind: Kind
    /// The symbol concerned, without prefix.
    public let symbol: String?
    /// The line at fault.
    public let location: Location?
    /// Other places involved: definitions, the selecting symbols, the earlier assignment.
    public let notes: [Note]

    init(
      _ kind: Kind, _ symbol: String? = nil, at location: Location?, notes: [Note] = [],
      severity: Severity = .warning
    ) {
      self.severity = severity
      self.kind = kind
      self.symbol = symbol
      self.location = location
      self.notes = notes
    }
  }

  /// Why a symbol does not have the value that a configuration asks for.
  public enum Refusal: Hashable, Sendable {
    /// No definition has a prompt, so only defaults, selects and implies give a value.
    case noPrompt
    /// The dependencies hold less than what was asked for. `unmet` are the parts that fail.
    case dependencies(expression: String, unmet: [String])
    /// The dependencies hold; the condition of the prompt (`if`, `visible if`) does not.
    case hiddenPrompt(condition: String, unmet: [String])
    /// Other symbols select this one.
    case selected(by: [String])
    /// Other symbols imply this one as `y`, which leaves no room for `m`.
    case implied(by: [String])
    /// The choice gives `y` to another member, or to none.
    case choice(selected: String?)
    /// The choice is in `m` mode, or its members cannot be `m`.
    case choiceMode(Tristate)
    /// The number lies outside the active range.
    case range(low: String, high: String)
    /// `m` is not possible for a bool, nor for a tristate without modules.
    case notModular
  }
}

typealias Diagnostic = Kconfig.Diagnostic
typealias Refusal = Kconfig.Refusal

extension Diagnostic {
  /// The finding in one sentence, without the place.
  public var message: String {
    let name = symbol ?? "?"
    switch kind {
    case .unknownSymbol(let nearest):
      return "no symbol is named \(name)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .malformedLine:
      return "the line is neither an assignment nor a comment and is ignored"
    case .malformedValue(let value, let type):
      return "\(value) is not a value for \(name), which is of type \(type.rawValue)"
    case .reassigned(let old, let new):
      return "\(name) is set twice, to \(old) and then to \(new); the later one counts"
    case .mixedChoice:
      return "members of one choice are set both to m and to y"
    case .notTaken(let wanted, let actual, let reason):
      return name + " was set to " + wanted + " but is " + actual + ": " + reason.description
    case .defaultClamped(let from, let to, let low, let high):
      return "the default \(from) of \(name) is outside \(low)…\(high); \(to) is used"
    case .unmetSelect(let dependency, let selectors):
      return "\(name) is selected by \(selectors.joined(separator: ", ")), "
        + "but its dependencies are not met: \(dependency)"
    case .valueAsCondition(let type):
      return "\(name) is of type \(type.rawValue); as a condition it is always n"
    case .valueLoop:
      return "the value of \(name) depends on itself"
    case .definition(let text), .macro(let text):
      return text
    }
  }

  /// The finding as lines in the form compilers use: the finding first, then each note.
  public var description: String {
    Note.lines(severity.rawValue + ": ", message, at: location, notes: notes)
  }
}

extension Kconfig.Refusal: CustomStringConvertible {
  /// The reason as the rest of a sentence.
  public var description: String {
    func list(_ names: [String]) -> String { names.joined(separator: ", ") }
    switch self {
    case .noPrompt: return "it has no prompt, so it cannot be set"
    case .dependencies(let expression, let unmet):
      return "it depends on " + expression + ", where " + list(unmet) + " is not met"
    case .hiddenPrompt(let condition, let unmet):
      return "its prompt is only there if \(condition), where \(list(unmet)) is not met"
    case .selected(let names): return "it is selected by \(list(names))"
    case .implied(let names): return "it is implied by \(list(names))"
    case .choice(let selected?): return "its choice has \(selected) selected"
    case .choice(nil): return "its choice has nothing selected"
    case .choiceMode(let mode): return "its choice is in \(mode.letter) mode"
    case .range(let low, let high): return "it must be within \(low)…\(high)"
    case .notModular: return "it cannot be m here"
    }
  }
}

/// Collects findings while a tree or a configuration is read.
final class DiagnosticLog {
  var entries: [Diagnostic] = []

  func warn(_ kind: Diagnostic.Kind, _ symbol: Symbol? = nil, at location: Location? = nil) {
    entries.append(
      Diagnostic(kind, symbol?.name, at: location ?? symbol?.locations.first))
  }
}
