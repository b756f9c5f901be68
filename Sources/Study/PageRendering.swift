// A study as a page that needs nothing beside itself: no network, no scripts. It is well-formed XML, too.

extension Report {
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>What keeps compartments apart, and what it costs</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <h1>What keeps compartments apart, and what it costs</h1>
    <p>One workload, the same code with the same flags, on one simulated core.</p>
    <dl>
    \(facts.map { "<dt>\($0.name.asMarkup)</dt><dd>\($0.value.asMarkup)</dd>" }.joined(separator: "\n"))
    </dl>
    <nav>\(sections.map { "<a href=\"#\($0.name)\">\($0.title.asMarkup)</a>" }.joined(separator: " "))</nav>
    \(sections.map(\.html).joined(separator: "\n"))
    <section id="unmeasured">
    <h2>Not measured</h2>
    <ul>
    \(unmeasured.map { "<li>\($0.asMarkup)</li>" }.joined(separator: "\n"))
    </ul>
    </section>
    <details><summary>Cycles of the cost table</summary><pre>\(costs.asMarkup)</pre></details>
    </body>
    </html>

    """
  }

  private static let style = """
    :root { color-scheme: light dark; --text: #1b1b1b; --paper: #fdfdfc; --faint: #666; --line: #d5d5d0;
      --v0: #2f6db5; --v1: #c4601f; --v2: #6b7f35; --v3: #82519c; }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e6e6e3; --paper: #17181a; --faint: #a0a09a; --line: #3a3b3e;
        --v0: #79aee8; --v1: #ee9d63; --v2: #a9bd6c; --v3: #c49ada; } }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--paper);
      max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
    nav a { margin-right: 1rem; color: var(--v0); }
    dl { display: grid; grid-template-columns: max-content auto; gap: 0 1rem; font-size: 0.9rem; }
    dt, small, figcaption, .notes { color: var(--faint); }
    dd { margin: 0; }
    figure { margin: 1.5rem 0; }
    figcaption span { margin-left: 1rem; white-space: nowrap; }
    figcaption i { display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.3em; }
    svg { width: 100%; height: auto; font-size: 12px; }
    svg text { fill: var(--text); }
    .subject { text-anchor: end; }
    .axis { stroke: var(--faint); }
    .v0 { fill: var(--v0); background: var(--v0); } .v1 { fill: var(--v1); background: var(--v1); }
    .v2 { fill: var(--v2); background: var(--v2); } .v3 { fill: var(--v3); background: var(--v3); }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.85rem; }
    th, td { padding: 0.2rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left;
      vertical-align: top; }
    th small { display: block; font-weight: normal; }
    tbody th { font-weight: normal; min-width: 13rem; }
    figcaption b { color: var(--text); margin-right: 0.5em; }
    td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    """
}

extension Section {
  fileprivate var html: String {
    """
    <section id="\(name)">
    <h2>\(title.asMarkup)</h2>
    <p>\(method.asMarkup)</p>
    \(tables.map(\.html).joined(separator: "\n"))
    </section>
    """
  }
}

extension Figures {
  fileprivate var html: String {
    let charts = columns.indices.filter { drawn.contains(columns[$0].name) }.compactMap { index in
      BarChart(self, column: index).map { chart in
        """
        <figure>
        <figcaption><b>\(columns[index].name.asMarkup)</b> \(columns[index].source.label.asMarkup)\(legend)</figcaption>
        \(chart.svg)
        </figure>
        """
      }
    }
    return
      (["<article>", "<h3>\(title.asMarkup)</h3>"] + charts + [table, "</article>"])
      .joined(separator: "\n")
  }

  private var legend: String {
    guard variants.count > 1 else { return "" }
    return variants.enumerated().map {
      "<span><i class=\"v\($0)\"></i>\($1.asMarkup)</span>"
    }.joined()
  }

  private var table: String {
    let grid = Grid(self)
    let heads = grid.heads.map { head in
      let source = head.source.map { "<small>\($0.label.asMarkup)</small>" } ?? ""
      return "<th scope=\"col\">\(head.name.asMarkup)\(source)</th>"
    }.joined()
    let body = grid.rows.map { row in
      "<tr><th scope=\"row\">\(row[0].text.asMarkup)</th>"
        + row.dropFirst().map {
          "<td class=\"\($0.isWords ? "words" : "number")\">\($0.text.asMarkup)</td>"
        }.joined() + "</tr>"
    }.joined(separator: "\n")
    let notes =
      grid.notes.isEmpty
      ? ""
      : "\n<p class=\"notes\">"
        + grid.notes.enumerated().map { "[\($0 + 1)] \($1.asMarkup)" }.joined(separator: "<br/>")
        + "</p>"
    return """
      <div class="wide">
      <table>
      <thead><tr>\(heads)</tr></thead>
      <tbody>
      \(body)
      </tbody>
      </table>
      </div>\(notes)
      """
  }
}
