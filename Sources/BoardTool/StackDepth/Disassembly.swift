/// One instruction as the disassembler writes it.
struct Instruction: Sendable {
  var address: UInt64
  var mnemonic: String
  /// Without the notes behind them: `sp`, `#12`, `[sp, #-8]!`, `{r4, lr}`, `0x1f4`.
  var operands: [String]
  /// When it does anything at all; nil for always.
  var condition: Condition?

  /// What one test before several instructions decides of each (Thumb's `it`).
  enum Condition: Sendable {
    case holds
    case fails
  }

  var text: String { ([mnemonic] + [operands.joined(separator: ", ")]).joined(separator: " ") }
}

/// The instructions of an image, from the toolchain's disassembler, by their addresses.
///
/// What lies among them and is data is not here. A line becomes an `Instruction` when it is asked
/// for: most functions of an image are never looked at.
struct Disassembly: Sendable {
  private let text: [UInt8]
  /// What opens a note to the end of the line.
  private let note: [UInt8]
  private var addresses: [UInt64] = []
  /// Where each line's mnemonic begins in the text.
  private var starts: [Int] = []

  /// Disassembles all sections of code.
  ///
  /// The processor's name, as compilers know it, decides where the file does not say which
  /// extensions it uses.
  static func of(
    _ elf: Path, cpu: String?, note: String, _ toolchain: Toolchain
  ) async throws -> Disassembly {
    let words = ["--disassemble", "--no-show-raw-insn"] + (cpu.map { ["--mcpu=\($0)"] } ?? [])
    let result = try await Tool.run(toolchain.disassembler, words + [elf.string])
    guard result.status == 0 else {
      throw Failure("\(elf.relative) cannot be disassembled: \(result.errors.trimmingNewlines)")
    }
    return Disassembly(result.output, note: note)
  }

  /// Reads lines such as `    1f4:  \tpush\t{r7, lr}`.
  init(_ output: String, note: String) {
    text = Array(output.utf8)
    self.note = [UInt8(ascii: "<")] + Array(note.utf8)
    text.withUnsafeBufferPointer { text in
      var line = 0
      while line < text.count {
        var place = line
        while place < text.count, text[place] == UInt8(ascii: " ") { place += 1 }
        var address: UInt64 = 0
        let first = place
        while place < text.count, let digit = Self.hexadecimalDigit(text[place]) {
          address = address << 4 | digit
          place += 1
        }
        if place > first, place < text.count, text[place] == UInt8(ascii: ":") {
          place += 1
          while place < text.count, text[place] == UInt8(ascii: " ") || text[place] == 9 {
            place += 1
          }
          if Self.isMnemonic(text, place) {
            addresses.append(address)
            starts.append(place)
          }
        }
        while place < text.count, text[place] != 10 { place += 1 }
        line = place + 1
      }
    }
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    default: nil
    }
  }

  /// Not `.word`, and not the bytes that stand before it: two digits and a space.
  private static func isMnemonic(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    guard place + 2 < text.count, text[place] != UInt8(ascii: ".") else { return false }
    return hexadecimalDigit(text[place]) == nil || hexadecimalDigit(text[place + 1]) == nil
      || text[place + 2] != UInt8(ascii: " ")
  }

  /// Those that begin in the range, in the order of addresses.
  func instructions(in range: Range<UInt64>) -> [Instruction] {
    var index = addresses.firstIndex(notBelow: range.lowerBound)
    var found: [Instruction] = []
    while index < addresses.count, addresses[index] < range.upperBound {
      found.append(instruction(index))
      index += 1
    }
    return found
  }

  private func instruction(_ index: Int) -> Instruction {
    text.withUnsafeBufferPointer { text in
      var place = starts[index]
      let first = place
      while place < text.count, text[place] > 32 { place += 1 }
      let mnemonic = String(decoding: text[first..<place], as: UTF8.self)
      var operands: [String] = []
      var depth = 0
      var start = place
      func close() {
        var range = start..<place
        while let byte = range.first, text[byte] <= 32 { range = range.dropFirst() }
        while let byte = range.last, text[byte] <= 32 { range = range.dropLast() }
        if !range.isEmpty { operands.append(String(decoding: text[range], as: UTF8.self)) }
        start = place + 1
      }
      while place < text.count, text[place] != 10 {
        let byte = text[place]
        // A number sign opens a note only behind a space: `# 0x1f4`, not `#4`.
        if note.contains(byte), text[place + 1] == 32 || byte == UInt8(ascii: "<") { break }
        if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "(") {
          depth += 1
        } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
          || byte == UInt8(ascii: ")")
        {
          depth -= 1
        } else if byte == UInt8(ascii: ","), depth == 0 {
          close()
        }
        place += 1
      }
      close()
      return Instruction(address: addresses[index], mnemonic: mnemonic, operands: operands)
    }
  }
}

extension [UInt64] {
  /// The place, in a sorted array, of the first element that is not less; the count if there is
  /// none.
  func firstIndex(notBelow bound: UInt64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
