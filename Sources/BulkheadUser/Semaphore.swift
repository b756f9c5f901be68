// Counting semaphores, in memory that the application's threads share.

import CBulkhead

/// A count of units that threads take and anybody gives.
///
/// Belongs in a global or static `let`: then it is initialised when the image starts, at no cost.
/// Taking what is there, and giving to nobody, is one atomic change of one word and no system call.
@safe
public struct Semaphore: ~Copyable, @unchecked Sendable {
  private let record: Cell<sys_sem>

  /// Begins with `count` units; gives beyond `limit` are lost, and beyond 2^31 - 1.
  ///
  /// The limit is at least 1 and at least the count: a fault of the caller otherwise.
  @inline(__always)
  public init(count: UInt32 = 0, limit: UInt32 = .max) {
    precondition(limit != 0 && count <= limit && count <= 0x7fff_ffff)
    record = Cell(sys_sem(units: count &* 2, limit: limit > 0x7fff_ffff ? 0x7fff_ffff : limit))
  }

  /// The units that can be taken now.
  ///
  /// Any context.
  public var count: UInt32 { unsafe sys_sem_count_get(record.address) }

  /// Gives a unit: to the most urgent waiter, or to the count.
  ///
  /// Any context.
  @inline(__always)
  public func give() {
    let result = unsafe sys_sem_give(record.address)
    if result != 0, result != -BULKHEAD_EAGAIN { refuseShared(result) }
  }

  /// Takes a unit, as long as it takes.
  ///
  /// Thread.
  @inline(__always)
  public func take() {
    let result = unsafe sys_sem_take(record.address, Timeout.forever.record)
    if result != 0 { refuseShared(result) }
  }

  /// Takes a unit if there is one; false if not.
  ///
  /// Any context.
  @inline(__always)
  public func takeIfAvailable() -> Bool {
    unsafe sys_sem_take(record.address, Timeout.none.record) == 0
  }

  /// Takes a unit, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func take(within duration: Duration) throws(WaitError) {
    try check(unsafe sys_sem_take(record.address, Timeout(duration).record))
  }

  /// Takes a unit, waiting at most until then.
  ///
  /// Thread. Throws `timedOut`.
  public func take(until instant: Instant) throws(WaitError) {
    try check(unsafe sys_sem_take(record.address, Timeout(instant).record))
  }

  @available(
    *, unavailable,
    message: "waits for a semaphore in shared memory cannot be cancelled (CONFIG_USERSPACE)"
  )
  public func reset() {}
}
