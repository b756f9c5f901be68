import Devicetree

/// What stops a command: one message for its user, the place it is about, and the exit status.
public struct Failure: Error, CustomStringConvertible {
  /// Another place that has to do with it.
  public struct Note: Sendable, Equatable {
    public var message: String
    public var location: SourceLocation?

    public init(_ message: String, at location: SourceLocation?) {
      self.message = message
      self.location = location
    }
  }

  public var message: String
  public var location: SourceLocation?
  public var notes: [Note]
  /// What its user can do about it; a sentence without a capital.
  public var remedy: String?
  /// 2 when the command line itself was wrong, else 1.
  public var status: Int32
  /// The image is larger than one of the board's memories.
  var isShortOfMemory = false

  public init(
    _ message: String, at location: SourceLocation? = nil, notes: [Note] = [],
    remedy: String? = nil, status: Int32 = 1
  ) {
    self.message = message
    self.location = location
    self.notes = notes
    self.remedy = remedy
    self.status = status
  }

  /// The lines that compilers print: the error, its notes, and the way out.
  public var description: String { text(as: "error") }

  func text(as severity: String) -> String {
    var lines = [location.map { "\($0): \(severity): \(message)" } ?? "bulkhead: \(message)"]
    lines += notes.map { note in
      (note.location.map { "\($0): " } ?? "  ") + "note: \(note.message)"
    }
    if let remedy { lines.append("  help: \(remedy)") }
    return lines.joined(separator: "\n")
  }

  /// The command line names something that does not exist: says what does, and the nearest of it.
  public static func unknown(_ kind: String, _ name: String, among known: [String]) -> Failure {
    let nearest = NearestMatch.hint(for: name, among: known)
    let rest = known.count > 10 ? ", and \(known.count - 8) more" : ""
    let shown = known.prefix(rest.isEmpty ? known.count : 8).joined(separator: ", ")
    let list = known.isEmpty ? "there are none" : "known: " + shown + rest
    return Failure("unknown \(kind) '\(name)' (\(list))\(nearest)", status: 2)
  }
}
