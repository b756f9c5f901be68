// An integer of any size, read from the notations that values may use. Ranges and comparisons
// work on it; nothing is computed with it.

struct Number: Comparable {
  private let isNegative: Bool
  /// Base 2^32, least significant first, without leading zeros.
  private let limbs: [UInt32]

  init(_ value: Tristate) {
    isNegative = false
    limbs = value == .no ? [] : [UInt32(value.rawValue)]
  }

  static let zero = Number(.no)

  /// Python reads no longer decimals since 3.11, and so Kconfiglib takes them for no number.
  private static let maximumDecimalDigits = 4300

  /// Reads an integer.
  ///
  /// White space around it, a sign and single underscores between digits are allowed, and so is
  /// the prefix of the base. In base 0 the prefix decides (`0x`, `0o`, `0b`), and a decimal must
  /// not start with 0. Nil for anything else.
  init?(_ text: String, radix: Int) {
    var digits = Digits(text)
    isNegative = digits.takeSign()
    var radix = radix
    var mustBeZero = false
    if radix == 0 {
      radix = digits.prefixRadix ?? 10
      mustBeZero = radix == 10 && digits.startsWithZero
    }
    digits.skipPrefix(of: radix)
    var limbs: [UInt32] = []
    if radix == 10 {
      var count = 0
      let isRead = digits.readAll(radix: radix) { digit in
        count += 1
        if count <= Number.maximumDecimalDigits { limbs.multiply(by: 10, adding: digit) }
      }
      guard isRead, count <= Number.maximumDecimalDigits else { return nil }
    } else {
      var values: [UInt32] = []
      guard digits.readAll(radix: radix, { values.append($0) }) else { return nil }
      limbs = Number.limbs(values, bits: radix.trailingZeroBitCount)
    }
    if mustBeZero && !limbs.isEmpty { return nil }
    self.limbs = limbs
  }

  /// The number with these digits, each of as many bits; the most significant comes first.
  private static func limbs(_ digits: [UInt32], bits: Int) -> [UInt32] {
    var limbs: [UInt32] = []
    var pending: UInt64 = 0
    var count = 0
    for digit in digits.reversed() {
      pending |= UInt64(digit) << count
      count += bits
      guard count >= 32 else { continue }
      limbs.append(UInt32(truncatingIfNeeded: pending))
      pending >>= 32
      count -= 32
    }
    limbs.append(UInt32(pending))
    while limbs.last == 0 { limbs.removeLast() }
    return limbs
  }

  static func < (left: Number, right: Number) -> Bool {
    let leftNegative = left.isNegative && !left.limbs.isEmpty
    let rightNegative = right.isNegative && !right.limbs.isEmpty
    if leftNegative != rightNegative { return leftNegative }
    return leftNegative ? precedes(right.limbs, left.limbs) : precedes(left.limbs, right.limbs)
  }

  static func == (left: Number, right: Number) -> Bool {
    left.limbs == right.limbs && (left.isNegative == right.isNegative || left.limbs.isEmpty)
  }

  private static func precedes(_ left: [UInt32], _ right: [UInt32]) -> Bool {
    if left.count != right.count { return left.count < right.count }
    for (a, b) in zip(left.reversed(), right.reversed()) where a != b { return a < b }
    return false
  }

  /// The usual form for a type: decimal, or lower case hexadecimal with `0x`.
  func text(as type: ValueType) -> String {
    let sign = isNegative && !limbs.isEmpty ? "-" : ""
    return type == .hex ? sign + "0x" + hexadecimal : sign + decimal
  }

  private var hexadecimal: String {
    guard let top = limbs.last else { return "0" }
    return limbs.dropLast().reversed().reduce(into: String(top, radix: 16)) { text, limb in
      let digits = String(limb, radix: 16)
      text += String(repeating: "0", count: 8 - digits.count) + digits
    }
  }

  private var decimal: String {
    var rest = limbs
    var groups: [String] = []
    while !rest.isEmpty {
      let group = String(rest.divide(by: 1_000_000_000))
      groups.append(
        rest.isEmpty ? group : String(repeating: "0", count: 9 - group.count) + group)
    }
    return groups.isEmpty ? "0" : groups.reversed().joined()
  }
}

extension [UInt32] {
  fileprivate mutating func multiply(by factor: UInt32, adding addend: UInt32) {
    var carry = UInt64(addend)
    for index in indices {
      carry += UInt64(self[index]) * UInt64(factor)
      self[index] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { append(UInt32(carry)) }
  }

  /// Divides in place and returns the remainder.
  fileprivate mutating func divide(by divisor: UInt64) -> UInt64 {
    var remainder: UInt64 = 0
    for index in indices.reversed() {
      let value = remainder << 32 | UInt64(self[index])
      self[index] = UInt32(value / divisor)
      remainder = value % divisor
    }
    while last == 0 { removeLast() }
    return remainder
  }
}

/// The characters of a number, with digits and white space of any script made ASCII.
private struct Digits {
  private var bytes: [UInt8]
  private var index: Int

  init(_ text: String) {
    bytes = Array(text.utf8)
    if !bytes.allSatisfy({ $0 < 0x80 }) { bytes = text.unicodeScalars.map(Digits.ascii) }
    bytes.removeSubrange(bytes.endBeforeSpace()...)
    index = bytes.skippingSpace(from: 0)
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> UInt8 {
    if scalar.isASCII { return UInt8(scalar.value) }
    if Array(String(scalar).utf8).isBlank { return Byte.space }
    if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
      return 0x30 + UInt8(value)
    }
    return 0xFF
  }

  mutating func takeSign() -> Bool {
    guard index < bytes.count else { return false }
    let isNegative = bytes[index] == Byte.minus
    if isNegative || bytes[index] == Byte.plus { index += 1 }
    return isNegative
  }

  var startsWithZero: Bool { index < bytes.count && bytes[index] == 0x30 }

  /// The base that a prefix such as `0x` announces.
  var prefixRadix: Int? {
    guard startsWithZero, index + 1 < bytes.count else { return nil }
    switch bytes[index + 1] | 0x20 {
    case 0x78: return 16
    case 0x6F: return 8
    case 0x62: return 2
    default: return nil
    }
  }

  mutating func skipPrefix(of radix: Int) {
    guard prefixRadix == radix else { return }
    index += 2
    if index < bytes.count && bytes[index] == Byte.underscore { index += 1 }
  }

  /// Hands over each digit; false when what is left is not digits.
  mutating func readAll(radix: Int, _ use: (UInt32) -> Void) -> Bool {
    var wasDigit = false
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == Byte.underscore {
        if !wasDigit { return false }
        wasDigit = false
        continue
      }
      let digit: Int
      if byte.isDigit {
        digit = Int(byte) - 0x30
      } else if byte.isLetter {
        digit = Int(byte | 0x20) - 0x61 + 10
      } else {
        return false
      }
      if digit >= radix { return false }
      use(UInt32(digit))
      wasDigit = true
    }
    return wasDigit
  }
}
