import Foundation

/// A line on the terminal that says what is being done.
///
/// In a pipe it prints nothing.
public final class Progress: Sendable {
  public static let shared = Progress()

  private let isTerminal = isatty(STDERR_FILENO) == 1

  public func say(_ what: String) {
    guard isTerminal else { return }
    write("\r\u{1B}[K\(what)")
  }

  /// Takes the line away, before anything else is printed.
  public func clear() {
    guard isTerminal else { return }
    write("\r\u{1B}[K")
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

/// Prints to standard error, after taking the progress line away.
public func printError(_ text: String) {
  Progress.shared.clear()
  FileHandle.standardError.write(Data((text + "\n").utf8))
}
