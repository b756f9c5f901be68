// Timers, whose records are the build's.

import CBulkhead

/// Something that happens after a time, and perhaps again and again.
///
/// A global or static `let`, or an element of an `InlineArray` that is one: the build finds it in the
/// compiled code and gives it a record that only the kernel reaches; elsewhere it refuses to start.
/// Its next time is reckoned from the one before, so lateness does not add up.
@safe
public struct Timer: ~Copyable, @unchecked Sendable {
  private let place: RoomLike<bulkhead_swift_handle>

  @inline(__always)
  public init() { place = RoomLike() }

  /// Starts, or starts over: expires after `first`, then every `period` if there is one.
  ///
  /// Durations are rounded up to ticks. A handler that it had stays, if the caller has no privileges.
  /// Thread or boot.
  public func start(after first: Duration, every period: Duration? = nil) {
    start(first, period, nil)
  }

  /// The same, and calls `handler` at each expiry: in interrupt context, with privileges, so it never
  /// waits.
  ///
  /// A literal closure without captures, or a function's name. Only who has privileges says what is
  /// called with them.
  public func start(
    after first: Duration, every period: Duration? = nil,
    _ handler: @escaping @convention(c) () -> Void
  ) { start(first, period, handler) }

  private func start(
    _ first: Duration, _ period: Duration?, _ handler: (@convention(c) () -> Void)?
  ) {
    let period = Timeout(encoded: period?.limit ?? 0)
    switch unsafe bulkhead_start_swift_timer(
      handle, Timeout(first).record, period.record, handler)
    {
    case 0: return
    case -BULKHEAD_EPERM: refuse("a thread without privileges says what an interrupt calls")
    default: refuse("a timer must be a global or static let, or in an InlineArray that is")
    }
  }

  /// Stops; whoever waits goes on.
  ///
  /// Any context.
  public func stop() {
    if let kernel = unsafe kernel { unsafe k_timer_stop(kernel) }
  }

  /// Waits for the next expiry, or takes those that nobody has waited for yet; how many they are.
  ///
  /// 0 if the timer does not run, or was stopped meanwhile. Thread.
  public func wait() -> UInt32 {
    guard let kernel = unsafe kernel else { return 0 }
    return unsafe k_timer_status_sync(kernel)
  }

  /// The time until the next expiry, to the tick; nil if the timer does not run.
  ///
  /// Any context.
  public var remaining: Duration? {
    guard let kernel = unsafe kernel else { return nil }
    let ticks = unsafe k_timer_remaining_ticks(kernel)
    return ticks == 0 ? nil : Duration(ticks: UInt64(bitPattern: ticks))
  }

  /// The expiries since the last call of this or of `wait`.
  ///
  /// Any context.
  public func takeExpiries() -> UInt32 {
    guard let kernel = unsafe kernel else { return 0 }
    return unsafe k_timer_status_get(kernel)
  }

  @unsafe @inline(__always)
  private var handle: UnsafeMutablePointer<bulkhead_swift_handle> {
    unsafe place.address.assumingMemoryBound(to: bulkhead_swift_handle.self)
  }

  @unsafe
  private var kernel: UnsafeMutablePointer<TimerRecord>? {
    unsafe bulkhead_swift_timer_of(handle)
  }
}
