/// Figures as rows of texts, for a terminal and for a page.
///
/// Where there is one column, the variants stand side by side in its place.
struct Grid {
  struct Head {
    var name: String
    /// Of the numbers below; nil for what names a row.
    var source: Source?
  }

  var heads: [Head]
  var rows: [[String]]
  /// By number, from 1 on, as cells without a number refer to them.
  var notes: [String]

  init(_ figures: Figures) {
    let reasons = figures.reasons
    func text(_ cell: Figures.Cell) -> String {
      switch cell {
      case .number(let least, let most): least == most ? "\(least)" : "\(least)-\(most)"
      case .words(let words): words
      case .none(let why): "- [\((reasons.firstIndex(of: why) ?? 0) + 1)]"
      }
    }
    notes = reasons
    let variants = figures.variants
    guard figures.columns.count == 1, variants != [""] else {
      let hasVariants = variants != [""]
      heads = [Head(name: figures.subjects + (hasVariants ? ", with" : ""))]
      heads += figures.columns.map { Head(name: $0.name, source: $0.source) }
      rows = figures.rows.map { row in
        [row.subject + (hasVariants ? ", \(row.variant)" : "")] + row.cells.map(text)
      }
      return
    }
    heads = [Head(name: figures.subjects)]
    heads += variants.map { Head(name: $0, source: figures.columns[0].source) }
    rows = figures.subjectNames.map { subject in
      [subject]
        + variants.map { variant in
          figures.rows.first { $0.subject == subject && $0.variant == variant }
            .map { text($0.cells[0]) } ?? ""
        }
    }
  }
}
