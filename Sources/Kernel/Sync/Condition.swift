// Condition variables: a queue of waiters, and unlocking while entering it.

import CBulkhead
import KernelCore

/// A condition variable, by reference.
///
/// Safety: the record is the application's and lives while it is used.
@safe
public struct Condition {
  private let record: UnsafeMutablePointer<ConditionRecord>

  public init(_ record: UnsafeMutablePointer<ConditionRecord>) { unsafe self.record = record }

  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  public func prepare() { unsafe record.initialize(to: ConditionRecord()) }

  /// Wakes the most urgent waiter, if there is one.
  public func signal() {
    let key = Port.lock()
    _ = kernel.wakeFirst(of: waiters)
    Port.unlock(key)
  }

  /// Wakes all waiters; returns how many.
  public func broadcast() -> Int {
    let key = Port.lock()
    let count = kernel.wakeAll(of: waiters, with: .done)
    Port.unlock(key)
    return count
  }

  /// Unlocks the mutex and waits in one step; owns it again on return, whatever the outcome.
  public func wait(with mutex: Mutex, _ limit: Timeout) -> Outcome {
    let key = Port.lock()
    // Unlocking may ready a more urgent thread; it runs when this one waits.
    let unlocked = mutex.unlock()
    guard unlocked == .done else {
      Port.unlock(key)
      return unlocked
    }
    let outcome = block(in: waiters, limit, key)
    _ = mutex.lock(.forever)
    return outcome == .busy ? .timedOut : outcome
  }
}
