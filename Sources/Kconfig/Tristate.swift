// The three truth values of the language and the types a symbol can have.

extension Kconfig {
  /// A truth value: `n < m < y`.
  public enum Tristate: UInt8, Comparable, Sendable {
    /// Off: `n`.
    case no = 0
    /// Built as a module: `m`.
    case module = 1
    /// On: `y`.
    case yes = 2

    /// The value a letter stands for, or nil when the text is not `n`, `m` or `y`.
    public init?(letter: String) {
      switch letter {
      case "n": self = .no
      case "m": self = .module
      case "y": self = .yes
      default: return nil
      }
    }

    /// How the value is written in a configuration: `n`, `m` or `y`.
    public var letter: String {
      switch self {
      case .no: "n"
      case .module: "m"
      case .yes: "y"
      }
    }

    /// `n` becomes `y` and the reverse; `m` stays.
    public var negated: Tristate {
      switch self {
      case .no: .yes
      case .module: .module
      case .yes: .no
      }
    }

    /// Whether the left value is less: `n < m < y`.
    public static func < (left: Tristate, right: Tristate) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// What kind of value a symbol holds.
  public enum ValueType: String, Sendable {
    /// `y` or `n`.
    case bool
    /// `y`, `m` or `n`.
    case tristate
    /// A decimal integer of any size.
    case int
    /// A hexadecimal integer of any size.
    case hex
    /// Text.
    case string
    /// Never declared: an undefined symbol, a constant, or a definition that lacks its type.
    case unknown

    /// Whether values are truth values.
    public var isLogical: Bool { self == .bool || self == .tristate }

    /// Whether values are integers.
    public var isNumeric: Bool { self == .int || self == .hex }

    /// The base in which the text of a value is read; 0 lets the text's own prefix decide.
    var radix: Int {
      switch self {
      case .int: 10
      case .hex: 16
      default: 0
      }
    }
  }
}

typealias Tristate = Kconfig.Tristate
typealias ValueType = Kconfig.ValueType
