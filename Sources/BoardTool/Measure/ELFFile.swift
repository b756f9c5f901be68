/// The section headers of a linked image: enough to say how large it is.
public struct ELFFile: Sendable {
  public struct Section: Sendable {
    public var address: UInt64
    public var size: UInt64
    var flags: UInt64
    var type: UInt32

    var isInMemory: Bool { flags & 2 != 0 }
    var isWritable: Bool { flags & 1 != 0 }
    var isEmptyInFile: Bool { type == 8 }
  }

  public struct Size: Sendable, Equatable {
    public var text: UInt64 = 0
    public var data: UInt64 = 0
    public var bss: UInt64 = 0

    public init(text: UInt64 = 0, data: UInt64 = 0, bss: UInt64 = 0) {
      self.text = text
      self.data = data
      self.bss = bss
    }
  }

  public let sections: [Section]

  /// Reads a little-endian ELF file of 32 or 64 bits.
  ///
  /// Throws if the bytes are not one.
  public init(_ bytes: [UInt8]) throws {
    func number(_ offset: Int, _ count: Int) throws -> UInt64 {
      guard offset >= 0, offset + count <= bytes.count else { throw Failure("truncated ELF file") }
      return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]), bytes.count > 5, bytes[5] == 1 else {
      throw Failure("not a little-endian ELF file")
    }
    let isWide = bytes[4] == 2
    let table = Int(try number(isWide ? 0x28 : 0x20, isWide ? 8 : 4))
    let entry = Int(try number(isWide ? 0x3a : 0x2e, 2))
    let count = Int(try number(isWide ? 0x3c : 0x30, 2))
    sections = try (0..<count).map { index in
      let start = table + index * entry
      return Section(
        address: try number(start + (isWide ? 0x10 : 0x0c), isWide ? 8 : 4),
        size: try number(start + (isWide ? 0x20 : 0x14), isWide ? 8 : 4),
        flags: try number(start + 8, isWide ? 8 : 4),
        type: UInt32(try number(start + 4, 4)))
    }
  }

  /// Bytes by where they stay.
  ///
  /// Text is what stays in ROM, constants included; data is what is copied to RAM; bss the rest of
  /// RAM, stacks included. Without a RAM, what can be written counts as being there.
  public func size(ram: Range<UInt64>? = nil) -> Size {
    var size = Size()
    for section in sections where section.isInMemory {
      if section.isEmptyInFile {
        size.bss += section.size
      } else if ram?.contains(section.address) ?? section.isWritable {
        size.data += section.size
      } else {
        size.text += section.size
      }
    }
    return size
  }
}
