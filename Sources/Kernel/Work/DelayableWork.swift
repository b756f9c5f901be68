// Work that is submitted after a delay.

import CBulkhead
import KernelCore

/// Delayable work, by reference.
///
/// Safety: the record is the application's and lives while it is busy.
@safe
public struct DelayableWork {
  private let record: UnsafeMutablePointer<DelayableWorkRecord>

  public init(_ record: UnsafeMutablePointer<DelayableWorkRecord>) { unsafe self.record = record }

  /// The delayable work whose timeout an entry is.
  private init(of entry: TimeoutEntry) {
    unsafe self.init(bulkhead_delayable_of(entry.record))
  }

  /// The work that is submitted.
  public var work: Work {
    // Safety: it is the record's first member.
    unsafe Work(UnsafeMutableRawPointer(record).assumingMemoryBound(to: WorkRecord.self))
  }

  private var entry: TimeoutEntry {
    unsafe TimeoutEntry(withUnsafeMutablePointer(to: &record.pointee.timeout) { unsafe $0 })
  }

  private var queue: WorkQueue? {
    get {
      guard let queue = unsafe record.pointee.queue else { return nil }
      return unsafe WorkQueue(queue)
    }
    nonmutating set { unsafe record.pointee.queue = newValue?.record }
  }

  @unsafe
  public func prepare(_ handler: @convention(c) (UnsafeMutablePointer<WorkRecord>) -> Void) {
    unsafe record.initialize(to: DelayableWorkRecord())
    unsafe work.prepare(handler)
    work.fields.flags = UInt16(K_WORK_DELAYABLE)
  }

  /// Submits after the delay, unless it is scheduled, queued or being cancelled.
  ///
  /// Any context.
  public func schedule(on queue: WorkQueue, _ delay: Timeout) -> Submission {
    if Owner.mayBeCaller { work.becomeCallers() }
    let key = Port.lock()
    let isFree = work.state.intersection(.busy).subtracting(.running).isEmpty
    let submission = isFree ? begin(on: queue, delay) : .wasQueued
    Port.unlock(key)
    return submission
  }

  /// The same, but drops a delay that runs.
  ///
  /// Any context.
  public func reschedule(on queue: WorkQueue, _ delay: Timeout) -> Submission {
    if Owner.mayBeCaller { work.becomeCallers() }
    let key = Port.lock()
    _ = unschedule()
    let submission = begin(on: queue, delay)
    Port.unlock(key)
    return submission
  }

  private func begin(on queue: WorkQueue, _ delay: Timeout) -> Submission {
    if delay.isNone { return work.submit(to: queue) }
    work.state.insert(.delayed)
    self.queue = queue
    if !delay.isForever {
      unsafe entry.fields.expired = { record in
        unsafe DelayableWork(of: TimeoutEntry(record)).expire()
      }
      entry.kind = .delayedWork
      kernel.clock.add(entry, deadline: delay.deadline(now: kernel.clock.now))
    }
    return .queued
  }

  /// The time has come.
  ///
  /// Interrupt context.
  private func expire() {
    let key = Port.lock()
    // A more urgent handler may have cancelled it, or begun another delay, since its time came.
    if work.state.contains(.delayed), !entry.isPending {
      work.state.remove(.delayed)
      _ = work.submit(to: queue)
    }
    Port.unlock(key)
  }

  /// Ends the delay of a work of the owner's, if there is one; its address.
  static func takeBack(_ owner: UInt16) -> UInt? {
    let entry = kernel.clock.first { entry in
      entry.kind == .delayedWork && DelayableWork(of: entry).work.fields.owner == owner
    }
    guard let entry else { return nil }
    let delayed = DelayableWork(of: entry)
    _ = delayed.unschedule()
    return unsafe UInt(bitPattern: delayed.record)
  }

  /// Ends a delay; false if there was none.
  private func unschedule() -> Bool {
    guard work.state.contains(.delayed) else { return false }
    work.state.remove(.delayed)
    kernel.clock.cancel(entry)
    return true
  }

  /// Cancels it; the bits that remain.
  ///
  /// Any context.
  public func cancel() -> UInt32 {
    let key = Port.lock()
    _ = unschedule()
    let bits = work.beginCancelling()
    Port.unlock(key)
    return bits
  }

  /// Cancels it and waits for the end of what runs; whether it was busy.
  ///
  /// Thread.
  public func cancelAndWait() -> Bool {
    let key = Port.lock()
    guard !work.state.isDisjoint(with: .busy) else {
      Port.unlock(key)
      return false
    }
    _ = unschedule()
    work.beginCancelling()
    work.waitForCancellation(key)
    return true
  }

  /// Submits it now if it is scheduled, and waits for the end of its last submission.
  ///
  /// Thread.
  @unsafe
  public func flush(_ sync: UnsafeMutablePointer<WorkSyncRecord>) -> Bool {
    let key = Port.lock()
    if unschedule() { _ = work.submit(to: queue) }
    return unsafe work.flush(sync, key)
  }

  /// The tick at which it is submitted; nil if it is not scheduled.
  ///
  /// Any context.
  public var expiry: UInt64? {
    let key = Port.lock()
    let expiry = entry.isPending ? entry.fields.deadline : nil
    Port.unlock(key)
    return expiry
  }
}
