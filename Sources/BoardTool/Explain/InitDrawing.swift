/// Draws the order of an image's boot: a box for each level, an arrow from what comes up first.
public struct InitDrawing: Sendable {
  private let explanation: InitExplanation

  /// How many entries Graphviz lays out in a minute.
  public static let limit = 500

  public var isTooLarge: Bool { explanation.stages.flatMap(\.steps).count > Self.limit }

  public init(explanation: InitExplanation) {
    self.explanation = explanation
  }

  /// Writes an SVG file.
  ///
  /// Throws if Graphviz is not there.
  public func draw(_ file: Path) async throws {
    let source = Path(file.string + ".dot")
    try file.parent.createDirectory()
    try source.write(dot)
    defer { try? source.remove() }
    let result = try await Tool.graphviz.run(["-Tsvg", "-o", file.string, source.string])
    guard result.status == 0 else {
      throw Failure("dot cannot draw the graph: \(result.errors.trimmingNewlines)")
    }
  }

  /// The graph in Graphviz's language.
  var dot: String {
    var lines = [
      "digraph init {", "  rankdir=LR;", "  label=\(quoted("init order of " + explanation.image));",
      "  labelloc=t;", "  fontname=\"sans-serif\";",
      "  node [shape=box, style=rounded, fontname=\"sans-serif\"];",
      "  edge [fontname=\"sans-serif\", fontsize=10];",
    ]
    var number = 0
    var known: Set<String> = []
    for (index, stage) in explanation.stages.enumerated() {
      lines += ["  subgraph cluster_\(index) {", "    label=\(quoted(stage.title));"]
      for step in stage.steps {
        number += 1
        known.insert(step.identity)
        let place = stage.title == InitTable.onRequest ? "" : "\(number)  "
        lines.append("    \(quoted(step.identity)) [label=\(quoted(place + step.name))];")
      }
      lines.append("  }")
    }
    for entry in explanation.ready {
      known.insert(entry.identity)
      lines.append(
        "  \(quoted(entry.identity)) [label=\(quoted(entry.displayName)), style=dashed];")
    }
    let edges =
      explanation.stages.flatMap(\.steps).map { ($0.identity, $0.dependencies) }
      + explanation.ready.map { ($0.identity, $0.dependencies) }
    for (identity, dependencies) in edges {
      for dependency in dependencies where known.contains(dependency.target) {
        lines.append(
          "  \(quoted(dependency.target)) -> \(quoted(identity)) "
            + "[label=\(quoted(dependency.reason))];")
      }
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
