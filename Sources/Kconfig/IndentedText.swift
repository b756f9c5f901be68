// A help text as it stands in its file. It is made readable only when someone asks for it, since
// most of the bytes of a large tree are help texts that nobody does.

struct IndentedText {
  /// The lines, from the first that is not blank to the last.
  let lines: ArraySlice<UInt8>
  /// How many columns of each line are indentation.
  let indentation: Int

  var isEmpty: Bool { lines.isEmpty }

  /// The text without indentation and without white space at its end.
  var text: String {
    var result: [UInt8] = []
    for line in lines.split(separator: Byte.newline, omittingEmptySubsequences: false) {
      let expanded = IndentedText.withoutTabs(line)
      if expanded.skippingSpace(from: 0) < expanded.count {
        result += IndentedText.dropping(indentation, of: expanded)
      }
      result.append(Byte.newline)
    }
    return result.text(0..<result.endBeforeSpace())
  }

  /// How far a line is indented, with tabs up to the next column that 8 divides.
  static func indentation(
    of text: [UInt8], _ line: Range<Int>
  ) -> (columns: Int, isBlank: Bool) {
    var (index, columns) = (line.lowerBound, 0)
    while index < line.upperBound {
      let length = text.spaceLength(at: index)
      if length == 0 { return (columns, false) }
      columns += text[index] == Byte.tab ? 8 - columns % 8 : 1
      index += length
    }
    return (columns, true)
  }

  private static func withoutTabs(_ line: ArraySlice<UInt8>) -> [UInt8] {
    guard line.contains(Byte.tab) else { return Array(line) }
    var result: [UInt8] = []
    var column = 0
    for byte in line {
      if byte == Byte.tab {
        let width = 8 - column % 8
        result.append(contentsOf: repeatElement(Byte.space, count: width))
        column += width
      } else {
        result.append(byte)
        // Only the first byte of a character moves on.
        if byte & 0xC0 != 0x80 { column += 1 }
      }
    }
    return result
  }

  /// The line without that many characters at its start.
  private static func dropping(_ number: Int, of line: [UInt8]) -> ArraySlice<UInt8> {
    var index = 0
    for _ in 0..<number where index < line.count {
      index += 1
      while index < line.count, line[index] & 0xC0 == 0x80 { index += 1 }
    }
    return line[index...]
  }
}
