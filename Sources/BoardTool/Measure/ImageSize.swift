import ELF

/// How large an image is, and what of it compartments take.
public struct ImageSize: Sendable {
  public var text: UInt64
  public var data: UInt64
  public var bss: UInt64
  /// Bytes of functions that several compartments have, each its own; 0 where they share code.
  public var copies = 0
  /// Bytes that make the bounds of compartments' code and memory exact; 0 where no capability has them.
  public var padding = (code: 0, memory: 0)

  public init(of image: Image) throws {
    let file = try ELFFile(image.elf.bytes())
    let size = file.size(ram: image.model.ram?.range)
    (text, data, bss) = (size.text, size.data, size.bss)
    guard image.model.processor.protection.kind == .cheri,
      let system = try SystemDescription(of: image.application)
    else { return }
    let confined = try ConfinedImage(file, of: system.compartments.map(\.name))
    copies = confined.copiedCode
    padding = confined.padding
  }
}
