// Text for the console: a string literal whose interpolations are written into a small buffer on
// the caller's stack and from there to the console. No heap, and no String.

import CBulkhead

/// What `Console.print` and a log take: a literal, possibly with values in it.
///
/// Interpolated values are integers, booleans, static strings and durations. A line of up to 64
/// bytes goes out in one piece; longer ones go out in several, between which a more urgent thread
/// may write. Cost: linear in the length.
public struct Text: ExpressibleByStringInterpolation {
  /// The base in which an integer is written.
  public enum Radix: UInt32, Sendable {
    case binary = 2
    case decimal = 10
    /// In lower case, without `0x`.
    case hexadecimal = 16
  }

  private var buffer: LineBuffer

  public init(stringLiteral literal: StaticString) {
    buffer = LineBuffer()
    buffer.append(literal)
  }

  public init(stringInterpolation interpolation: Interpolation) { buffer = interpolation.buffer }

  /// Sends what is still in the buffer.
  consuming func send(newline: Bool) {
    if newline { buffer.append(UInt8(ascii: "\n")) }
    buffer.flush()
  }

  public struct Interpolation: StringInterpolationProtocol {
    var buffer = LineBuffer()

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: StaticString) { buffer.append(literal) }

    public mutating func appendInterpolation(_ text: StaticString) { buffer.append(text) }

    public mutating func appendInterpolation(_ isTrue: Bool) {
      buffer.append(isTrue ? "true" : "false")
    }

    /// An integer of at most 64 bits, with leading zeros up to `width` digits.
    @inline(__always)
    public mutating func appendInterpolation<Number: FixedWidthInteger>(
      _ number: Number, radix: Radix = .decimal, width: Int = 0
    ) {
      if Number.isSigned, number < 0 { buffer.append(UInt8(ascii: "-")) }
      let magnitude = number.magnitude
      if Number.bitWidth <= 32 {
        buffer.append(UInt32(truncatingIfNeeded: magnitude), radix.rawValue, width)
      } else {
        buffer.append(UInt64(truncatingIfNeeded: magnitude), radix.rawValue, width)
      }
    }

    /// A duration as seconds with six decimals and their unit.
    public mutating func appendInterpolation(_ duration: Duration) {
      if duration.nanoseconds < 0 { buffer.append(UInt8(ascii: "-")) }
      let microseconds = duration.nanoseconds.magnitude / 1_000
      buffer.append(microseconds / 1_000_000, 10, 0)
      buffer.append(UInt8(ascii: "."))
      buffer.append(UInt32(truncatingIfNeeded: microseconds % 1_000_000), 10, 6)
      buffer.append(" s")
    }
  }
}

/// Bytes on their way to the console, sent when there are many.
struct LineBuffer {
  private var bytes = InlineArray<64, UInt8>(repeating: 0)
  private var count = 0

  mutating func append(_ byte: UInt8) {
    if count == bytes.count { flush() }
    bytes[count] = byte
    count &+= 1
  }

  mutating func append(_ text: StaticString) {
    // Safety: a literal that is more than one character has a start and that many bytes after it.
    guard text.hasPointerRepresentation else { return }
    for index in 0..<text.utf8CodeUnitCount { unsafe append(text.utf8Start[index]) }
  }

  @inline(never)
  mutating func append(_ number: UInt32, _ radix: UInt32, _ width: Int) {
    var divisor: UInt32 = 1
    var digits = 1
    while number / divisor >= radix || digits < min(width, 8) {
      divisor &*= radix
      digits &+= 1
    }
    while divisor != 0 {
      append(digit: number / divisor % radix)
      divisor /= radix
    }
  }

  @inline(never)
  mutating func append(_ number: UInt64, _ radix: UInt32, _ width: Int) {
    if number <= UInt64(UInt32.max) {
      return append(UInt32(truncatingIfNeeded: number), radix, width)
    }
    // The lower digits in halves that fit; the upper part is small after at most two of them.
    let chunk: UInt64 = radix == 10 ? 100_000_000 : radix == 16 ? 1 << 28 : 1 << 31
    let chunkDigits = radix == 10 ? 8 : radix == 16 ? 7 : 31
    let (upper, lower) = number.quotientAndRemainder(dividingBy: chunk)
    append(upper, radix, max(width &- chunkDigits, 0))
    append(UInt32(truncatingIfNeeded: lower), digits: chunkDigits, radix)
  }

  private mutating func append(_ number: UInt32, digits: Int, _ radix: UInt32) {
    var divisor: UInt32 = 1
    for _ in 1..<digits { divisor &*= radix }
    while divisor != 0 {
      append(digit: number / divisor % radix)
      divisor /= radix
    }
  }

  private mutating func append(digit: UInt32) {
    let digit = UInt8(truncatingIfNeeded: digit)
    append(digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &- 10 &+ digit)
  }

  mutating func flush() {
    // Safety: the first `count` bytes are initialised, and nobody else has the buffer.
    let count = count
    unsafe bytes.span.withUnsafeBytes { raw in
      guard let start = raw.baseAddress else { return }
      unsafe bulkhead_console_write(start.assumingMemoryBound(to: CChar.self), count)
    }
    self.count = 0
  }
}
