/// How a devicetree source spells a value.
///
/// The blob keeps only bytes: `<0x61620000>`, `"ab\0"` and `[61 62 00 00]` are the same there.
public struct ValueForm: Equatable, Sendable {
  public enum Element: Equatable, Sendable {
    /// The name alone: `wakeup-source;`.
    case none
    case string
    /// A number of so many bytes; 4 for a cell.
    case number(bytes: Int)
    /// Several of these, one after the other.
    case mixed
  }

  public var element: Element
  /// Which cells are references, as in `<&gpio0 3>`: their positions among the cells.
  public var references: [Int]

  public init(_ element: Element, references: [Int] = []) {
    self.element = element
    self.references = references
  }
}

extension Devicetree {
  /// Takes the forms of all values: by the node's path, then by the property's name.
  public mutating func take(forms: [String: [String: ValueForm]]) {
    for (path, forms) in forms {
      update(path) { node in
        for index in node.properties.indices {
          node.properties[index].form = forms[node.properties[index].name]
        }
      }
    }
  }
}
