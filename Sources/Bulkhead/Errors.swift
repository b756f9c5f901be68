// How waits end, and the end of callers that break a contract.

import CBulkhead
import Kernel

extension WaitError {
  init(_ outcome: Outcome) { self = outcome == .cancelled ? .cancelled : .timedOut }
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
