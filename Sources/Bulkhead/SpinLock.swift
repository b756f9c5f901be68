// Spin locks that contain what they guard.

import CBulkhead
import Kernel

/// A value that threads and interrupt handlers get at one at a time.
///
/// Belongs in a global or static `let`. On one processor, holding it means that interrupts are off:
/// for a few instructions, because whatever waits for an interrupt waits for them. What may take
/// longer, and is not for handlers, belongs in a `Mutex`.
@safe
public struct SpinLock<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  private let value: OwnedCell<Value>

  @inline(__always)
  public init(_ value: consuming sending Value) { self.value = OwnedCell(value) }

  /// Calls `body` with the value, with interrupts off.
  ///
  /// Any context. `body` must not wait, nor take this lock again: it would have the value twice.
  /// Throws what `body` throws.
  @inline(__always)
  public func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    let key = irq_lock()
    defer { irq_unlock(key) }
    // Safety: nothing else runs, and nothing waits.
    return try unsafe body(&value.address.pointee)
  }
}
