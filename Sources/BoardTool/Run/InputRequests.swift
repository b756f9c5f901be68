/// What an image wants typed: after a line `[  INPUT   ] text` its console gets that text and a
/// newline.
///
/// So a test says itself what it is to receive, and gets it when it is ready for it.
struct InputRequests {
  private static let tag = Array("[  INPUT   ] ".utf8)
  private var line: [UInt8] = []

  /// Takes the console's next bytes and gives the lines to type.
  mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
    var wanted: [[UInt8]] = []
    for byte in bytes where byte != UInt8(ascii: "\r") {
      line.append(byte)
      guard byte == UInt8(ascii: "\n") else { continue }
      if line.starts(with: Self.tag) { wanted.append(Array(line.dropFirst(Self.tag.count))) }
      line = []
    }
    return wanted
  }
}
