/// Bars for one column of a table, lying, drawn as SVG: a group for each subject, a bar for each variant.
///
/// The page's style gives the colours.
struct BarChart {
  struct Bar: Equatable {
    var subject: String
    var variant: String
    var least: Int
    var most: Int

    var value: String { least == most ? "\(least)" : "\(least)-\(most)" }
  }

  let bars: [Bar]
  private let variants: [String]
  private let label: String
  /// What the longest subject takes.
  private var labels: Int { 24 + 7 * (bars.map(\.subject.count).max() ?? 0) }

  /// Nil if the column has nothing to draw.
  init?(_ figures: Figures, column index: Int) {
    bars = figures.rows.compactMap { row in
      guard case .number(let least, let most) = row.cells[index] else { return nil }
      return Bar(subject: row.subject, variant: row.variant, least: least, most: most)
    }
    guard bars.contains(where: { $0.most > 0 }) else { return nil }
    variants = figures.variants
    label = "\(figures.columns[index].name): \(figures.columns[index].source.label)"
  }

  // In units of the drawing, of which a page shows one as a pixel where there is room.
  private static let width = 760
  private static let values = 90
  private static let height = 16
  private static let step = 19
  private static let gap = 12

  private func text(_ text: String, _ kind: String, at x: Int, _ y: Int) -> String {
    "<text class=\"\(kind)\" x=\"\(x)\" y=\"\(y)\">\(text.asMarkup)</text>"
  }

  var svg: String {
    let subjects = bars.map(\.subject).withoutRepetition
    let longest = bars.map(\.most).max() ?? 1
    let room = Self.width - labels - Self.values
    var y = 0
    var parts: [String] = []
    for subject in subjects {
      let group = bars.filter { $0.subject == subject }
      let middle = y + (group.count * Self.step) / 2
      parts.append(text(subject, "subject", at: labels - 10, middle + 2))
      for bar in group {
        // A figure that is not 0 is seen.
        let length = max(bar.most > 0 ? 1 : 0, bar.most * room / longest)
        let color = variants.firstIndex(of: bar.variant) ?? 0
        let title = "\(subject), \(bar.variant): \(bar.value)".asMarkup
        parts.append(
          "<rect class=\"v\(color)\" x=\"\(labels)\" y=\"\(y)\" width=\"\(length)\" "
            + "height=\"\(Self.height)\"><title>\(title)</title></rect>")
        parts.append(text(bar.value, "value", at: labels + length + 6, y + 12))
        y += Self.step
      }
      y += Self.gap
    }
    let axis =
      "<line class=\"axis\" x1=\"\(labels)\" y1=\"0\" x2=\"\(labels)\" y2=\"\(y - Self.gap)\"/>"
    return
      "<svg viewBox=\"0 -2 \(Self.width) \(y)\" role=\"img\" aria-label=\"\(label.asMarkup)\">\n"
      + (parts + [axis]).joined(separator: "\n") + "\n</svg>"
  }
}

extension String {
  /// In an element or between quotes.
  var asMarkup: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
