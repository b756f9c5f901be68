// What can go wrong where the caller can act, and the end of callers that break a contract.

import CBulkhead
import Kernel

/// Why a wait ended without what it waited for.
public enum WaitError: Error, Sendable {
  /// The time was up first.
  case timedOut
  /// The object was emptied meanwhile: `reset`, `removeAll`.
  case cancelled

  init(_ outcome: Outcome) { self = outcome == .cancelled ? .cancelled : .timedOut }
}

/// Why a wait for a thread's end ended without it.
public enum JoinError: Error, Sendable {
  /// The time was up first.
  case timedOut
  /// It would never have ended: a thread waits for its own end, or for one that waits for its.
  case deadlock
}

/// Throws what an outcome means, if it is not success.
@inline(__always)
func check(_ outcome: Outcome) throws(WaitError) {
  guard outcome == .done else { throw WaitError(outcome) }
}

/// The fatal error of a thread that broke a contract: says which and where.
///
/// Inlined, so that the place is the operation that was misused, not this function.
@inline(__always)
func refuse(_ breach: StaticString) -> Never {
  unsafe bulkhead_refuse(breach.cString)
  halt()
}
