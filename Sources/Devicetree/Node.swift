/// A node of a devicetree.
///
/// A value: relations to other nodes are asked of the tree.
public struct Node: Sendable, Identifiable {
  /// The full path; `/` for the root.
  public let path: String
  /// Name with unit address, as in `serial@40004000`.
  public let name: String
  /// The path of the node this one is in; nil for the root.
  public let parentPath: String?
  public internal(set) var childPaths: [String] = []
  public internal(set) var properties: [Property] = []
  public internal(set) var labels: [String] = []
  /// Where the source opens this node; the first place if several add to it.
  public internal(set) var location: SourceLocation?

  public var id: String { path }

  public subscript(name: String) -> Property? {
    properties.first { $0.name == name }
  }

  public var compatible: [String] { self["compatible"]?.strings ?? [] }

  public var phandle: UInt32? { self["phandle"]?.cell ?? self["linux,phandle"]?.cell }

  /// Whether the node itself says that it may be used; a parent may still be disabled.
  public var hasOkayStatus: Bool {
    guard let status = self["status"]?.string else { return true }
    return status == "okay" || status == "ok"
  }

  /// What people call the node: its first label, or else its name.
  public var displayName: String { labels.first.map { "&" + $0 } ?? path }
}
