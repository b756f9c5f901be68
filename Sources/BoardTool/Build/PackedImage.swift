import Foundation
import KernelCore

/// An application image as it stands in its slot: header, padding, image.
struct PackedImage: Sendable {
  /// The application's.
  var name: String
  var elf: Path
  var file: Path
  var slot: Range<UInt64>

  var address: UInt64 { slot.lowerBound }

  /// Room for the header; the vector table behind it wants an address that is a multiple of its size
  /// rounded up to a power of two, and of 128 (Armv7-M ARM B3.2.5).
  static func headerSize(of model: ImageModel) -> UInt64 {
    var size: UInt64 = 128
    while model.processor.isCortexM, size < 4 * (16 + UInt64(model.controller.lines)) { size *= 2 }
    return size
  }

  /// Writes the packed image beside the linked one.
  static func pack(_ image: Image, into slot: Range<UInt64>) async throws -> PackedImage {
    let plain = Path(image.elf.string + ".bin")
    let result = try await Tool.run(
      try Toolchain().objectCopier, ["-O", "binary", image.elf.string, plain.string])
    guard result.status == 0 else {
      throw Failure("\(image.elf.relative) cannot be packed\n\(result.errors)")
    }
    let headerSize = Int(Self.headerSize(of: image.model))
    let start = UInt32(slot.lowerBound) + UInt32(headerSize)
    let bytes = packed(try plain.bytes(), headerSize: headerSize, start: start)
    let file = Path(image.elf.string + ".packed")
    try Data(bytes).write(to: URL(fileURLWithPath: file.string), options: .atomic)
    return PackedImage(name: image.application.name, elf: image.elf, file: file, slot: slot)
  }

  /// The image behind a header that says where it starts.
  static func packed(_ image: [UInt8], headerSize: Int, start: UInt32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: ImageHeader.size)
    func set(_ offset: Int, _ value: some FixedWidthInteger) {
      for index in 0..<value.bitWidth / 8 {
        bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
      }
    }
    set(ImageHeader.Offset.magic, ImageHeader.magic)
    set(ImageHeader.Offset.version, ImageHeader.version)
    set(ImageHeader.Offset.headerSize, UInt16(headerSize))
    set(ImageHeader.Offset.imageSize, UInt32(image.count))
    set(ImageHeader.Offset.start, start)
    bytes += [UInt8](repeating: 0xff, count: headerSize - ImageHeader.size)
    bytes += image
    let digest = ImageHeader.digest(of: bytes.span, size: bytes.count)
    for index in digest.indices { bytes[ImageHeader.Offset.digest + index] = digest[index] }
    return bytes
  }
}
