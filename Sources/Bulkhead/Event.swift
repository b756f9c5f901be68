// Events: flags that threads wait for.

import CBulkhead
import Kernel
import KernelCore

/// Up to 32 flags, of which threads wait for any or for all; a change wakes everybody whose
/// condition holds with it.
///
/// Belongs in a global or static `let`. The flags are an option set of the application's: `let
/// motor = Event<MotorFlags>()`.
@safe
public struct Event<Flags: OptionSet>: ~Copyable, @unchecked Sendable
where Flags.RawValue == UInt32 {
  private let record: Cell<EventRecord>

  /// No flags.
  @inline(__always)
  public init() {
    unsafe record = Cell(EventRecord(events: 0, waiters: WaitQueueRecord(top: nil)))
  }

  /// Safety: the record lies in this object, which is borrowed while the reference is used.
  @inline(__always)
  private var kernel: Kernel.EventFlags { unsafe Kernel.EventFlags(record.address) }

  /// The flags that are set now.
  ///
  /// Any context.
  public var flags: Flags { Flags(rawValue: unsafe record.address.pointee.events) }

  /// Sets flags besides those that are.
  ///
  /// Any context; cost grows with the waiters.
  public func post(_ flags: Flags) {
    _ = kernel.change(to: flags.rawValue, mask: flags.rawValue)
  }

  /// Clears flags.
  ///
  /// Any context.
  public func clear(_ flags: Flags) { _ = kernel.change(to: 0, mask: flags.rawValue) }

  /// Waits until any of `flags` is set and returns those that are; they stay set.
  ///
  /// Thread. Returns at once for no flags.
  public func wait(forAny flags: Flags) -> Flags {
    Flags(rawValue: kernel.wait(for: flags.rawValue, .none, .forever))
  }

  /// Waits until all of `flags` are set at once; they stay set.
  ///
  /// Thread.
  public func wait(forAll flags: Flags) {
    _ = kernel.wait(for: flags.rawValue, .all, .forever)
  }

  /// Waits until any of `flags` is set, clears those that are and returns them.
  ///
  /// Thread.
  public func take(anyOf flags: Flags) -> Flags {
    Flags(rawValue: kernel.wait(for: flags.rawValue, .consume, .forever))
  }

  /// The same, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func wait(forAny flags: Flags, within duration: Duration) throws(WaitError) -> Flags {
    try found(kernel.wait(for: flags.rawValue, .none, Timeout(duration)), of: flags)
  }

  /// The same, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func wait(forAll flags: Flags, within duration: Duration) throws(WaitError) {
    _ = try found(kernel.wait(for: flags.rawValue, .all, Timeout(duration)), of: flags)
  }

  /// The same, waiting at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func take(anyOf flags: Flags, within duration: Duration) throws(WaitError) -> Flags {
    try found(kernel.wait(for: flags.rawValue, .consume, Timeout(duration)), of: flags)
  }

  private func found(_ present: UInt32, of wanted: Flags) throws(WaitError) -> Flags {
    if present == 0, wanted.rawValue != 0 { throw .timedOut }
    return Flags(rawValue: present)
  }
}

extension EventWish {
  /// Any of the events, which stay.
  ///
  /// Not `[]`: an array's literal counts as an allocation.
  fileprivate static var none: EventWish { EventWish(rawValue: 0) }
}
