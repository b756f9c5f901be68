// The header of a packed image: what a boot image reads before it hands over. Its fields are those of
// struct bulkhead_image_header in Include/bulkhead/handoff.h.

/// Why an image is not handed over to; `enum bulkhead_refusal` of the C API.
public enum ImageRefusal: UInt32, Error {
  case noSlot = 1
  case magic
  case version
  case header
  case length
  case empty
  case address
  case digest
  case place
  case stack
  case entry
}

/// A header as it stands at the beginning of a slot, little-endian.
public struct ImageHeader {
  /// Bytes of the header; the image may begin later.
  public static let size = 64
  public static let magic: UInt32 = 0x474d_4942
  public static let version: UInt16 = 1

  /// Where the fields are.
  public enum Offset {
    public static let magic = 0
    public static let version = 4
    public static let headerSize = 6
    public static let imageSize = 8
    public static let start = 12
    public static let reserved = 16
    public static let digest = 32
  }

  /// Bytes from the slot's beginning to the image.
  public let headerSize: Int
  /// Bytes of the image.
  public let imageSize: Int
  /// The address the image was linked for.
  public let start: UInt32

  /// Reads a slot's header; its sizes lie within the slot.
  public init(slot: Span<UInt8>) throws(ImageRefusal) {
    guard slot.count >= Self.size, word(slot, Offset.magic) == Self.magic else { throw .magic }
    guard half(slot, Offset.version) == Self.version else { throw .version }
    headerSize = Int(half(slot, Offset.headerSize))
    guard headerSize >= Self.size, headerSize % 4 == 0 else { throw .header }
    for offset in stride(from: Offset.reserved, to: Offset.digest, by: 4) {
      guard word(slot, offset) == 0 else { throw .header }
    }
    let length = word(slot, Offset.imageSize)
    guard length > 0 else { throw .empty }
    guard headerSize <= slot.count, length <= UInt64(slot.count &- headerSize) else {
      throw .length
    }
    imageSize = Int(length)
    start = word(slot, Offset.start)
  }

  /// Reads the header of a slot at an address and checks that it and its image are whole.
  public init(slot: Span<UInt8>, at address: UInt32) throws(ImageRefusal) {
    try self.init(slot: slot)
    guard start == address &+ UInt32(headerSize) else { throw .address }
    let found = Self.digest(of: slot, size: headerSize &+ imageSize)
    var difference: UInt8 = 0
    for index in found.indices { difference |= found[index] ^ slot[Offset.digest &+ index] }
    guard difference == 0 else { throw .digest }
  }

  /// The digest of a slot's first bytes without those that are the digest.
  public static func digest(of slot: Span<UInt8>, size: Int) -> SHA256.Digest {
    var sha = SHA256()
    sha.update(slot.extracting(0..<Offset.digest))
    sha.update(slot.extracting(Self.size..<size))
    return sha.finish()
  }
}

private func half(_ bytes: Span<UInt8>, _ offset: Int) -> UInt16 {
  UInt16(bytes[offset]) | UInt16(bytes[offset &+ 1]) &<< 8
}

private func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt32 {
  UInt32(half(bytes, offset)) | UInt32(half(bytes, offset &+ 2)) &<< 16
}
