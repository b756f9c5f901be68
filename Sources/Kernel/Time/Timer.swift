// Timers: a timeout that may come again and again, a count of how often it came, and somebody to
// tell. The next expiry is reckoned from the one before, so lateness does not add up.

import CBulkhead
import KernelCore

/// A timer, by reference.
///
/// Safety: the record is the application's and lives while it runs.
@safe
public struct Timer {
  private let record: UnsafeMutablePointer<TimerRecord>

  public init(_ record: UnsafeMutablePointer<TimerRecord>) { unsafe self.record = record }

  @safe private var fields: TimerRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  private var entry: TimeoutEntry {
    // Safety: the timeout is the record's first member.
    unsafe TimeoutEntry(UnsafeMutableRawPointer(record).assumingMemoryBound(to: TimeoutRecord.self))
  }

  /// The timer whose timeout an entry is.
  fileprivate init(of entry: TimeoutEntry) {
    unsafe record = UnsafeMutableRawPointer(entry.record).assumingMemoryBound(to: TimerRecord.self)
  }

  @unsafe
  public func prepare(
    expiry: (@convention(c) (UnsafeMutablePointer<TimerRecord>) -> Void)?,
    stop: (@convention(c) (UnsafeMutablePointer<TimerRecord>) -> Void)?
  ) {
    unsafe record.initialize(to: TimerRecord())
    unsafe fields.expiry_fn = expiry
    unsafe fields.stop_fn = stop
    if Owner.mayBeCaller { becomeCallers() }
  }

  /// It is the init entry's that first prepares or starts it.
  @inline(never)
  private func becomeCallers() {
    guard entry.fields.owner == Owner.nobody.rawValue else { return }
    entry.kind = .timer
    entry.fields.owner = Owner.caller().rawValue
    belongings.timers = takeBackTimer
  }

  /// Expires after `duration`, then every `period` ticks if that is positive.
  ///
  /// Any context.
  public func start(_ duration: Timeout, period: Int64) {
    if duration.isForever { return }
    if Owner.mayBeCaller { becomeCallers() }
    let key = Port.lock()
    kernel.clock.cancel(entry)
    fields.period = period
    fields.status = 0
    fields.is_running = true
    unsafe entry.fields.expired = { record in unsafe Timer(of: TimeoutEntry(record)).expire() }
    kernel.clock.add(entry, deadline: duration.deadline(now: kernel.clock.now))
    Port.unlock(key)
  }

  /// The time has come.
  ///
  /// Interrupt context.
  private func expire() {
    let key = Port.lock()
    // A more urgent handler may have stopped it, or started it over, since its time came.
    guard fields.is_running, !entry.isPending else {
      Port.unlock(key)
      return
    }
    if fields.period > 0 {
      // While timeouts are served it is exactly the time of this one.
      kernel.clock.add(entry, deadline: kernel.clock.now &+ UInt64(fields.period))
    } else {
      fields.is_running = false
    }
    fields.status &+= 1
    if let expiry = unsafe fields.expiry_fn {
      Port.unlock(key)
      unsafe expiry(record)
      _ = Port.lock()
    }
    _ = kernel.wakeFirst(of: waiters)
    Port.unlock(key)
  }

  /// Stops it, tells its stop function, wakes one waiter; no effect if it does not run.
  ///
  /// Any context.
  public func stop() {
    let key = Port.lock()
    guard fields.is_running else {
      Port.unlock(key)
      return
    }
    kernel.clock.cancel(entry)
    fields.is_running = false
    if let stopped = unsafe fields.stop_fn {
      Port.unlock(key)
      unsafe stopped(record)
      _ = Port.lock()
    }
    _ = kernel.wakeFirst(of: waiters)
    Port.unlock(key)
  }

  /// Stops it without a word to anybody but those who wait.
  ///
  /// Interrupts are masked.
  fileprivate func takeBack() {
    kernel.clock.cancel(entry)
    fields.is_running = false
    _ = kernel.wakeAll(of: waiters, with: .done)
  }

  /// How often it expired since this was last asked.
  ///
  /// Any context.
  public func takeStatus() -> UInt32 {
    let key = Port.lock()
    let status = fields.status
    fields.status = 0
    Port.unlock(key)
    return status
  }

  /// The same; if it has not, waits until it does or is stopped.
  ///
  /// Thread.
  public func waitForStatus() -> UInt32 {
    let key = Port.lock()
    if fields.status == 0, fields.is_running {
      _ = block(in: waiters, .forever, key)
    } else {
      Port.unlock(key)
    }
    return takeStatus()
  }

  /// The tick of its next expiry; nil if it does not run.
  ///
  /// Any context.
  public var expiry: UInt64? {
    let key = Port.lock()
    let expiry = entry.isPending ? entry.fields.deadline : nil
    Port.unlock(key)
    return expiry
  }
}

/// A timer of the owner's that runs.
private func takeBackTimer(_ owner: UInt16) -> UInt {
  let key = Port.mask()
  defer { Port.unmask(key) }
  let entry = kernel.clock.first { $0.kind == .timer && $0.fields.owner == owner }
  guard let entry else { return Belongings.nothing }
  Timer(of: entry).takeBack()
  return unsafe UInt(bitPattern: entry.record)
}
