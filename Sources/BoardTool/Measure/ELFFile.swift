/// The sections and symbols of a linked image.
public struct ELFFile: Sendable {
  public struct Section: Sendable {
    public var name: String
    public var address: UInt64
    public var size: UInt64
    /// What its address is a multiple of.
    var alignment: Int
    var flags: UInt64
    var type: UInt32
    var offset: Int
    var link: Int
    /// Of relocations: the place in `sections` of the section that they are for.
    var info: Int
    /// Where the file has its flags.
    var flagsOffset: Int

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

  /// A function or a variable.
  public struct Symbol: Sendable, Equatable {
    public var name: String
    public var address: UInt64
    public var size: UInt64
    /// The section's place in `sections`; nil for one that is in none.
    var section: Int?
    var isFunction = false
    /// The name of the source that the symbols behind it are from.
    var isFile = false
    /// Not to be seen by other objects.
    var isLocal = false
  }

  /// An address that the link writes into a section.
  struct Relocation: Sendable {
    /// From the section's start.
    var offset: UInt64
    /// What it is the address of; one without a name stands for its section.
    var symbol: Symbol
    /// To be added to the symbol's address.
    var addend: UInt64
  }

  /// The processor family that the code is for; the values of the header's `e_machine`.
  enum Machine: UInt64, Sendable {
    case arm = 40
    case x86_64 = 62
    case riscv = 243
  }

  public let sections: [Section]
  /// Named symbols, in the order of the file; empty if the image was stripped.
  public let symbols: [Symbol]
  /// Nil for a family that nothing here reads.
  let machine: Machine?
  private let file: [UInt8]

  /// Reads a little-endian ELF file of 32 or 64 bits.
  ///
  /// Throws if the bytes are not one.
  public init(_ bytes: [UInt8]) throws {
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]), bytes.count > 5, bytes[5] == 1 else {
      throw Failure("not a little-endian ELF file")
    }
    let reader = Reader(bytes: bytes, isWide: bytes[4] == 2)
    sections = try reader.sections()
    symbols = try reader.symbols(sections).filter { !$0.name.isEmpty }
    machine = Machine(rawValue: try reader.number(0x12, 2))
    file = bytes
  }

  private struct Reader {
    var bytes: [UInt8]
    var isWide: Bool

    func number(_ offset: Int, _ count: Int) throws -> UInt64 {
      guard offset >= 0, offset + count <= bytes.count else { throw Failure("truncated ELF file") }
      // Of all that is read of a file: without a closure, so that it is quick unoptimised, too.
      var number: UInt64 = 0
      var place = offset + count
      while place > offset {
        place -= 1
        number = number << 8 | UInt64(bytes[place])
      }
      return number
    }

    func sections() throws -> [Section] {
      let table = Int(try number(isWide ? 0x28 : 0x20, isWide ? 8 : 4))
      let entry = Int(try number(isWide ? 0x3a : 0x2e, 2))
      let count = Int(try number(isWide ? 0x3c : 0x30, 2))
      let names = try (0..<count).map { try number(table + $0 * entry, 4) }
      var sections = try (0..<count).map { index in
        let start = table + index * entry
        return Section(
          name: "", address: try number(start + (isWide ? 0x10 : 0x0c), isWide ? 8 : 4),
          size: try number(start + (isWide ? 0x20 : 0x14), isWide ? 8 : 4),
          alignment: Int(try number(start + (isWide ? 0x30 : 0x20), isWide ? 8 : 4)),
          flags: try number(start + 8, isWide ? 8 : 4),
          type: UInt32(try number(start + 4, 4)),
          offset: Int(try number(start + (isWide ? 0x18 : 0x10), isWide ? 8 : 4)),
          link: Int(try number(start + (isWide ? 0x28 : 0x18), 4)),
          info: Int(try number(start + (isWide ? 0x2c : 0x1c), 4)), flagsOffset: start + 8)
      }
      let place = Int(try number(isWide ? 0x3e : 0x32, 2))
      guard sections.indices.contains(place) else { return sections }
      let texts = sections[place].offset
      for index in sections.indices { sections[index].name = text(texts + Int(names[index])) }
      return sections
    }

    /// All but the first, which is none; those of sections have no name.
    func symbols(_ sections: [Section]) throws -> [Symbol] {
      guard let table = sections.first(where: { $0.type == 2 }), table.link < sections.count else {
        return []
      }
      let names = sections[table.link]
      let width = isWide ? 24 : 16
      return try stride(from: width, to: Int(table.size), by: width).map { place in
        let start = table.offset + place
        let section = Int(try number(start + (isWide ? 6 : 14), 2))
        let kind = try number(start + (isWide ? 4 : 12), 1)
        return Symbol(
          name: text(names.offset + Int(try number(start, 4))),
          address: try number(start + (isWide ? 8 : 4), isWide ? 8 : 4),
          size: try number(start + (isWide ? 16 : 8), isWide ? 8 : 4),
          section: section > 0 && section < sections.count ? section : nil,
          isFunction: kind & 15 == 2, isFile: kind & 15 == 4, isLocal: kind >> 4 == 0)
      }
    }

    /// Of one section of relocations; without addends of their own these stand where they apply.
    func relocations(_ table: Section, _ target: Section, _ symbols: [Symbol]) throws
      -> [Relocation]
    {
      let word = isWide ? 8 : 4
      let hasAddends = table.type == 4
      let width = word * (hasAddends ? 3 : 2)
      return try stride(from: 0, to: Int(table.size), by: width).compactMap { place in
        let start = table.offset + place
        let offset = try number(start, word)
        let symbol = Int(try number(start + word, word) >> (isWide ? 32 : 8)) - 1
        guard symbols.indices.contains(symbol) else { return nil }
        let addend = hasAddends ? start + 2 * word : target.offset + Int(offset)
        return Relocation(
          offset: offset, symbol: symbols[symbol], addend: try number(addend, word))
      }
    }

    private func text(_ offset: Int) -> String {
      guard offset >= 0, offset < bytes.count else { return "" }
      return String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// Bytes of a pointer.
  var word: Int { file[4] == 2 ? 8 : 4 }

  /// The addresses that the link writes into a section of an object.
  func relocations(ofSection place: Int) throws -> [Relocation] {
    let reader = Reader(bytes: file, isWide: word == 8)
    let symbols = try reader.symbols(sections)
    return try sections.filter { $0.info == place && ($0.type == 9 || $0.type == 4) }
      .flatMap { try reader.relocations($0, sections[place], symbols) }
  }

  /// A number in a section of an object, in the processor's order.
  func number(inSection place: Int, at offset: UInt64, bytes count: Int) throws -> UInt64 {
    try Reader(bytes: file, isWide: word == 8)
      .number(sections[place].offset + Int(offset), count)
  }

  /// The numbers of a constant array.
  func numbers(of symbol: Symbol, bytes count: Int) throws -> [UInt64] {
    guard let place = symbol.section, !sections[place].isEmptyInFile else {
      throw Failure("the file has no value of \(symbol.name)")
    }
    let start = symbol.address - sections[place].address
    return try stride(from: 0, to: symbol.size, by: count).map {
      try number(inSection: place, at: start + $0, bytes: count)
    }
  }

  /// The section in whose bytes of the file an address lies, and the place of its byte there.
  func place(of address: UInt64) -> (section: Section, offset: Int)? {
    let section = sections.first { section in
      section.isInMemory && !section.isEmptyInFile && section.address <= address
        && address < section.address + section.size
    }
    return section.map { ($0, $0.offset + Int(address - $0.address)) }
  }

  /// The 32-bit word that an address holds for ever; nil if it may change or is not in the file.
  ///
  /// As in `size(ram:)`, without a RAM what can be written is what may change.
  func constantWord(at address: UInt64, ram: Range<UInt64>? = nil) -> UInt64? {
    guard let (section, start) = place(of: address), start + 4 <= file.count,
      address + 4 <= section.address + section.size,
      !(ram?.contains(section.address) ?? section.isWritable)
    else { return nil }
    return file[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt64($1) }
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
