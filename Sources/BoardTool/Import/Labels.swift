/// Gives labels to the nodes of a tree that has none, as a person would: `uart0`, `plic`.
struct Labels {
  private var taken: Set<String> = []

  static func complete(_ root: inout ImportNode) {
    var labels = Labels()
    root.visit { node in labels.taken.formUnion(node.labels) }
    var groups: [String: [String]] = [:]
    root.visit { node in
      guard node.labels.isEmpty, node.path != "/", isWorthALabel(node) else { return }
      groups[stem(of: node), default: []].append(node.path)
    }
    var chosen: [String: String] = [:]
    for (stem, paths) in groups.sorted(by: { $0.key < $1.key }) {
      let isNumbered = paths.count > 1 || numbered.contains(stem)
      let inOrder = paths.sorted { (unitAddress($0), $0) < (unitAddress($1), $1) }
      for path in inOrder { chosen[path] = labels.next(stem, isNumbered: isNumbered) }
    }
    root.visit { node in
      if let label = chosen[node.path] { node.labels = [label] }
    }
  }

  /// A device, a memory, or something that others refer to.
  private static func isWorthALabel(_ node: ImportNode) -> Bool {
    node["compatible"] != nil || node["device_type"] != nil || node["reg"] != nil
  }

  /// Kinds of which a board usually has several.
  private static let numbered: Set = [
    "uart", "gpio", "timer", "i2c", "spi", "cpu", "flash", "watchdog", "dma",
  ]
  private static let everyday = [
    "serial": "uart", "interrupt-controller": "intc", "dma-controller": "dma", "memory": "ram",
    "mmc": "sdmmc", "ethernet": "eth",
  ]

  private static func stem(of node: ImportNode) -> String {
    let base = String(node.name.prefix { $0 != "@" })
    if let word = everyday[base] { return word }
    let text = String(base.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    return text.first?.isNumber == true ? "n" + text : text
  }

  private static func unitAddress(_ path: String) -> UInt64 {
    guard let at = path.lastIndex(of: "@") else { return 0 }
    let digits = path[path.index(after: at)...].prefix { $0.isHexDigit }
    return UInt64(digits, radix: 16) ?? 0
  }

  private mutating func next(_ stem: String, isNumbered: Bool) -> String {
    if !isNumbered, taken.insert(stem).inserted { return stem }
    var number = 0
    while !taken.insert("\(stem)\(number)").inserted { number += 1 }
    return "\(stem)\(number)"
  }
}
