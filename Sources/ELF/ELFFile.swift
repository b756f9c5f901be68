// Object files and linked images of the ELF kind, 32 or 64 bits, as the tool and the simulator read
// them. Source: Tool Interface Standard, Executable and Linking Format, version 1.2.

/// What is wrong with a file.
public struct ELFError: Error, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}

/// The sections and symbols of a linked image.
public struct ELFFile: Sendable {
  public struct Section: Sendable {
    public var name: String
    public var address: UInt64
    public var size: UInt64
    /// What its address is a multiple of.
    public var alignment: Int
    public var flags: UInt64
    public var type: UInt32
    public var offset: Int
    public var link: Int
    /// Of relocations: the place in `sections` of the section that they are for.
    public var info: Int
    /// Where the file has its flags.
    public var flagsOffset: Int

    public var isInMemory: Bool { flags & 2 != 0 }
    public var isWritable: Bool { flags & 1 != 0 }
    public var isEmptyInFile: Bool { type == 8 }
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
    public var section: Int?
    public var isFunction = false
    /// The name of the source that the symbols behind it are from.
    public var isFile = false
    /// Not to be seen by other objects.
    public var isLocal = false
  }

  /// An address that the link writes into a section.
  public struct Relocation: Sendable {
    /// From the section's start.
    public var offset: UInt64
    /// What it is the address of; one without a name stands for its section.
    public var symbol: Symbol
    /// To be added to the symbol's address.
    public var addend: UInt64
  }

  /// The processor family that the code is for; the values of the header's `e_machine`.
  public enum Machine: UInt64, Sendable {
    case arm = 40
    case x86_64 = 62
    case riscv = 243
  }

  public let sections: [Section]
  /// Named symbols, in the order of the file; empty if the image was stripped.
  public let symbols: [Symbol]
  /// Nil for a family that nothing here reads.
  public let machine: Machine?
  private let file: [UInt8]

  /// Reads a little-endian ELF file of 32 or 64 bits.
  ///
  /// Throws if the bytes are not one.
  public init(_ bytes: [UInt8]) throws {
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]), bytes.count > 5, bytes[5] == 1 else {
      throw ELFError("not a little-endian ELF file")
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
      guard offset >= 0, offset <= bytes.count - count else { throw ELFError("truncated ELF file") }
      // Of all that is read of a file: without a closure, so that it is quick unoptimised, too.
      var number: UInt64 = 0
      var place = offset + count
      while place > offset {
        place -= 1
        number = number << 8 | UInt64(bytes[place])
      }
      return number
    }

    /// A place in the file, or a number of bytes of it; what no file has is refused.
    func extent(_ offset: Int, _ count: Int) throws -> Int {
      let number = try number(offset, count)
      guard number <= 1 << 48 else { throw ELFError("corrupt ELF file: \(number) bytes") }
      return Int(number)
    }

    func sections() throws -> [Section] {
      let table = try extent(isWide ? 0x28 : 0x20, isWide ? 8 : 4)
      let entry = Int(try number(isWide ? 0x3a : 0x2e, 2))
      let count = Int(try number(isWide ? 0x3c : 0x30, 2))
      let names = try (0..<count).map { try number(table + $0 * entry, 4) }
      var sections = try (0..<count).map { index in
        let start = table + index * entry
        return Section(
          name: "", address: try number(start + (isWide ? 0x10 : 0x0c), isWide ? 8 : 4),
          size: try number(start + (isWide ? 0x20 : 0x14), isWide ? 8 : 4),
          alignment: try extent(start + (isWide ? 0x30 : 0x20), isWide ? 8 : 4),
          flags: try number(start + 8, isWide ? 8 : 4),
          type: UInt32(try number(start + 4, 4)),
          offset: try extent(start + (isWide ? 0x18 : 0x10), isWide ? 8 : 4),
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
      guard table.size <= bytes.count else { throw ELFError("truncated ELF file") }
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
      guard table.size <= bytes.count else { throw ELFError("truncated ELF file") }
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

  /// What a loader puts into memory.
  public struct Segment: Sendable, Equatable {
    /// Where it goes: the physical address.
    public var address: UInt64
    /// Its bytes of the file.
    public var contents: Range<Int>
    /// Bytes in memory; those beyond the contents are 0.
    public var size: UInt64
  }

  /// Where execution begins.
  public func entry() throws -> UInt64 {
    try Reader(bytes: file, isWide: word == 8).number(0x18, word)
  }

  /// Whether it was linked to run, and is no object.
  public func isExecutable() throws -> Bool {
    try Reader(bytes: file, isWide: false).number(0x10, 2) == 2
  }

  /// The segments to be loaded, in the order of the file; throws if one has bytes the file lacks.
  public func segments() throws -> [Segment] {
    let isWide = word == 8
    let reader = Reader(bytes: file, isWide: isWide)
    let table = try reader.extent(isWide ? 0x20 : 0x1c, word)
    let entry = Int(try reader.number(isWide ? 0x36 : 0x2a, 2))
    let count = Int(try reader.number(isWide ? 0x38 : 0x2c, 2))
    return try (0..<count).compactMap { index in
      let start = table + index * entry
      guard try reader.number(start, 4) == 1 else { return nil }
      let offset = try reader.extent(start + (isWide ? 0x08 : 0x04), word)
      let bytes = try reader.extent(start + (isWide ? 0x20 : 0x10), word)
      let size = try reader.number(start + (isWide ? 0x28 : 0x14), word)
      guard offset + bytes <= file.count else { throw ELFError("truncated ELF file") }
      guard bytes <= size else {
        throw ELFError("corrupt ELF file: a segment of \(size) bytes has \(bytes) in the file")
      }
      let address = try reader.number(start + (isWide ? 0x18 : 0x0c), word)
      return Segment(address: address, contents: offset..<offset + bytes, size: size)
    }
  }

  /// Bytes of the file.
  public func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { file[range] }

  /// Bytes of a pointer.
  public var word: Int { file[4] == 2 ? 8 : 4 }

  /// The addresses that the link writes into a section of an object.
  public func relocations(ofSection place: Int) throws -> [Relocation] {
    let reader = Reader(bytes: file, isWide: word == 8)
    let symbols = try reader.symbols(sections)
    return try sections.filter { $0.info == place && ($0.type == 9 || $0.type == 4) }
      .flatMap { try reader.relocations($0, sections[place], symbols) }
  }

  /// A number in a section of an object, in the processor's order.
  public func number(inSection place: Int, at offset: UInt64, bytes count: Int) throws -> UInt64 {
    try Reader(bytes: file, isWide: word == 8)
      .number(sections[place].offset + Int(offset), count)
  }

  /// The numbers of a constant array.
  public func numbers(of symbol: Symbol, bytes count: Int) throws -> [UInt64] {
    guard let place = symbol.section, !sections[place].isEmptyInFile else {
      throw ELFError("the file has no value of \(symbol.name)")
    }
    let start = symbol.address - sections[place].address
    return try stride(from: 0, to: symbol.size, by: count).map {
      try number(inSection: place, at: start + $0, bytes: count)
    }
  }

  /// The section in whose bytes of the file an address lies, and the place of its byte there.
  public func place(of address: UInt64) -> (section: Section, offset: Int)? {
    let section = sections.first { section in
      section.isInMemory && !section.isEmptyInFile && section.address <= address
        && address < section.address + section.size
    }
    return section.map { ($0, $0.offset + Int(address - $0.address)) }
  }

  /// The 32-bit word that an address holds for ever; nil if it may change or is not in the file.
  ///
  /// As in `size(ram:)`, without a RAM what can be written is what may change.
  public func constantWord(at address: UInt64, ram: Range<UInt64>? = nil) -> UInt64? {
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
