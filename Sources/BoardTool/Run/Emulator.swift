import Devicetree

/// How a board is run on this machine: the `bulkhead,emulator` node of its devicetree, or nothing
/// for a board that is this machine.
public struct Emulator: Sendable {
  public var command: String
  /// `{image}` stands for the image's path.
  public var arguments: [String]
  /// Make the emulator count instructions exactly.
  public var countingArguments: [String]

  init?(_ tree: Devicetree) {
    guard let node = tree["/bulkhead,emulator"], let command = node["command"]?.string else {
      return nil
    }
    self.command = command
    arguments = node["arguments"]?.strings ?? []
    countingArguments = node["counting-arguments"]?.strings ?? []
  }

  func arguments(image: Path, counting: Bool) -> [String] {
    (counting ? countingArguments : [])
      + arguments.map { $0.replacing("{image}", with: image.string) }
  }
}
