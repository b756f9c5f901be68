/// A place in a devicetree source: what an error message points at.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  public var description: String { "\(file):\(line)" }
}

/// One property of a node: its bytes as they stand in the blob, and the readings of them.
public struct Property: Sendable {
  public let name: String
  public let bytes: [UInt8]
  /// Where the source gives this value; nil for a tree that was read from a blob alone.
  public internal(set) var location: SourceLocation?

  public init(name: String, bytes: [UInt8], location: SourceLocation? = nil) {
    self.name = name
    self.bytes = bytes
    self.location = location
  }

  /// The value as big-endian 32-bit cells; a trailing partial cell is left out.
  public var cells: [UInt32] {
    stride(from: 0, through: bytes.count - 4, by: 4).map { start in
      bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  /// The value as a list of strings; empty if it does not end in NUL or is not UTF-8.
  public var strings: [String] {
    guard bytes.last == 0 else { return [] }
    let parts = bytes.dropLast().split(separator: 0, omittingEmptySubsequences: false)
    let decoded = parts.compactMap { String(validating: $0, as: UTF8.self) }
    return decoded.count == parts.count ? decoded : []
  }

  /// The value as one string.
  public var string: String? { strings.first }

  /// The value as one cell; nil if it is not exactly four bytes.
  public var cell: UInt32? { bytes.count == 4 ? cells[0] : nil }
}
