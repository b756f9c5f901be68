import Foundation
import FoundationXML
import Testing

@testable import Study

/// A study's page, read as a reader of it would.
struct Page {
  private let root: XMLElement

  init(_ text: String) throws {
    root = try #require(try XMLDocument(xmlString: text).rootElement())
  }

  private func elements(_ path: String, in element: XMLElement? = nil) throws -> [XMLElement] {
    try (element ?? root).nodes(forXPath: path).compactMap { $0 as? XMLElement }
  }

  /// Every line of a section's file is in the page's table, with its source, and in its chart if there is one.
  func expect(_ section: Section) throws {
    let part = try #require(elements(".//section[@id='\(section.name)']").first)
    let articles = try elements("article", in: part)
    let titles = try articles.flatMap { try elements("h3", in: $0) }.map(\.text)
    let lines = Self.records(in: section.csv)
    #expect(lines.count > 1)
    for fields in lines.dropFirst() {
      try #require(fields.count == 9)
      let (title, subject, variant, figure) = (fields[0], fields[1], fields[2], fields[3])
      let (least, most, note) = (fields[4], fields[5], fields[8])
      let source = "\(fields[6]), \(fields[7])"
      let article = articles[try #require(titles.firstIndex(of: title))]
      let table = try #require(elements(".//table", in: article).first)
      let notes = try elements("p[@class='notes']", in: article).map(\.text).joined()
      let charts = try elements(".//svg", in: article)
      let heads = try elements("thead/tr/th", in: table)
      let names = try heads.map { head in
        head.text.dropLast(try elements("small", in: head).map(\.text).joined().count)
      }
      // One of these is how the table has it.
      let places = [("\(subject), \(variant)", figure), (subject, figure), (subject, variant)]
      let found = try places.lazy.compactMap { row, column -> (XMLElement, XMLElement)? in
        guard let place = names.firstIndex(where: { $0 == column }),
          let line = try elements("tbody/tr", in: table).first(where: {
            try elements("th", in: $0).first?.text == row
          })
        else { return nil }
        return (heads[place], try elements("td", in: line)[place - 1])
      }.first
      let (head, cell) = try #require(found, "\(title), \(subject), \(variant), \(figure)")
      #expect(try elements("small", in: head).map(\.text) == [source])
      if note.isEmpty {
        let value = least == most ? least : "\(least)-\(most)"
        #expect(cell.text == value)
        if let chart = charts.first(where: {
          $0.attribute(forName: "aria-label")?.stringValue == "\(figure): \(source)"
        }), Int(most) != nil {
          let bars = try elements(".//rect/title", in: chart).map(\.text)
          #expect(bars.contains("\(subject), \(variant): \(value)"))
        }
      } else {
        #expect(notes.contains("\(cell.text.dropFirst(2)) \(note)"))
      }
    }
    // And the page has no figure of its own.
    let cells = try elements(".//td", in: part).filter { !$0.text.isEmpty }
    #expect(cells.count == lines.count - 1)
  }

  /// RFC 4180.
  static func records(in text: String) -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    for field in text.matches(of: /(?:"((?:[^"]|"")*)"|([^,\n]*))([,\n])/) {
      let (_, quoted, plain, end) = field.output
      fields.append(quoted.map { String($0).replacing("\"\"", with: "\"") } ?? String(plain ?? ""))
      if end == "\n" {
        records.append(fields)
        fields = []
      }
    }
    return records
  }
}

extension XMLNode {
  fileprivate var text: String { stringValue ?? "" }
}
