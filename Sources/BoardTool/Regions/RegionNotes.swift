import ELF

/// What code asked of the memory protection, as the linked image keeps it (Include/bulkhead/region_note.h).
struct RegionNotes {
  /// A note, and the variable that it is about.
  struct Note {
    /// `stack` and `partition` for what it is; `elements` for how many stacks an array has.
    var kind: String
    var variable: ELFFile.Symbol
    /// What the note says of it.
    var number: UInt64
  }

  let notes: [Note]

  static let section = ".bulkhead_region_notes"
  private static let prefix = "bulkhead_region_"

  /// Notes about variables that the linker dropped are left out.
  init(_ file: ELFFile) {
    guard let section = file.sections.firstIndex(where: { $0.name == Self.section }) else {
      notes = []
      return
    }
    // Variables of one name are told apart by the source that they are in: its symbol is before its own.
    var sources = 0
    var own: [String: [Int: ELFFile.Symbol]] = [:]
    var found: [(symbol: ELFFile.Symbol, source: Int)] = []
    for symbol in file.symbols {
      if symbol.isFile { sources += 1 }
      if symbol.section == section {
        found.append((symbol, sources))
      } else if symbol.section != nil, !symbol.isFunction {
        own[symbol.name, default: [:]][symbol.isLocal ? sources : -1] = symbol
      }
    }
    notes = found.compactMap { note in
      guard let start = note.symbol.name.firstRange(of: Self.prefix) else { return nil }
      let words = note.symbol.name[start.upperBound...].split(separator: "_", maxSplits: 1)
      guard words.count == 2 else { return nil }
      // The compiler puts a function's name before those of its variables.
      let name = note.symbol.name[..<start.lowerBound] + words[1]
      guard let all = own[String(name)],
        let variable = all[note.source] ?? all[-1] ?? (all.count == 1 ? all.values.first : nil)
      else { return nil }
      return Note(kind: String(words[0]), variable: variable, number: note.symbol.size)
    }
  }

  func variables(_ kind: String) -> [Note] { notes.filter { $0.kind == kind } }

  /// What a note of a kind says of a variable.
  func number(_ kind: String, of variable: ELFFile.Symbol) -> UInt64? {
    notes.first { $0.kind == kind && $0.variable == variable }?.number
  }
}
