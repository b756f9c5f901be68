// The console and the log.

import CBulkhead

/// The console that the description chose; on the host the standard output.
///
/// A line is formatted in a function of its own, so that many lines in a function share its stack.
public enum Console {
  /// Writes a line.
  ///
  /// Any context; see `Text` for what it may hold and costs.
  ///
  /// The standard library's `print` reaches the same console, but formats on a heap.
  @inline(never)
  public static func print(_ line: @autoclosure () -> Text) { line().send(newline: true) }

  /// Writes text without ending the line.
  ///
  /// Any context.
  @inline(never)
  public static func write(_ text: @autoclosure () -> Text) { text().send(newline: false) }
}

/// A part of the application that reports under its name, from a level on.
///
/// `let log = Log("motor", level: .debug)`, then `log.info("speed \(speed)")`.
public struct Log: Sendable {
  public enum Level: UInt8, Sendable {
    case error
    case warning
    case info
    case debug
  }

  public let name: StaticString
  /// The least urgent level that is written.
  public let level: Level

  public init(_ name: StaticString, level: Level = .info) {
    self.name = name
    self.level = level
  }

  /// Each writes a line with the time since boot, the level and the name; nothing, and at the cost
  /// of one comparison, if the level is below this log's.
  ///
  /// Any context.
  @inline(__always)
  public func error(_ line: @autoclosure () -> Text) { write(.error, "error", line) }
  @inline(__always)
  public func warning(_ line: @autoclosure () -> Text) { write(.warning, "warning", line) }
  @inline(__always)
  public func info(_ line: @autoclosure () -> Text) { write(.info, "info", line) }
  @inline(__always)
  public func debug(_ line: @autoclosure () -> Text) { write(.debug, "debug", line) }

  @inline(never)
  private func write(_ level: Level, _ title: StaticString, _ line: () -> Text) {
    guard level.rawValue <= self.level.rawValue else { return }
    Console.write("[\(Clock.now.sinceBoot)] \(title) \(name): ")
    Console.print(line())
  }
}
