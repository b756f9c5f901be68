// Mutexes that contain what they guard.

import CBulkhead
import Kernel
import KernelCore

/// A value that one thread at a time can get at; its owner inherits the priority of who waits.
///
/// Belongs in a global or static `let`. Nothing but the functions below reaches the value, so there
/// is no way to use it unlocked. Locking and unlocking what nobody else wants is a few
/// instructions. To lock a mutex inside its own `withLock` is a fatal error of the thread: it would
/// have the value twice. Not for interrupts.
@safe
public struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  private let record: Cell<MutexRecord>
  let value: OwnedCell<Value>

  @inline(__always)
  public init(_ value: consuming sending Value) {
    unsafe record = Cell(
      MutexRecord(
        owner: nil, lock_count: 0, waiters: WaitQueueRecord(top: nil), next_held: nil))
    self.value = OwnedCell(value)
  }

  /// Safety: the record lies in this object, which is borrowed while the reference is used.
  @inline(__always)
  var kernel: Kernel.Mutex { unsafe Kernel.Mutex(record.address) }

  /// Calls `body` with the value, as soon as nobody else has it.
  ///
  /// Thread. Throws what `body` throws, after unlocking.
  @inline(__always)
  public func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    lock()
    return try runLocked(body)
  }

  @inline(__always)
  func lock() {
    if !kernel.tryLock() { _ = wait(.forever) }
  }

  @inline(__always)
  func lock(_ limit: Timeout) throws(WaitError) {
    if !kernel.tryLock() { try check(wait(limit)) }
  }

  @inline(__always)
  func unlock() { _ = kernel.unlock() }

  /// Calls `body` with the value if nobody else has it; nil if somebody does.
  ///
  /// Thread.
  @inline(__always)
  public func withLockIfAvailable<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result? {
    guard kernel.tryLock() else { return nil }
    return try runLocked(body)
  }

  /// Calls `body` with the value, waiting for it at most that long.
  ///
  /// Thread. Throws `timedOut`.
  @inline(__always)
  public func withLock<Result: ~Copyable>(
    within duration: Duration, _ body: (inout sending Value) -> sending Result
  ) throws(WaitError) -> sending Result {
    try lock(Timeout(duration))
    return runLocked(body)
  }

  @inline(never)
  private func wait(_ limit: Timeout) -> Outcome {
    let outcome = kernel.lock(limit)
    if outcome == .done, unsafe record.address.pointee.lock_count != 1 {
      refuse("a thread locks a mutex that it has locked")
    }
    return outcome
  }

  /// Safety: this thread owns the mutex, once, so the value is its alone.
  @inline(__always)
  func runLocked<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    defer { unlock() }
    return try unsafe body(&value.address.pointee)
  }
}
