// Priorities.

/// How urgent a thread is.
///
/// A cooperative thread is more urgent than any preemptible one, and runs until it waits or yields.
/// A preemptible thread runs until it waits or a more urgent one is ready.
public struct Priority: Hashable, Sendable {
  /// As in C: negative for cooperative, the lower the more urgent.
  public let rawValue: Int32

  private init(_ rawValue: Int32) { self.rawValue = rawValue }

  /// 0, the most urgent, to 31.
  ///
  /// A fault of the caller otherwise.
  public static func preemptible(_ number: Int) -> Priority {
    guard number >= 0, number <= 31 else { refuse("a preemptible priority is 0 to 31") }
    return Priority(Int32(truncatingIfNeeded: number))
  }

  /// 0, the most urgent, to 30.
  ///
  /// A fault of the caller otherwise.
  public static func cooperative(_ number: Int) -> Priority {
    guard number >= 0, number <= 30 else { refuse("a cooperative priority is 0 to 30") }
    return Priority(Int32(truncatingIfNeeded: number) &- 31)
  }

  init(level: Int32) { rawValue = level }

  public func isMoreUrgent(than other: Priority) -> Bool { rawValue < other.rawValue }
}
