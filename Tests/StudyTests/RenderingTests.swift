import Testing

@testable import Study

/// What a table becomes on a terminal, in a file and on a page.
struct RenderingTests {
  private let source = Source("instructions", "counted by \"hand\" & eye")

  private func figures(_ cells: [[Figures.Cell]]) -> Figures {
    var table = Figures(
      "a table", of: "what", [.init("figure", source), .init("other", .bytes)], drawn: ["figure"])
    for (number, row) in cells.enumerated() {
      table.rows.append(.init("a<\(number / 2)>", number % 2 == 0 ? "one" : "two", row))
    }
    return table
  }

  @Test func a_page_has_what_the_file_has() throws {
    let table = figures([
      [.number(5), .number(least: 1, most: 3)], [.number(10), .none("not, \"yet\"")],
      [.number(0), .words("x & <y>")], [.none("no, really"), .none("not, \"yet\"")],
    ])
    var single = figures([[.number(7)], [.number(8)], [.none("never")]])
    single.title = "one column"
    single.columns.removeLast()
    let section = Section("name", "Title", method: "1 < 2", [table, single])
    let report = Report(sections: [section], facts: [], unmeasured: ["<all>"], costs: "")
    try Page(report.html).expect(section)
    #expect(
      section.csv.contains("a<0>,two,other,,,bytes,of the image,\"not, \"\"yet\"\"\"\n"))
    let text = report.text
    #expect(text.contains("a<0>, one        5      1-3\n"))
    #expect(text.contains("a<1>, two    - [2]    - [1]\n[1] not, \"yet\"\n[2] no, really"))
    // With one column the variants stand side by side.
    #expect(text.contains("what    one  two\na<0>      7    8\na<1>  - [1]"))
  }

  @Test func bars_are_as_long_as_their_figures() throws {
    let table = figures([
      [.number(200), .number(0)], [.number(least: 50, most: 100), .number(0)],
      [.number(0), .number(0)], [.number(1), .number(0)],
    ])
    let chart = try #require(BarChart(table, column: 0))
    let widths = chart.svg.matches(of: /<rect class="(v\d)" [^>]* width="(\d+)"/).map {
      ($0.output.1, Int($0.output.2) ?? -1)
    }
    #expect(widths.map(\.0) == ["v0", "v1", "v0", "v1"])
    #expect(widths[0].1 == 2 * widths[1].1)
    #expect(widths[2].1 == 0 && widths[3].1 > 0)
    #expect(chart.svg.contains("<title>a&lt;0&gt;, two: 50-100</title>"))
    #expect(BarChart(table, column: 1) == nil)
  }
}
