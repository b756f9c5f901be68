// Condition variables: waiting, with a mutex, until what it guards has become what one needs.

import CBulkhead
import Kernel
import KernelCore

/// Tells threads that a value under a mutex has changed.
///
/// Belongs in a global or static `let`. Threads wait with `withLock(when:signaledBy:)` of the mutex;
/// whoever changes the value signals afterwards.
@safe
public struct ConditionVariable: ~Copyable, @unchecked Sendable {
  private let record: Cell<ConditionRecord>

  @inline(__always)
  public init() { unsafe record = Cell(ConditionRecord(waiters: WaitQueueRecord(top: nil))) }

  /// Safety: the record lies in this object, which is borrowed while the reference is used.
  @inline(__always)
  var kernel: Kernel.Condition { unsafe Kernel.Condition(record.address) }

  /// Wakes the most urgent thread that waits; it looks at the value again.
  ///
  /// Any context.
  public func signal() { kernel.signal() }

  /// Wakes all threads that wait.
  ///
  /// Any context. Cost grows with the waiters.
  public func broadcast() { _ = kernel.broadcast() }
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
    lock()
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
    try lock(limit)
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
      if condition.kernel.wait(with: kernel, limit) != .done {
        return unsafe isReady(value.address.pointee)
      }
    }
    return true
  }
}
