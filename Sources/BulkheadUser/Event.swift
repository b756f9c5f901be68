// Events: flags that threads wait for, in memory that the application's threads share.

import CBulkhead

/// Up to 32 flags, of which threads wait for any or for all; a change wakes everybody whose
/// condition holds with it.
///
/// Belongs in a global or static `let`. The flags are an option set of the application's: `let
/// motor = Event<MotorFlags>()`. Changes while nobody waits, and waiting for what is there, take no
/// system call.
@safe
public struct Event<Flags: OptionSet>: ~Copyable, @unchecked Sendable
where Flags.RawValue == UInt32 {
  private let record: Cell<bulkhead_shared_event>

  /// No flags.
  @inline(__always)
  public init() { record = Cell(bulkhead_shared_event(events: 0, waiters: 0)) }

  /// The flags that are set now.
  ///
  /// Any context.
  public var flags: Flags {
    Flags(rawValue: unsafe bulkhead_shared_event_test(record.address, .max))
  }

  /// Sets flags besides those that are.
  ///
  /// Any context; cost grows with the waiters.
  public func post(_ flags: Flags) {
    unsafe _ = bulkhead_shared_event_post(record.address, flags.rawValue)
  }

  /// Clears flags.
  ///
  /// Any context.
  public func clear(_ flags: Flags) {
    unsafe _ = bulkhead_shared_event_clear(record.address, flags.rawValue)
  }

  /// Waits until any of `flags` is set and returns those that are; they stay set.
  ///
  /// Thread. Returns at once for no flags. What is cleared again before the thread runs was not there.
  public func wait(forAny flags: Flags) -> Flags { forEver(.any, flags) }

  /// Waits until all of `flags` are set at once; they stay set.
  ///
  /// Thread.
  public func wait(forAll flags: Flags) { _ = forEver(.all, flags) }

  /// Waits until any of `flags` is set, clears those that are and returns them.
  ///
  /// Thread.
  public func take(anyOf flags: Flags) -> Flags { forEver(.taken, flags) }

  /// The same, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func wait(forAny flags: Flags, within duration: Duration) throws(WaitError) -> Flags {
    try found(.any, flags, Timeout(duration))
  }

  /// The same, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func wait(forAll flags: Flags, within duration: Duration) throws(WaitError) {
    _ = try found(.all, flags, Timeout(duration))
  }

  /// The same, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func take(anyOf flags: Flags, within duration: Duration) throws(WaitError) -> Flags {
    try found(.taken, flags, Timeout(duration))
  }

  private enum Wish {
    case any
    case all
    case taken
  }

  private func wait(_ wish: Wish, _ events: UInt32, _ limit: Timeout) -> UInt32 {
    switch wish {
    case .any: unsafe bulkhead_shared_event_wait(record.address, events, false, limit.record)
    case .all: unsafe bulkhead_shared_event_wait_all(record.address, events, false, limit.record)
    case .taken:
      unsafe bulkhead_shared_event_wait_safe(record.address, events, false, limit.record)
    }
  }

  /// A wait without end that finds nothing is one for an object that the caller does not reach.
  private func forEver(_ wish: Wish, _ wanted: Flags) -> Flags {
    if wanted.rawValue == 0 { return wanted }
    let present = wait(wish, wanted.rawValue, .forever)
    if present == 0 { refuseShared(-BULKHEAD_EACCES) }
    return Flags(rawValue: present)
  }

  private func found(
    _ wish: Wish, _ wanted: Flags, _ limit: Timeout
  ) throws(WaitError) -> Flags {
    if wanted.rawValue == 0 { return wanted }
    let present = wait(wish, wanted.rawValue, limit)
    if present == 0 { throw .timedOut }
    return Flags(rawValue: present)
  }
}
