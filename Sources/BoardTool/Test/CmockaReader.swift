/// Reads results from the lines that cmocka, and the runner on boards, print.
struct CmockaReader {
  private(set) var cases: [SuiteReport.Case] = []
  private var open: String?
  private var heard: [String] = []
  /// The folder of tests, in an image that holds several.
  private var folder: String?

  mutating func take(_ line: String) {
    guard let (tag, text) = Self.tag(of: line) else {
      if open != nil { heard.append(line) }
      return
    }
    switch tag {
    case TestFolder.tag: folder = text
    case "RUN":
      closeOpen("did not end")
      open = text
      heard = []
    case "OK": close(text, .passed)
    case "SKIPPED": if open != nil { close(text, .skipped) }
    case "FAILED":
      if !Self.isSummary(text), open != nil || !isKnown(text) {
        close(text, .failed(reason("failed")))
      }
    case "ERROR", "LINE": if open != nil { heard.append(line) }
    default: break
    }
  }

  /// Takes the image's end into account: what was still running did not pass, and nothing passes
  /// if there was no test at all.
  mutating func finish(_ end: ImageRunner.End, limit: Double?) {
    let how =
      switch end {
      case .timedOut: "did not end within \(limit.map { "\(Int($0))" } ?? "?") seconds"
      case .exited: "\(end)"
      }
    closeOpen(how)
    let hasFailure = cases.contains { if case .failed = $0.outcome { true } else { false } }
    if cases.isEmpty {
      cases.append(.init(name: "(no test ran)", outcome: .failed(how)))
    } else if end != .exited(0), !hasFailure {
      cases.append(.init(name: "(end of the image)", outcome: .failed(how)))
    }
  }

  private mutating func close(_ name: String, _ outcome: SuiteReport.Outcome) {
    cases.append(.init(name: qualified(name), outcome: outcome))
    open = nil
    heard = []
  }

  private mutating func closeOpen(_ how: String) {
    if let name = open { close(name, .failed(reason(how))) }
  }

  private func reason(_ how: String) -> String { (heard + [how]).joined(separator: "\n") }

  private func isKnown(_ name: String) -> Bool { cases.contains { $0.name == qualified(name) } }

  private func qualified(_ name: String) -> String { folder.map { "\($0)/\(name)" } ?? name }

  /// `[  FAILED  ] group: 2 test(s), listed below:` counts; it is no test.
  private static func isSummary(_ text: String) -> Bool {
    text.contains("test(s)") || text.first?.isNumber == true && text.contains("FAILED TEST")
  }

  /// `[       OK ] name` gives the tag `OK` and the text `name`.
  private static func tag(of line: String) -> (tag: String, text: String)? {
    guard line.first == "[", let end = line.firstIndex(of: "]") else { return nil }
    let inside = line[line.index(after: line.startIndex)..<end]
    guard inside.count == 10 else { return nil }
    var text = line[line.index(after: end)...]
    while text.first == " " { text.removeFirst() }
    return (inside.split(separator: " ").joined(), String(text))
  }
}
