// Timers.

import CBulkhead
import Kernel
import KernelCore

/// Something that happens after a time, and perhaps again and again.
///
/// Belongs in a global or static `let`: the kernel knows a running timer by its address, so one
/// that lies on a stack refuses to start. Its next time is reckoned from the one before, so
/// lateness does not add up.
@safe
public struct Timer: ~Copyable, @unchecked Sendable {
  private let record: StoppedCell<TimerRecord>

  @inline(__always)
  public init() { unsafe record = StoppedCell(cell: Cell(TimerRecord())) }

  /// Safety: the record lies in this object, which outlives its run; see `requireStatic`.
  @inline(__always)
  private var kernel: Kernel.Timer { unsafe Kernel.Timer(record.cell.address) }

  /// Starts, or starts over: expires after `first`, then every `period` if there is one.
  ///
  /// Durations are rounded up to ticks. Thread or boot.
  public func start(after first: Duration, every period: Duration? = nil) {
    unsafe start(first, period, nil, nil)
  }

  /// The same, and calls `handler` at each expiry: in interrupt context, so it never waits.
  ///
  /// A literal closure without captures, or a function's name.
  public func start(
    after first: Duration, every period: Duration? = nil,
    _ handler: @escaping @convention(c) () -> Void
  ) {
    unsafe start(
      first, period, unsafeBitCast(handler, to: UnsafeMutableRawPointer.self),
      { timer in unsafe unpack(timer.pointee.user_data)() })
  }

  @unsafe
  private func start(
    _ first: Duration, _ period: Duration?, _ handler: UnsafeMutableRawPointer?,
    _ expiry: (@convention(c) (UnsafeMutablePointer<TimerRecord>) -> Void)?
  ) {
    unsafe requireStatic(record.cell.address, "a timer must be a global or static let")
    kernel.stop()
    unsafe kernel.prepare(expiry: expiry, stop: nil)
    unsafe record.cell.address.pointee.user_data = handler
    kernel.start(Timeout(first), period: Int64(truncatingIfNeeded: period?.ticks ?? 0))
  }

  /// Stops; whoever waits goes on.
  ///
  /// Any context.
  public func stop() { kernel.stop() }

  /// Waits for the next expiry, or takes those that nobody has waited for yet; how many they are.
  ///
  /// 0 if the timer does not run, or was stopped meanwhile. Thread.
  public func wait() -> UInt32 { kernel.waitForStatus() }

  /// The time until the next expiry, to the tick; nil if the timer does not run.
  ///
  /// Any context.
  public var remaining: Duration? { Duration(until: kernel.expiry) }

  /// The expiries since the last call of this or of `wait`.
  ///
  /// Any context.
  public func takeExpiries() -> UInt32 { kernel.takeStatus() }
}

/// A timer's record, which stops when it goes; as generic as OwnedCell and for the same reason.
@frozen @usableFromInline
@safe
struct StoppedCell<Record>: ~Copyable {
  @usableFromInline let cell: Cell<Record>

  @inline(__always)
  init(cell: consuming Cell<Record>) { self.cell = cell }

  /// Safety: made for TimerRecord alone.
  @usableFromInline
  func stop() {
    unsafe Kernel.Timer(
      UnsafeMutableRawPointer(cell.address).assumingMemoryBound(to: TimerRecord.self)
    ).stop()
  }

  @inlinable
  deinit { stop() }
}

/// Refuses an object on the caller's stack, which would be gone while the kernel still uses it.
@unsafe @inline(__always)
func requireStatic(_ address: UnsafeMutableRawPointer, _ breach: StaticString) {
  let thread = unsafe currentThread.pointer
  guard let stack = unsafe thread.pointee.stack else { return }
  let offset = UInt(bitPattern: address) &- UInt(bitPattern: stack)
  if unsafe offset < UInt(thread.pointee.stack_size) { refuse(breach) }
}
