// Places in files, and the error that names them.

extension Kconfig {
  /// A line of a Kconfig file or of a configuration.
  public struct Location: Hashable, Sendable, CustomStringConvertible {
    /// The file, relative to the source tree where it lies inside it.
    public let file: String
    /// The line, counted from 1.
    public let line: Int

    /// A place in a file; lines count from 1.
    public init(file: String, line: Int) {
      self.file = file
      self.line = line
    }

    /// `file:line`, the form compilers use.
    public var description: String { "\(file):\(line)" }
  }

  /// A further place that an error or a diagnostic refers to, and its part in the matter.
  public struct Note: Hashable, Sendable {
    /// Where to look; nil when the matter has no line, such as an environment variable.
    public let location: Location?
    /// What is to be seen there.
    public let text: String

    /// A message and its notes, one line each, in the form compilers use.
    static func lines(
      _ kind: String, _ message: String, at location: Location?, notes: [Note]
    ) -> String {
      var text = ""
      func append(_ kind: String, _ message: String, at location: Location?) {
        if let location {
          text += location.file
          text += ":"
          text += String(location.line)
          text += ": "
        }
        text += kind
        text += message
      }
      append(kind, message, at: location)
      for note in notes {
        text += "\n"
        append("note: ", note.text, at: note.location)
      }
      return text
    }
  }
}

typealias Location = Kconfig.Location
typealias Note = Kconfig.Note

/// Why a tree of Kconfig files or a configuration cannot be used at all.
///
/// Thrown for syntax errors, missing files, dependency loops and the macro `$(error-if)`.
/// What leaves a usable result is a ``Kconfig/Diagnostic`` instead.
public struct KconfigError: Error, Sendable, CustomStringConvertible {
  /// The line at fault; nil when no line is, as for a top file that cannot be read.
  public let location: Kconfig.Location?
  /// What is wrong, in one sentence without the place.
  public let message: String
  /// The other places involved: the members of a loop, the files that led here.
  public let notes: [Kconfig.Note]
  /// What its user can do, where that is always the same.
  public let remedy: String?

  init(
    _ message: String, at location: Kconfig.Location? = nil, notes: [Kconfig.Note] = [],
    remedy: String? = nil
  ) {
    self.message = message
    self.location = location
    self.notes = notes
    self.remedy = remedy
  }

  /// The error as lines in the form compilers use: the error first, then each note.
  public var description: String {
    Note.lines("error: ", message, at: location, notes: notes)
  }
}
