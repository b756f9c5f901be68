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
  /// How the source spells this value; nil for a tree that was read from a blob alone.
  public internal(set) var form: ValueForm?

  public init(
    name: String, bytes: [UInt8], location: SourceLocation? = nil, form: ValueForm? = nil
  ) {
    self.name = name
    self.bytes = bytes
    self.location = location
    self.form = form
  }

  /// The value as big-endian 32-bit cells; a trailing partial cell is left out.
  public var cells: [UInt32] { numbers(ofBytes: 4).map { UInt32($0) } }

  /// The value as a list of strings; empty if it does not end in NUL or is not UTF-8.
  public var strings: [String] {
    guard bytes.last == 0 else { return [] }
    let parts = bytes.dropLast().split(separator: 0, omittingEmptySubsequences: false)
    let decoded = parts.compactMap { String(validating: $0, as: UTF8.self) }
    return decoded.count == parts.count ? decoded : []
  }

  /// The value as big-endian numbers of some bytes each; a trailing part of one is left out.
  public func numbers(ofBytes width: Int) -> [UInt64] {
    stride(from: 0, through: bytes.count - width, by: width).map { start in
      bytes[start..<start + width].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// The value as one string.
  public var string: String? { strings.first }

  /// The value as one cell; nil if it is not exactly four bytes.
  public var cell: UInt32? { bytes.count == 4 ? cells[0] : nil }
}
