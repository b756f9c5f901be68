import BoardTool

// A study for a terminal, and as files of figures.

extension Report {
  public var text: String {
    let parts = sections.map { section in
      ([section.title] + section.tables.map(\.text) + [section.method]).joined(separator: "\n\n")
    }
    let missing = ["Not measured\n"] + unmeasured.map { "- \($0)" }
    let made = facts.map { "\($0.name): \($0.value)" }
    return (parts + [missing, made].map { $0.joined(separator: "\n") })
      .joined(separator: "\n\n\n") + "\n"
  }
}

extension Figures {
  var text: String {
    let grid = Grid(self)
    let sources = columns.map(\.source.label).withoutRepetition
    let notes = grid.notes.enumerated().map { "[\($0 + 1)] \($1)" }
    return
      ([title + ": " + sources.joined(separator: "; ")]
      + [Table.text([grid.heads.map(\.name)] + grid.rows.map { $0.map(\.text) })] + notes).joined(
        separator: "\n")
  }
}

extension Section {
  /// One line for each figure, with its unit and its source.
  var csv: String {
    let head = ["table", "subject", "variant", "figure", "least", "most", "unit", "source", "note"]
    let body = tables.flatMap { table in
      table.rows.flatMap { row in
        zip(table.columns, row.cells).map { column, cell in
          let (least, most, note) =
            switch cell {
            case .number(let least, let most): ("\(least)", "\(most)", "")
            case .words(let words): (words, words, "")
            case .none(let why): ("", "", why)
            }
          return [
            table.title, row.subject, row.variant, column.name, least, most, column.source.unit,
            column.source.origin, note,
          ]
        }
      }
    }
    return ([head] + body).map { $0.map(\.asField).joined(separator: ",") + "\n" }.joined()
  }
}

extension String {
  /// In a file of RFC 4180.
  fileprivate var asField: String {
    guard contains(where: { ",\"\n\r".contains($0) }) else { return self }
    return "\"" + replacing("\"", with: "\"\"") + "\""
  }
}
