// Waiting for whichever of several objects is ready first.

import CBulkhead
import Kernel
import KernelCore

/// What `waitForAny` can wait for: the kernel's semaphores, message queues, queues, pipes, signals.
///
/// An application's own type may have one of these in it and give its `readiness`.
public protocol Pollable: ~Copyable {
  /// How the kernel sees whether it is ready.
  ///
  /// Any context.
  var readiness: Readiness { get }
}

/// An object to be waited for; valid while the object is.
@safe
public struct Readiness {
  fileprivate let kind: UInt32
  fileprivate let object: UnsafeMutableRawPointer

  /// Safety: `kind` says what the object is.
  @unsafe
  init(_ kind: UInt32, _ object: UnsafeMutableRawPointer) {
    self.kind = kind
    unsafe self.object = object
  }
}

/// A flag with a number that somebody raises and others wait for.
///
/// Belongs in a global or static `let`. It stays raised until `reset`.
@safe
public struct Signal: ~Copyable, @unchecked Sendable, Pollable {
  private let record: Cell<PollSignalRecord>

  /// Not raised.
  @inline(__always)
  public init() { unsafe record = Cell(PollSignalRecord()) }

  /// Safety: the record lies in this object, which is borrowed while the reference is used.
  private var kernel: PollSignal { unsafe PollSignal(record.address) }

  /// It is raised.
  public var readiness: Readiness { unsafe Readiness(K_POLL_TYPE_SIGNAL, record.address) }

  /// Raises it, with a number for whoever waits.
  ///
  /// Any context.
  public func raise(_ value: Int32 = 0) { kernel.raise(value) }

  /// Lowers it.
  ///
  /// Any context.
  public func reset() { kernel.reset() }

  /// The number it was raised with last; nil if it is not raised.
  ///
  /// Any context.
  public var value: Int32? {
    let (isRaised, value) = kernel.value
    return isRaised ? value : nil
  }
}

/// Waits until one of the objects is ready; says which are.
///
/// Nothing is taken from them: `if ready.0 { … first.takeIfAvailable() … }`. Somebody else may be
/// quicker. Thread.
public func waitForAny<First: Pollable & ~Copyable, Second: Pollable & ~Copyable>(
  _ first: borrowing First, _ second: borrowing Second
) -> (Bool, Bool) {
  var watch = Watch(first.readiness, second.readiness)
  watch.wait()
  return (watch[0], watch[1])
}

/// The same, of three objects.
public func waitForAny<
  First: Pollable & ~Copyable, Second: Pollable & ~Copyable, Third: Pollable & ~Copyable
>(
  _ first: borrowing First, _ second: borrowing Second, _ third: borrowing Third
) -> (Bool, Bool, Bool) {
  var watch = Watch(first.readiness, second.readiness, third.readiness)
  watch.wait()
  return (watch[0], watch[1], watch[2])
}

/// Waits until one of the objects is ready, at most that long; says which are.
///
/// Thread. Throws `timedOut`.
public func waitForAny<First: Pollable & ~Copyable, Second: Pollable & ~Copyable>(
  _ first: borrowing First, _ second: borrowing Second, within duration: Duration
) throws(WaitError) -> (Bool, Bool) {
  var watch = Watch(first.readiness, second.readiness)
  try check(watch.wait(Timeout(duration)))
  return (watch[0], watch[1])
}

/// The same, of three objects.
public func waitForAny<
  First: Pollable & ~Copyable, Second: Pollable & ~Copyable, Third: Pollable & ~Copyable
>(
  _ first: borrowing First, _ second: borrowing Second, _ third: borrowing Third,
  within duration: Duration
) throws(WaitError) -> (Bool, Bool, Bool) {
  var watch = Watch(first.readiness, second.readiness, third.readiness)
  try check(watch.wait(Timeout(duration)))
  return (watch[0], watch[1], watch[2])
}

extension Signal {
  /// Waits until it is raised; the number it was raised with.
  ///
  /// Thread.
  public func wait() -> Int32 {
    var watch = Watch(readiness)
    watch.wait()
    return kernel.value.result
  }

  /// Waits until it is raised, at most that long; the number it was raised with.
  ///
  /// Thread. Throws `timedOut`.
  public func wait(within duration: Duration) throws(WaitError) -> Int32 {
    var watch = Watch(readiness)
    try check(watch.wait(Timeout(duration)))
    return kernel.value.result
  }
}

/// The events of one wait, on the stack of the thread that waits.
@safe
private struct Watch: ~Copyable {
  private var events = unsafe InlineArray<3, PollEventRecord>(repeating: PollEventRecord())
  private let count: Int32

  init(_ first: Readiness, _ second: Readiness? = nil, _ third: Readiness? = nil) {
    count = third != nil ? 3 : second != nil ? 2 : 1
    set(0, first)
    if let second { set(1, second) }
    if let third { set(2, third) }
  }

  private mutating func set(_ index: Int, _ readiness: Readiness) {
    unsafe k_poll_event_init(
      &events[index], readiness.kind, Int32(K_POLL_MODE_NOTIFY_ONLY.rawValue), readiness.object)
  }

  mutating func wait() {
    while wait(.forever) != .done {}
  }

  mutating func wait(_ limit: Timeout) -> Outcome {
    let count = count
    // Safety: the events stay here until the wait has ended, and so do the objects, borrowed.
    var span = unsafe events.mutableSpan
    return unsafe span.withUnsafeMutableBufferPointer { events in
      unsafe poll(events.baseAddress, count: count, limit)
    }
  }

  subscript(index: Int) -> Bool { unsafe events[index].state != K_POLL_STATE_NOT_READY }
}
