import Foundation

/// The console of a running image on its way to this command's output: bytes go out as they come;
/// before a line's end, what the symbolizer knows about the addresses in it.
actor ConsoleStream {
  private let symbolizer: Symbolizer?
  private var line: [UInt8] = []
  /// What was found for a line: a test of faults says the same many times, and each look takes a process.
  private var notes: [String: String] = [:]
  /// The whole text so far, for who reads results from it.
  private(set) var lines: [String] = []
  private let echoes: Bool
  private let keeps: Bool
  private let onLine: (@Sendable (String) -> Void)?

  init(
    symbolizer: Symbolizer?, echoes: Bool, keeps: Bool,
    onLine: (@Sendable (String) -> Void)? = nil
  ) {
    self.symbolizer = symbolizer
    self.echoes = echoes
    self.keeps = keeps
    self.onLine = onLine
  }

  func take(_ bytes: [UInt8]) async {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let piece = rest[..<end]
      line += piece
      var text = String(decoding: line, as: UTF8.self)
      while text.last == "\r" { text.removeLast() }
      let note = await note(for: text)
      finish(text + note)
      write(piece.filter { $0 != UInt8(ascii: "\r") } + Array((note + "\n").utf8))
      line = []
      rest = rest[(end + 1)...]
    }
    line += rest
    write(Array(rest))
  }

  private func note(for text: String) async -> String {
    guard let symbolizer, text.contains("0x") else { return "" }
    if let known = notes[text] { return known }
    let note = await symbolizer.annotation(for: text)
    notes[text] = note
    return note
  }

  /// What came after the last line's end.
  func end() {
    guard !line.isEmpty else { return }
    finish(String(decoding: line, as: UTF8.self))
    write([UInt8(ascii: "\n")])
    line = []
  }

  private func finish(_ text: String) {
    if keeps { lines += text.components(separatedBy: "\n") }
    onLine?(text)
  }

  private func write(_ bytes: [UInt8]) {
    guard echoes, !bytes.isEmpty else { return }
    FileHandle.standardOutput.write(Data(bytes))
  }
}
