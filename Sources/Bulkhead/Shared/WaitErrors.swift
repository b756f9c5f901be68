// What can go wrong where the caller can act.

/// Why a wait ended without what it waited for.
public enum WaitError: Error, Sendable {
  /// The time was up first.
  case timedOut
  /// The object was emptied meanwhile: `reset`, `removeAll`.
  case cancelled
}

/// Why a wait for a thread's end ended without it.
public enum JoinError: Error, Sendable {
  /// The time was up first.
  case timedOut
  /// It would never have ended: a thread waits for its own end, or for one that waits for its.
  case deadlock
}
