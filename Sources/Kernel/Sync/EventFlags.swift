// Event objects: flags that threads wait for, any or all of them. A change wakes everybody whose
// condition holds with it.

import CBulkhead
import KernelCore

/// How a thread waits for events.
public struct EventWish: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// All of the events are needed, not any.
  public static let all = EventWish(rawValue: 1)
  /// Clears all events before it waits.
  public static let reset = EventWish(rawValue: 2)
  /// Clears the events that it gets.
  public static let consume = EventWish(rawValue: 4)

  /// Those of the wanted events that fulfil the wish; 0 if they do not.
  @inline(__always)
  func match(_ wanted: UInt32, in present: UInt32) -> UInt32 {
    let found = present & wanted
    return contains(.all) && found != wanted ? 0 : found
  }
}

/// An event object, by reference.
///
/// Safety: the record is the application's and lives while it is used.
@safe
public struct EventFlags {
  private let record: UnsafeMutablePointer<EventRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<EventRecord>) { unsafe self.record = record }

  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  private var events: UInt32 {
    get { unsafe record.pointee.events }
    nonmutating set { unsafe record.pointee.events = newValue }
  }

  public func prepare() { unsafe record.initialize(to: EventRecord()) }

  /// Gives the events of `mask` new values and wakes whoever waits for what is there then; returns
  /// their old values.
  ///
  /// Any context. Cost grows with the waiters.
  public func change(to new: UInt32, mask: UInt32) -> UInt32 {
    let key = Port.lock()
    let old = events
    events = (old & ~mask) | (new & mask)
    if waiters.first != nil { serveWaiters() }
    Port.unlock(key)
    return old & mask
  }

  /// All see the same events; what they consume goes afterwards.
  private func serveWaiters() {
    let present = events
    var consumed: UInt32 = 0
    var next = waiters.first
    while let thread = next {
      next = waiters.next(after: thread)
      let wish = EventWish(rawValue: thread.fields.wish)
      let found = wish.match(thread.fields.transfer_size, in: present)
      guard found != 0 else { continue }
      if wish.contains(.consume) { consumed |= found }
      thread.fields.transfer_size = found
      kernel.wake(thread, from: waiters)
    }
    events = present & ~consumed
  }

  /// Waits for events up to the limit; those of the wanted that were there, 0 if the wish was not
  /// fulfilled.
  ///
  /// In interrupts only without waiting.
  public func wait(for wanted: UInt32, _ wish: EventWish, _ limit: Timeout) -> UInt32 {
    if wanted == 0 { return 0 }
    let key = Port.lock()
    if wish.contains(.reset) { events = 0 }
    let found = wish.match(wanted, in: events)
    if found != 0 || limit.isNone {
      if wish.contains(.consume) { events &= ~found }
      Port.unlock(key)
      return found
    }
    let thread = kernel.current
    thread.fields.transfer_size = wanted
    thread.fields.wish = wish.rawValue
    return block(in: waiters, limit, key) == .done ? thread.fields.transfer_size : 0
  }
}
