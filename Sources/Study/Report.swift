/// What a study found: sections of tables, and what they were made with.
///
/// Terminal, files of figures and page are renderings of it.
public struct Report: Sendable {
  public struct Fact: Sendable {
    public var name: String
    public var value: String
  }

  public var sections: [Section]
  /// The command and the versions.
  public var facts: [Fact]
  /// What the figures say nothing of.
  public var unmeasured: [String]
  /// The cost table, as `--costs` reads it.
  public var costs: String

  /// Files by name: the figures of each section, and a page with all.
  public var files: [(name: String, text: String)] {
    sections.map { ("\($0.name).csv", $0.csv) } + [("index.html", html)]
  }
}
