// Condition variables: waiting, with a mutex, until what it guards has become what one needs; in memory
// that the application's threads share.

import CBulkhead

/// Tells threads that a value under a mutex has changed.
///
/// Belongs in a global or static `let`. Threads wait with `withLock(when:signaledBy:)` of the mutex;
/// whoever changes the value signals afterwards. With nobody waiting that is no system call; a thread
/// that is ended while it waits stays counted.
@safe
public struct ConditionVariable: ~Copyable, @unchecked Sendable {
  private let record: Cell<bulkhead_shared_condition>

  @inline(__always)
  public init() { record = Cell(bulkhead_shared_condition(changes: 0, waiters: 0)) }

  /// Wakes the most urgent thread that waits; it looks at the value again.
  ///
  /// Any context.
  public func signal() { wake(all: false) }

  /// Wakes all threads that wait.
  ///
  /// Any context. Cost grows with the waiters.
  public func broadcast() { wake(all: true) }

  private func wake(all: Bool) {
    let result = unsafe bulkhead_shared_condition_wake(record.address, all)
    if result < 0 { refuseShared(result) }
  }

  /// Lets go of a mutex and waits for a signal; false if the time was up first.
  fileprivate func wait(_ limit: Timeout, _ mutex: UnsafeMutablePointer<sys_mutex>) -> Bool {
    let result = unsafe bulkhead_shared_condition_wait(record.address, mutex, limit.record)
    if result == -BULKHEAD_ETIMEDOUT { return false }
    if result != 0 { refuseShared(result) }
    return true
  }
}

extension Mutex where Value: ~Copyable {
  /// Calls `body` with the value as soon as `isReady` holds of it and nobody else has it.
  ///
  /// `isReady` is asked under the lock, at once and after each signal of `condition`. Thread. Throws
  /// what `body` throws, after unlocking.
  public func withLock<Result: ~Copyable, Failure: Error>(
    when isReady: (borrowing Value) -> Bool, signaledBy condition: borrowing ConditionVariable,
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    let result = lock(.forever)
    if result != 0 { refuseShared(result) }
    _ = waitLocked(condition, .forever, isReady)
    return try runLocked(body)
  }

  /// The same, waiting at most that long, for the lock and for the condition together.
  ///
  /// Thread. Throws `timedOut`.
  public func withLock<Result: ~Copyable>(
    when isReady: (borrowing Value) -> Bool, signaledBy condition: borrowing ConditionVariable,
    within duration: Duration, _ body: (inout sending Value) -> sending Result
  ) throws(WaitError) -> sending Result {
    let limit = Timeout(Clock.now + duration)
    try check(lock(limit))
    if !waitLocked(condition, limit, isReady) {
      unlock()
      throw .timedOut
    }
    return runLocked(body)
  }

  /// Waits, with the mutex locked before and after; false if the time was up first.
  private func waitLocked(
    _ condition: borrowing ConditionVariable, _ limit: Timeout,
    _ isReady: (borrowing Value) -> Bool
  ) -> Bool {
    while unsafe !isReady(value.address.pointee) {
      if unsafe !condition.wait(limit, record.address) {
        return unsafe isReady(value.address.pointee)
      }
    }
    return true
  }
}
