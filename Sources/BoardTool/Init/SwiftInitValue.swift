import Devicetree
import ELF

/// A value of the type Bulkhead.InitEntry in the object of a Swift module.
///
/// The compiler evaluates it, so that the object has it: functions as relocations, all else as
/// numbers, in the layout of Sources/Bulkhead/Shared/InitEntry.swift.
struct SwiftInitValue {
  /// The variable's name, which is the entry's.
  var name: String
  var symbol: ELFFile.Symbol
  /// The section it is in.
  var section: Int
  /// As the compiler was given it.
  var file: String
  var line: Int
  var start: ELFFile.Symbol
  var shutdown: ELFFile.Symbol?
  var after: [ELFFile.Symbol]
  var level: InitLevel
  var policy: InitPolicy
  var priority: UInt64
  /// In milliseconds; nil: the usual one.
  var deadline: Int64?

  var functions: [ELFFile.Symbol] { [start] + (shutdown.map { [$0] } ?? []) + after }
  var location: SourceLocation {
    SourceLocation(file: Path(absolute: file).relative, line: line)
  }

  private static let relations = 8

  /// Nil if the value is not there yet: code is to make it when the image runs.
  init?(_ symbol: ELFFile.Symbol, named name: String, in object: ELFFile) throws {
    guard let section = symbol.section, !object.sections[section].isEmptyInFile else { return nil }
    let relocations = Dictionary(
      try object.relocations(ofSection: section).map { ($0.offset, $0) },
      uniquingKeysWith: { first, _ in first })
    let word = UInt64(object.word)
    // In front of the functions stands the deadline in nanoseconds, or the least number.
    let functions = symbol.address + 8
    func relocation(_ index: Int) -> ELFFile.Relocation? {
      relocations[functions + UInt64(index) * word]
    }
    func function(_ index: Int) -> ELFFile.Symbol? { relocation(index).flatMap(object.function) }
    // Behind the functions stands the file's name: a pointer, its length and flags.
    let text = 2 + Self.relations
    let numbers = functions + UInt64(text + 2) * word + 4
    func number(_ offset: UInt64, _ count: Int) throws -> UInt64 {
      try object.number(inSection: section, at: offset, bytes: count)
    }
    guard let start = function(0), let source = relocation(text),
      let texts = source.symbol.section,
      let level = InitLevel.allCases.at(try number(numbers + 4, 1)),
      let policy = InitPolicy.allCases.at(try number(numbers + 5, 1))
    else { return nil }
    let length = try number(functions + UInt64(text + 1) * word, object.word)
    let first = source.symbol.address &+ source.addend
    file = String(
      decoding: try (0..<length).map { index in
        UInt8(try object.number(inSection: texts, at: first + index, bytes: 1))
      }, as: UTF8.self)
    line = Int(try number(numbers, 4))
    self.name = name
    self.symbol = symbol
    self.section = section
    self.start = start
    shutdown = function(1)
    after = (2..<text).compactMap(function)
    self.level = level
    self.policy = policy
    priority = try number(numbers + 6, 1)
    let nanoseconds = Int64(bitPattern: try number(symbol.address, 8))
    deadline =
      nanoseconds == .min ? nil : nanoseconds < 0 ? -1 : (nanoseconds + 999_999) / 1_000_000
  }

  /// The variable's name, if that is what a demangled symbol says.
  static func name(in text: String) -> String? {
    text.wholeMatch(of: /(?:.*\.)?\(?([^.()\s]+)(?: in _\w+\))? : Bulkhead\.InitEntry/)
      .map { String($0.1) }
  }

  /// The sections that are only there for the value: it, and a function that gives its address.
  func ownSections(in object: ELFFile) -> [ELFFile.Section] {
    let base = symbol.name.split(separator: "vp", omittingEmptySubsequences: false).dropLast()
    let names = [symbol.name, base.joined(separator: "vp") + "vau"]
    return object.sections.filter { section in names.contains { section.name.hasSuffix("." + $0) } }
  }
}

extension ELFFile {
  /// The function that a relocation means, also where it goes by its section.
  fileprivate func function(_ relocation: Relocation) -> Symbol? {
    if !relocation.symbol.name.isEmpty { return relocation.symbol }
    // Without the bit that says Thumb.
    let address = (relocation.symbol.address &+ relocation.addend) & ~1
    return symbols.first {
      $0.isFunction && $0.section == relocation.symbol.section && $0.address & ~1 == address
    }
  }
}

extension Collection where Index == Int {
  fileprivate func at(_ index: UInt64) -> Element? {
    index < UInt64(count) ? self[Int(index)] : nil
  }
}
