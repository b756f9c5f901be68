// What an operation that may wait came to. Kernel/Outcome is a number so that it travels through
// a thread's record and a C return value without translation; its errno is KernelC's affair.

/// How an operation ended; `done` is zero.
public struct Outcome: Equatable, Sendable {
  public let rawValue: Int32
  @inline(__always)
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// It succeeded.
  public static let done = Outcome(rawValue: 0)
  /// It would have had to wait and must not.
  public static let busy = Outcome(rawValue: 1)
  /// The time was up.
  public static let timedOut = Outcome(rawValue: 2)
  /// The object was reset, purged or cancelled while the thread waited.
  public static let cancelled = Outcome(rawValue: 3)
  /// The caller is not the owner.
  public static let notOwner = Outcome(rawValue: 4)
  /// Nobody owns it, or an argument makes no sense.
  public static let invalid = Outcome(rawValue: 5)
  /// It would wait for itself.
  public static let deadlock = Outcome(rawValue: 6)
  /// The object is closed.
  public static let closed = Outcome(rawValue: 8)
  /// There is no room.
  public static let noMemory = Outcome(rawValue: 7)
}
