/// Figures as rows of texts, for a terminal and for a page.
///
/// Where there is one column, the variants stand side by side in its place.
struct Grid {
  struct Head {
    var name: String
    /// Of the numbers below; nil for what names a row.
    var source: Source?
  }

  struct Cell {
    var text: String
    var isWords = false
  }

  var heads: [Head]
  var rows: [[Cell]]
  /// By number, from 1 on, as cells without a number refer to them.
  var notes: [String]

  init(_ figures: Figures) {
    let reasons = figures.reasons
    func shown(_ cell: Figures.Cell) -> Cell {
      switch cell {
      case .number(let least, let most):
        Cell(text: least == most ? "\(least)" : "\(least)-\(most)")
      case .words(let words): Cell(text: words, isWords: true)
      case .none(let why): Cell(text: "- [\((reasons.firstIndex(of: why) ?? 0) + 1)]")
      }
    }
    notes = reasons
    let variants = figures.variants
    guard figures.columns.count == 1, variants != [""] else {
      let hasVariants = variants != [""]
      heads = [Head(name: figures.subjects + (hasVariants ? ", with" : ""))]
      heads += figures.columns.map { Head(name: $0.name, source: $0.source) }
      rows = figures.rows.map { row in
        [Cell(text: row.subject + (hasVariants ? ", \(row.variant)" : ""), isWords: true)]
          + row.cells.map(shown)
      }
      return
    }
    heads = [Head(name: figures.subjects)]
    heads += variants.map { Head(name: $0, source: figures.columns[0].source) }
    rows = figures.subjectNames.map { subject in
      [Cell(text: subject, isWords: true)]
        + variants.map { variant in
          figures.rows.first { $0.subject == subject && $0.variant == variant }
            .map { shown($0.cells[0]) } ?? Cell(text: "")
        }
    }
  }
}
