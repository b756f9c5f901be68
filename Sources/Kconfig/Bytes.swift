// Which bytes of UTF-8 text are white space, names or digits, as the language sees them.

import Foundation

extension UInt8 {
  /// Space, tab, line feed, vertical tab, form feed, carriage return.
  var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }

  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }

  var isCapital: Bool { self >= 0x41 && self <= 0x5A }

  /// A letter, a digit, `_`, `-`: what the name of a variable is made of.
  var isVariableName: Bool { isLetter || isDigit || self == 0x5F || self == 0x2D }

  /// What a word that starts a line is made of; `$` because it may hold a macro.
  var isCommandName: Bool { isVariableName || self == 0x24 }

  /// What any later word is made of: also `/` and `.`.
  var isWord: Bool { isCommandName || self == 0x2F || self == 0x2E }
}

/// The bytes the language gives a meaning.
enum Byte {
  static let newline: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let tab: UInt8 = 0x09
  static let space: UInt8 = 0x20
  static let exclamation: UInt8 = 0x21
  static let quote: UInt8 = 0x22
  static let hash: UInt8 = 0x23
  static let dollar: UInt8 = 0x24
  static let ampersand: UInt8 = 0x26
  static let apostrophe: UInt8 = 0x27
  static let open: UInt8 = 0x28
  static let close: UInt8 = 0x29
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let slash: UInt8 = 0x2F
  static let colon: UInt8 = 0x3A
  static let less: UInt8 = 0x3C
  static let equal: UInt8 = 0x3D
  static let greater: UInt8 = 0x3E
  static let backslash: UInt8 = 0x5C
  static let underscore: UInt8 = 0x5F
  static let braceOpen: UInt8 = 0x7B
  static let bar: UInt8 = 0x7C
  static let braceClose: UInt8 = 0x7D
}

extension [UInt8] {
  /// The length of the white space character at an index, of any script; 0 when there is none.
  func spaceLength(at index: Int) -> Int {
    guard index < count else { return 0 }
    let byte = self[index]
    if byte < 0x80 { return byte.isSpace || (byte >= 0x1C && byte <= 0x1F) ? 1 : 0 }
    guard byte == 0xC2 || (byte >= 0xE1 && byte <= 0xE3), index + 1 < count else { return 0 }
    let second = self[index + 1]
    if byte == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
    guard index + 2 < count else { return 0 }
    let third = self[index + 2]
    let isSpace =
      switch (byte, second) {
      case (0xE1, 0x9A), (0xE3, 0x80): third == 0x80
      case (0xE2, 0x80): third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF
      case (0xE2, 0x81): third == 0x9F
      default: false
      }
    return isSpace ? 3 : 0
  }

  /// The first index from `start` on that is not white space.
  func skippingSpace(from start: Int) -> Int {
    var index = start
    while true {
      let length = spaceLength(at: index)
      if length == 0 { return index }
      index += length
    }
  }

  /// Where the text ends once the white space at its end is taken off.
  func endBeforeSpace(from start: Int = 0) -> Int {
    var end = count
    while end > start {
      // A space has one, two or three bytes, and no space ends like a longer one.
      let length = (1...3).first { end - $0 >= start && spaceLength(at: end - $0) == $0 }
      guard let length else { break }
      end -= length
    }
    return end
  }

  /// Where a byte stands next, from `start` on.
  func index(of byte: UInt8, from start: Int) -> Int? {
    withUnsafeBytes { buffer in
      guard start < buffer.count, let base = buffer.baseAddress,
        let found = memchr(base + start, Int32(byte), buffer.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Whether there is text and all of it is white space.
  var isBlank: Bool { !isEmpty && skippingSpace(from: 0) == count }

  /// Whether `text` stands at `index`.
  func hasPrefix(_ text: StaticString, at index: Int = 0) -> Bool {
    guard index + text.utf8CodeUnitCount <= count else { return false }
    return text.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count where self[index + offset] != buffer[offset] { return false }
      return true
    }
  }

  /// The part of the bytes as text.
  func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }

  /// The bytes as text.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// The bytes with every line end written as one line feed.
  var withPlainLineEnds: [UInt8] {
    guard index(of: Byte.carriageReturn, from: 0) != nil else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(count)
    for (index, byte) in enumerated() {
      if byte == Byte.carriageReturn {
        result.append(Byte.newline)
      } else if byte != Byte.newline || index == 0 || self[index - 1] != Byte.carriageReturn {
        result.append(byte)
      }
    }
    return result
  }

  /// Whether the bytes are well-formed UTF-8.
  var isUTF8: Bool {
    if reduce(0, |) < 0x80 { return true }
    return String(decoding: self, as: UTF8.self).utf8.elementsEqual(self)
  }
}

extension String {
  /// Whether both hold the same bytes; `==` also takes differently composed letters as equal.
  func isSame(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }

  /// The order of code points: negative, zero or positive.
  func ordering(against other: String) -> Int {
    if utf8.elementsEqual(other.utf8) { return 0 }
    return utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
  }

  /// The text without white space at either end.
  var trimmed: String {
    func isPlain(_ byte: UInt8?) -> Bool { byte.map { $0 > Byte.space && $0 < 0x80 } ?? false }
    if isPlain(utf8.first) && isPlain(utf8.last) { return self }
    let bytes = Array(utf8)
    let start = bytes.skippingSpace(from: 0)
    return start == bytes.count ? "" : bytes.text(start..<bytes.endBeforeSpace(from: start))
  }

  /// The text with `\` before each `"` and `\`.
  var escaped: String {
    guard utf8.contains(where: { $0 == Byte.quote || $0 == Byte.backslash }) else { return self }
    var result: [UInt8] = []
    for byte in utf8 {
      if byte == Byte.quote || byte == Byte.backslash { result.append(Byte.backslash) }
      result.append(byte)
    }
    return result.text
  }
}
