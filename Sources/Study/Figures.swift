/// One table of a study, as a terminal, a file of figures and a page all show it.
///
/// What a row is about may be there several times, with another variant each: the backends.
public struct Figures: Sendable {
  /// What one cell may be.
  public enum Cell: Sendable, Equatable {
    /// The least and the most of several times; the same if it is always the same.
    case number(least: Int, most: Int)
    /// A finding that is no number.
    case words(String)
    /// Why there is nothing.
    case none(String)

    public static func number(_ number: Int) -> Cell { .number(least: number, most: number) }

    public var isNumber: Bool { if case .number = self { true } else { false } }
  }

  public struct Column: Sendable {
    public var name: String
    public var source: Source

    public init(_ name: String, _ source: Source) {
      self.name = name
      self.source = source
    }
  }

  public struct Row: Sendable {
    public var subject: String
    public var variant: String
    /// One for each column.
    public var cells: [Cell]

    public init(_ subject: String, _ variant: String, _ cells: [Cell]) {
      self.subject = subject
      self.variant = variant
      self.cells = cells
    }
  }

  public var title: String
  /// What the subjects are: `operation`.
  public var subjects: String
  public var columns: [Column]
  public var rows: [Row]
  /// Names of the columns that a page draws, each by itself.
  public var drawn: [String]

  public init(
    _ title: String, of subjects: String, _ columns: [Column], drawn: [String] = [],
    rows: [Row] = []
  ) {
    self.title = title
    self.subjects = subjects
    self.columns = columns
    self.drawn = drawn
    self.rows = rows
  }

  /// Each once, in their order.
  var subjectNames: [String] { rows.map(\.subject).withoutRepetition }
  var variants: [String] { rows.map(\.variant).withoutRepetition }
  /// Why cells are empty, each reason once.
  var reasons: [String] {
    rows.flatMap(\.cells).compactMap { if case .none(let why) = $0 { why } else { nil } }
      .withoutRepetition
  }
}

/// Figures with what there is to say of them.
public struct Section: Sendable {
  /// Of its files.
  public var name: String
  public var title: String
  /// How the figures were obtained.
  public var method: String
  public var tables: [Figures]

  public init(_ name: String, _ title: String, method: String, _ tables: [Figures]) {
    self.name = name
    self.title = title
    self.method = method
    self.tables = tables
  }
}

extension Array where Element: Hashable {
  var withoutRepetition: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
