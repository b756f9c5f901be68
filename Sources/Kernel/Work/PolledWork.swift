// Work that is submitted when one of several events comes, or when the time is up.

import CBulkhead
import KernelCore

/// Polled work, by reference.
///
/// Safety: record and events are the application's and live until the handler runs.
@safe
public struct PolledWork {
  private let record: UnsafeMutablePointer<PolledWorkRecord>

  public init(_ record: UnsafeMutablePointer<PolledWorkRecord>) { unsafe self.record = record }

  @safe private var fields: PolledWorkRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  private var work: Work {
    // Safety: it is the record's first member.
    unsafe Work(UnsafeMutableRawPointer(record).assumingMemoryBound(to: WorkRecord.self))
  }

  private var poller: Poller {
    unsafe Poller(withUnsafeMutablePointer(to: &record.pointee.poller) { unsafe $0 })
  }

  private var entry: TimeoutEntry {
    unsafe TimeoutEntry(withUnsafeMutablePointer(to: &record.pointee.timeout) { unsafe $0 })
  }

  @unsafe
  public func prepare(_ handler: @convention(c) (UnsafeMutablePointer<WorkRecord>) -> Void) {
    unsafe record.initialize(to: PolledWorkRecord())
    unsafe work.prepare { work in unsafe runPolledWork(work) }
    unsafe fields.real_handler = handler
  }

  /// Takes it on: `busy` if another queue has it, `invalid` if it is submitted already.
  ///
  /// Any context.
  @unsafe
  public func submit(
    to queue: WorkQueue, _ events: UnsafeMutablePointer<PollEventRecord>, count: Int32,
    _ limit: Timeout, timedOutResult: Int32
  ) -> Outcome {
    let key = Port.lock()
    if let owner = unsafe fields.workq {
      if unsafe owner != queue.record {
        Port.unlock(key)
        return .busy
      }
      if !stopPolling() {
        Port.unlock(key)
        return .invalid
      }
    }
    unsafe fields.workq = queue.record
    fields.poll_result = timedOutResult
    unsafe poller.begin(events, count: count)
    // While it registers, an event that comes only ends the polling.
    unsafe poller.fields.trigger = { _, _ in }
    Port.unlock(key)
    poller.register(at: kernel.current.level, justLooking: limit.isNone)
    let again = Port.lock()
    defer { Port.unlock(again) }
    if poller.fields.is_polling, !limit.isNone {
      let owner = Owner(rawValue: work.fields.owner)
      unsafe register(&record.pointee.registration, for: owner) { registration in
        _ = unsafe PolledWork(bulkhead_polled_work_of_registration(registration)).stopPolling()
      }
      unsafe poller.fields.trigger = { poller, _ in
        unsafe PolledWork(bulkhead_polled_work_of_poller(poller)).succeed()
      }
      if !limit.isForever { startTimeout(limit) }
      return .done
    }
    if poller.fields.is_polling { fail() } else { succeed() }
    return .done
  }

  private func startTimeout(_ limit: Timeout) {
    unsafe entry.fields.expired = { record in
      unsafe PolledWork(bulkhead_polled_work_of_timeout(record)).expire()
    }
    kernel.clock.add(entry, deadline: limit.deadline(now: kernel.clock.now))
  }

  /// The time is up.
  ///
  /// Interrupt context.
  private func expire() {
    let key = Port.lock()
    // An event may have come since, or a cancellation.
    if poller.fields.is_polling, !entry.isPending { fail() }
    Port.unlock(key)
  }

  /// An event has come, which ended the polling.
  private func succeed() {
    fields.poll_result = 0
    submit()
  }

  /// No event has come in time.
  private func fail() {
    poller.fields.is_polling = false
    submit()
  }

  private func submit() {
    kernel.clock.cancel(entry)
    unsafe bulkhead_unregister(&record.pointee.registration)
    guard let queue = unsafe fields.workq else { return }
    _ = unsafe work.submit(to: WorkQueue(queue))
  }

  /// Ends the polling without a submission; false if it does not poll.
  private func stopPolling() -> Bool {
    guard poller.fields.is_polling else { return false }
    poller.fields.is_polling = false
    kernel.clock.cancel(entry)
    unsafe bulkhead_unregister(&record.pointee.registration)
    poller.withdraw()
    unsafe fields.workq = nil
    return true
  }

  /// Ends the polling; false if it does not poll.
  ///
  /// Any context.
  public func cancel() -> Bool {
    let key = Port.lock()
    let didPoll = unsafe fields.workq != nil && stopPolling()
    Port.unlock(key)
    return didPoll
  }

  /// Runs in the queue's thread: lets go of the events and of the queue, then calls the handler.
  fileprivate func run() {
    poller.withdraw()
    unsafe fields.workq = nil
    unsafe fields.real_handler?(work.record)
  }
}

@unsafe
private func runPolledWork(_ work: UnsafeMutablePointer<WorkRecord>) {
  // Safety: only polled work has this handler, and the work is its first member.
  unsafe PolledWork(UnsafeMutableRawPointer(work).assumingMemoryBound(to: PolledWorkRecord.self))
    .run()
}
