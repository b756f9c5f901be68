// Counting semaphores.

import CBulkhead
import Kernel
import KernelCore

/// A count of units that threads take and anybody gives.
///
/// Belongs in a global or static `let`: then it is initialised when the image starts, at no cost.
/// Taking what is there, and giving to nobody, is one restartable update of one word.
@safe
public struct Semaphore: ~Copyable, @unchecked Sendable {
  private let record: Cell<SemaphoreRecord>

  /// Begins with `count` units; gives beyond `limit` are lost.
  ///
  /// The limit is at least 1 and at least the count: a fault of the caller otherwise.
  @inline(__always)
  public init(count: UInt32 = 0, limit: UInt32 = .max) {
    precondition(limit != 0 && count <= limit)
    unsafe record = Cell(
      SemaphoreRecord(
        count: count, limit: limit, waiters: WaitQueueRecord(top: nil),
        poll: PollListRecord(first: nil)))
  }

  /// Safety: the record lies in this object, which is borrowed while the reference is used.
  @inline(__always)
  private var kernel: Kernel.Semaphore { unsafe Kernel.Semaphore(record.address) }

  /// The units that can be taken now.
  ///
  /// Any context.
  public var count: UInt32 { kernel.count }

  /// Gives a unit: to the most urgent waiter, or to the count.
  ///
  /// Any context.
  @inline(__always)
  public func give() { kernel.give() }

  /// Takes a unit, as long as it takes.
  ///
  /// Thread.
  @inline(__always)
  public func take() {
    if !kernel.tryTake() { wait() }
  }

  /// A reset ends waits without a unit; this one goes on.
  @inline(never)
  private func wait() {
    while kernel.take(.forever) != .done {}
  }

  /// Takes a unit if there is one; false if not.
  ///
  /// Any context.
  @inline(__always)
  public func takeIfAvailable() -> Bool { kernel.tryTake() }

  /// Takes a unit, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`, and `cancelled` after a `reset`.
  public func take(within duration: Duration) throws(WaitError) {
    if !kernel.tryTake() { try check(kernel.take(Timeout(duration))) }
  }

  /// Takes a unit, waiting at most until then.
  ///
  /// Thread. Throws `timedOut`, and `cancelled` after a `reset`.
  public func take(until instant: Instant) throws(WaitError) {
    if !kernel.tryTake() { try check(kernel.take(Timeout(instant))) }
  }

  /// Sets the count to 0, and ends the waits that have a limit.
  ///
  /// Any context. Cost grows with the waiters.
  public func reset() { kernel.reset() }
}

extension Semaphore: Pollable {
  /// It can be taken.
  public var readiness: Readiness {
    unsafe Readiness(K_POLL_TYPE_SEM_AVAILABLE, record.address)
  }
}
