/// Takes file, line and labels from the text that `dtc --annotate -O dts` writes, which names the
/// source of every node and property in a comment. Values are not read here: they are libfdt's.
extension Devicetree {
  ///
  /// `resolve` turns a file's name as `dtc` writes it into the one to show.
  public mutating func annotate(with text: String, resolve: (String) -> String = { $0 }) {
    var open: [String] = []
    for line in text.split(separator: "\n") {
      let (content, comment) = splitComment(line)
      var location = comment.flatMap(parseLocation)
      if let file = location?.file { location?.file = resolve(file) }
      if content.hasPrefix("}") {
        if !open.isEmpty { open.removeLast() }
      } else if content.hasSuffix("{") {
        var words = content.dropLast().split(separator: " ").map(String.init)
        let name = words.popLast() ?? "/"
        let labels = words.filter { $0.hasSuffix(":") }.map { String($0.dropLast()) }
        let path =
          switch open.last {
          case nil: "/"
          case "/": "/" + name
          case .some(let parent): parent + "/" + name
          }
        open.append(path)
        update(path) { node in
          node.labels = labels
          node.location = location
        }
      } else if let location, let path = open.last {
        let name = propertyName(content)
        update(path) { node in
          guard let index = node.properties.firstIndex(where: { $0.name == name }) else { return }
          node.properties[index].location = location
        }
      }
    }
  }

  private func splitComment(_ line: Substring) -> (content: Substring, comment: Substring?) {
    let trimmed = line.drop { $0 == "\t" || $0 == " " }
    guard trimmed.hasSuffix("*/") else { return (trimmed, nil) }
    var start = trimmed.endIndex
    while start > trimmed.startIndex {
      start = trimmed.index(before: start)
      if trimmed[start...].hasPrefix("/*") { break }
    }
    var content = trimmed[..<start]
    while content.last == " " { content.removeLast() }
    return (content, trimmed[start...].dropFirst(3).dropLast(3))
  }

  /// `board.dts:12, other.dts:3` gives the first; `<no-file>` none.
  private func parseLocation(_ comment: Substring) -> SourceLocation? {
    guard let first = comment.split(separator: ",").first, !first.hasPrefix("<"),
      let colon = first.firstIndex(of: ":")
    else { return nil }
    let line = first[first.index(after: colon)...].prefix { $0.isNumber }
    return Int(line).map { SourceLocation(file: String(first[..<colon]), line: $0) }
  }

  private func propertyName(_ content: Substring) -> String {
    let declaration = content.split(separator: "=", maxSplits: 1).first ?? content
    let words = declaration.split { $0 == " " || $0 == ";" }
    return words.last { !$0.hasSuffix(":") }.map(String.init) ?? ""
  }
}
