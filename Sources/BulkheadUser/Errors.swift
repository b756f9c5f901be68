// How waits end, and the end of callers that break a contract.

import CBulkhead

/// Throws if an operation on shared memory was not done: its time was up.
///
/// Inlined, so that a caller that reaches the object no more ends at the operation.
@inline(__always)
func check(_ result: Int32) throws(WaitError) {
  if result != 0 {
    if result != -BULKHEAD_EAGAIN, result != -BULKHEAD_ETIMEDOUT { refuseShared(result) }
    throw .timedOut
  }
}

/// The end of a caller whose operation on an object in shared memory the kernel did not do.
@inline(__always)
func refuseShared(_ result: Int32) -> Never {
  switch result {
  case -BULKHEAD_EACCES: refuse("a thread waits for an object that it does not reach")
  case -BULKHEAD_EINVAL: refuse("a mutex whose owner has ended, or is no thread that reaches it")
  case -BULKHEAD_ENOMEM: refuse("more than CONFIG_MAX_CONTENDED_MUTEXES are waited for")
  default: refuse("an object in shared memory that makes no sense")
  }
}

/// The fatal error of a thread that broke a contract: says which and where.
///
/// Inlined, so that the place is the operation that was misused, not this function. A thread without
/// privileges says it on the console, and ends by an instruction that there is not.
@inline(__always)
func refuse(_ breach: StaticString) -> Never {
  unsafe bulkhead_refuse_swift(breach.cString)
  fatalError()
}
