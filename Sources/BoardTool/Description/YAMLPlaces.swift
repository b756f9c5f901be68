import Devicetree
import Yams

/// Where the values of a YAML file stand.
struct YAMLPlaces: @unchecked Sendable {
  enum Step {
    case key(String)
    case index(Int)
  }

  var file: Path
  // Safety: never changed, and read by one message at a time.
  private let content: Yams.Node

  init(file: Path, content: Yams.Node) {
    self.file = file
    self.content = content
  }

  /// The place of what the steps lead to, or of the last that there is on the way.
  func location(_ steps: [Step]) -> SourceLocation {
    var line = content.mark?.line
    var node: Yams.Node? = content
    for step in steps {
      switch step {
      case .key(let key):
        line = node?.mapping?.first { $0.key.string == key }?.key.mark?.line ?? line
        node = node?.mapping?[.init(key)]
      case .index(let index):
        node = node?.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        line = node?.mark?.line ?? line
      }
    }
    return SourceLocation(file: file.relative, line: line ?? 1)
  }
}
