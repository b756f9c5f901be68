// Mutexes that contain what they guard, in memory that the application's threads share.

import CBulkhead

/// A value that one thread at a time can get at; its owner inherits the priority of who waits.
///
/// Belongs in a global or static `let`. Nothing but the functions below reaches the value, so there
/// is no way to use it unlocked. Locking and unlocking what nobody else wants is two atomic changes
/// of one word and no system call. To lock a mutex inside its own `withLock` is a fatal error of the
/// thread: it would have the value twice. Not for interrupts.
@safe
public struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  let record: Cell<sys_mutex>
  let value: OwnedCell<Value>

  @inline(__always)
  public init(_ value: consuming sending Value) {
    record = Cell(sys_mutex(owner: 0, again: 0))
    self.value = OwnedCell(value)
  }

  /// Calls `body` with the value, as soon as nobody else has it.
  ///
  /// Thread. Throws what `body` throws, after unlocking.
  @inline(__always)
  public func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    let result = lock(.forever)
    if result != 0 { refuseShared(result) }
    return try runLocked(body)
  }

  /// Calls `body` with the value if nobody else has it; nil if somebody does.
  ///
  /// Thread.
  @inline(__always)
  public func withLockIfAvailable<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result? {
    let result = lock(.none)
    if result != 0 {
      if result != -BULKHEAD_EBUSY { refuseShared(result) }
      return nil
    }
    return try runLocked(body)
  }

  /// Calls `body` with the value, waiting for it at most that long.
  ///
  /// Thread. Throws `timedOut`.
  @inline(__always)
  public func withLock<Result: ~Copyable>(
    within duration: Duration, _ body: (inout sending Value) -> sending Result
  ) throws(WaitError) -> sending Result {
    let limit = Timeout(duration)
    let result = lock(limit)
    // What is not waited for at all is told apart.
    if result != 0 { try check(result == -BULKHEAD_EBUSY ? -BULKHEAD_EAGAIN : result) }
    return runLocked(body)
  }

  /// Nobody is in the way, or `wait` says what is.
  @inline(__always)
  func lock(_ limit: Timeout) -> Int32 {
    let isFree = unsafe port_change_shared(&record.address.pointee.owner, 0, port_name_of_self())
    return isFree ? 0 : wait(limit)
  }

  @inline(never)
  private func wait(_ limit: Timeout) -> Int32 {
    let result = unsafe bulkhead_lock_again(record.address, limit.record)
    if result == 0, unsafe record.address.pointee.again != 0 {
      refuse("a thread locks a mutex that it has locked")
    }
    return result
  }

  @inline(__always)
  func unlock() { unsafe _ = sys_mutex_unlock(record.address) }

  /// Safety: this thread owns the mutex, once, so the value is its alone.
  @inline(__always)
  func runLocked<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    defer { unlock() }
    return try unsafe body(&value.address.pointee)
  }
}
