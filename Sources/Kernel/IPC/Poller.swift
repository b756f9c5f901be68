// Somebody who polls: registers events with their objects, and takes them back. Threads do so here,
// work does so in Work/PolledWork.swift.

import CBulkhead
import KernelCore

extension PollEvent {
  /// What the event watches for; K_POLL_TYPE_*.
  private enum Kind {
    static let signal: UInt8 = 1
    static let semaphore: UInt8 = 2
    static let queue: UInt8 = 4
    static let messageQueue: UInt8 = 8
    static let pipe: UInt8 = 16
  }

  /// The object's list of pollers; nil if the event watches nothing.
  private var pollers: Pollers? {
    // Safety: the event's type says what its object is, by k_poll_event_init's contract.
    guard let object = unsafe fields.obj else { return nil }
    switch fields.type {
    case Kind.signal:
      let signal = unsafe object.assumingMemoryBound(to: PollSignalRecord.self)
      return unsafe Pollers(withUnsafeMutablePointer(to: &signal.pointee.poll) { unsafe $0 })
    case Kind.semaphore:
      let semaphore = unsafe object.assumingMemoryBound(to: SemaphoreRecord.self)
      return unsafe Pollers(withUnsafeMutablePointer(to: &semaphore.pointee.poll) { unsafe $0 })
    case Kind.queue:
      let queue = unsafe object.assumingMemoryBound(to: QueueRecord.self)
      return unsafe Pollers(withUnsafeMutablePointer(to: &queue.pointee.poll) { unsafe $0 })
    case Kind.messageQueue:
      let queue = unsafe object.assumingMemoryBound(to: MessageQueueRecord.self)
      return unsafe Pollers(withUnsafeMutablePointer(to: &queue.pointee.poll) { unsafe $0 })
    case Kind.pipe:
      let pipe = unsafe object.assumingMemoryBound(to: PipeRecord.self)
      return unsafe Pollers(withUnsafeMutablePointer(to: &pipe.pointee.poll) { unsafe $0 })
    default: return nil
    }
  }

  /// What of the object's state the event watches for; empty if it is not there.
  private var present: PollState {
    guard let object = unsafe fields.obj else { return PollState() }
    switch fields.type {
    case Kind.signal:
      let signal = unsafe object.assumingMemoryBound(to: PollSignalRecord.self)
      return unsafe signal.pointee.signaled != 0 ? .signaled : PollState()
    case Kind.semaphore:
      let semaphore = unsafe object.assumingMemoryBound(to: SemaphoreRecord.self)
      return unsafe semaphore.pointee.count != 0 ? .semaphoreAvailable : PollState()
    case Kind.queue:
      let queue = unsafe object.assumingMemoryBound(to: QueueRecord.self)
      return unsafe queue.pointee.first != nil ? .dataAvailable : PollState()
    case Kind.messageQueue:
      let queue = unsafe object.assumingMemoryBound(to: MessageQueueRecord.self)
      return unsafe queue.pointee.used_msgs != 0 ? .messageAvailable : PollState()
    case Kind.pipe:
      let pipe = unsafe object.assumingMemoryBound(to: PipeRecord.self)
      return unsafe pipe.pointee.bytes_used != 0 ? .pipeDataAvailable : PollState()
    default: return PollState()
    }
  }

  /// Marks the event if its object is ready; true if it was.
  fileprivate func check() -> Bool {
    let present = present
    state.formUnion(present)
    return !present.isEmpty
  }

  fileprivate func register(for poller: Poller, at level: UInt8) {
    guard let pollers else { return }
    fields.level = level
    unsafe fields.poller = poller.record
    pollers.insert(self)
  }

  fileprivate func withdraw(from poller: Poller) {
    guard unsafe fields.poller == poller.record else { return }
    unsafe fields.poller = nil
    pollers?.remove(self)
  }
}

/// A poller's record, by reference.
///
/// Safety: it lives while it polls; its events do too.
@safe
struct Poller {
  let record: UnsafeMutablePointer<PollerRecord>

  init(_ record: UnsafeMutablePointer<PollerRecord>) { unsafe self.record = record }

  @safe var fields: PollerRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  /// Takes on events and begins to poll.
  @unsafe
  func begin(_ events: UnsafeMutablePointer<PollEventRecord>?, count: Int32) {
    unsafe fields.events = events
    fields.event_count = UInt32(max(count, 0))
    fields.is_polling = true
  }

  /// Marks all events that are ready, and registers events as long as none is.
  ///
  /// Interrupts are masked for one event at a time.
  func register(at level: UInt8, justLooking: Bool) {
    for index in 0..<Int(fields.event_count) {
      // Safety: there are event_count events.
      let event = unsafe PollEvent(fields.events.unsafelyUnwrapped + index)
      let key = Port.lock()
      if event.check() {
        fields.is_polling = false
      } else if !justLooking, fields.is_polling {
        event.register(for: self, at: level)
      }
      Port.unlock(key)
    }
  }

  /// Takes all events back, also in a section.
  ///
  /// Interrupts are masked for one event at a time.
  func withdraw() {
    for index in 0..<Int(fields.event_count) {
      let key = Port.mask()
      unsafe PollEvent(fields.events.unsafelyUnwrapped + index).withdraw(from: self)
      Port.unmask(key)
    }
  }
}

/// Waits until one of the events is ready, or until the limit.
///
/// Thread.
@unsafe
public func poll(
  _ events: UnsafeMutablePointer<PollEventRecord>?, count: Int32, _ limit: Timeout
) -> Outcome {
  var record = unsafe PollerRecord()
  return unsafe withUnsafeMutablePointer(to: &record) { pointer in
    unsafe Poller(pointer).poll(events, count: count, limit)
  }
}

extension Poller {
  @unsafe
  fileprivate func poll(
    _ events: UnsafeMutablePointer<PollEventRecord>?, count: Int32, _ limit: Timeout
  ) -> Outcome {
    requireThread(.waitInInterrupt)
    unsafe begin(events, count: count)
    unsafe fields.trigger = { poller, state in unsafe wakePoller(poller, state) }
    let thread = kernel.current
    // If the thread is aborted its events must not stay behind.
    unsafe thread.fields.transfer = UnsafeMutableRawPointer(record)
    unsafe thread.fields.on_abort = { thread in unsafe withdrawEvents(of: thread) }
    register(at: thread.level, justLooking: limit.isNone)
    let key = Port.lock()
    var outcome = Outcome.done
    if fields.is_polling {
      outcome = block(in: waiters, limit, key)
    } else {
      Port.unlock(key)
    }
    withdraw()
    unsafe thread.fields.on_abort = nil
    return outcome
  }
}

/// An event of a thread that polls has come; it waits, or is about to.
@unsafe
private func wakePoller(_ poller: UnsafeMutablePointer<PollerRecord>, _ state: UInt32) {
  let isCancelled = state == UInt32(PollState.cancelled.rawValue)
  _ = unsafe kernel.wakeFirst(of: Poller(poller).waiters, with: isCancelled ? .cancelled : .done)
}

@unsafe
private func withdrawEvents(of thread: UnsafeMutablePointer<ThreadRecord>) {
  // Safety: set together with this function, to the poller on the thread's stack.
  guard let poller = unsafe thread.pointee.transfer else { return }
  unsafe Poller(poller.assumingMemoryBound(to: PollerRecord.self)).withdraw()
}

/// A signal that pollers wait for, by reference.
///
/// Safety: the record is the application's and lives while it is used.
@safe
public struct PollSignal {
  private let record: UnsafeMutablePointer<PollSignalRecord>

  public init(_ record: UnsafeMutablePointer<PollSignalRecord>) { unsafe self.record = record }

  public func prepare() { unsafe record.initialize(to: PollSignalRecord()) }

  /// Raises it, with a number for whoever waits.
  ///
  /// Any context.
  public func raise(_ result: Int32) {
    let key = Port.lock()
    unsafe record.pointee.result = result
    unsafe record.pointee.signaled = 1
    unsafe Pollers(withUnsafeMutablePointer(to: &record.pointee.poll) { unsafe $0 })
      .notify(.signaled)
    Port.unlock(key)
  }

  public func reset() { unsafe record.pointee.signaled = 0 }

  /// Whether it is raised, and the number it was last raised with.
  public var value: (isRaised: Bool, result: Int32) {
    let key = Port.lock()
    let value = unsafe (record.pointee.signaled != 0, record.pointee.result)
    Port.unlock(key)
    return value
  }
}
