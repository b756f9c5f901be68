/// Writes a devicetree as source: tabs, labels, references by label.
struct DevicetreeWriter {
  private let labels: [String: String]

  /// The source of a whole tree, after a comment.
  static func text(_ root: ImportNode, comment: [String]) -> String {
    var labels: [String: String] = [:]
    var root = root
    root.visit { node in labels[node.path] = node.labels.first }
    let writer = DevicetreeWriter(labels: labels)
    let head = comment.isEmpty ? "" : "/*\n" + comment.map { " * \($0)\n" }.joined() + " */\n"
    return "/dts-v1/;\n" + head + writer.lines(of: root, depth: 0).joined(separator: "\n") + "\n"
  }

  private func lines(of node: ImportNode, depth: Int) -> [String] {
    let indent = String(repeating: "\t", count: depth)
    let labels = node.labels.map { $0 + ": " }.joined()
    var lines = [indent + labels + node.name + " {"]
    for property in node.properties { lines.append(line(property, indent: indent + "\t")) }
    for (index, child) in node.children.enumerated() {
      if index > 0 || !node.properties.isEmpty { lines.append("") }
      lines += self.lines(of: child, depth: depth + 1)
    }
    return lines + [indent + "};"]
  }

  private func line(_ property: ImportNode.Property, indent: String) -> String {
    let parts = words(property)
    if parts.isEmpty { return indent + property.name + ";" }
    let all = parts.joined(separator: ", ")
    let head = indent + property.name + " = "
    if head.count + all.count < 88 { return head + all + ";" }
    let isList = if case .strings = property.value { true } else { false }
    return head + filled(parts, perLine: isList ? 80 : 0, indent: indent + "\t") + ";"
  }

  /// The parts with commas; a line is broken where it would grow beyond `perLine` letters.
  private func filled(_ parts: [String], perLine: Int, indent: String) -> String {
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, last.count + part.count < perLine {
        lines[lines.count - 1] = last + ", " + part
      } else {
        lines.append(part)
      }
    }
    return lines.joined(separator: ",\n" + indent)
  }

  private func words(_ property: ImportNode.Property) -> [String] {
    switch property.value {
    case .empty: return []
    case .strings(let strings): return strings.map(quoted)
    case .bytes(let bytes): return ["[" + bytes.map { hex($0, 2) }.joined(separator: " ") + "]"]
    case .cells(let groups):
      if property.name == "stdout-path" || property.name == "zephyr,console",
        case .reference(let path)? = groups.first?.first
      {
        return [reference(path)]
      }
      let isAddress = Self.addresses.contains(property.name)
      return groups.map { group in
        "<" + group.map { word($0, isAddress: isAddress) }.joined(separator: " ") + ">"
      }
    }
  }

  private static let addresses: Set = [
    "reg", "ranges", "dma-ranges", "interrupt-map", "interrupt-map-mask", "phandle",
  ]

  private func word(_ cell: ImportValue.Cell, isAddress: Bool) -> String {
    switch cell {
    case .number(let number): isAddress ? "0x" + String(number, radix: 16) : "\(number)"
    case .reference(let path): reference(path)
    }
  }

  private func reference(_ path: String) -> String {
    labels[path].map { "&" + $0 } ?? "&{\(path)}"
  }

  private func hex(_ byte: UInt8, _ digits: Int) -> String {
    let text = String(byte, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
