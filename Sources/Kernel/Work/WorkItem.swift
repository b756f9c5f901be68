// Work, by reference: a function to be called, and where it stands. What queues do with it is in
// WorkQueue.swift.

import CBulkhead
import KernelCore

/// Where work stands; the first five are K_WORK_*.
struct WorkState: OptionSet, Sendable {
  let rawValue: UInt16
  static let running = WorkState(rawValue: 1)
  static let cancelling = WorkState(rawValue: 2)
  static let queued = WorkState(rawValue: 4)
  static let delayed = WorkState(rawValue: 8)
  static let flushing = WorkState(rawValue: 16)
  /// What makes work busy.
  static let busy = WorkState(rawValue: 31)
}

/// A reference to work.
///
/// Safety: the record is the application's and lives while it is busy; accesses happen with
/// interrupts masked.
@safe
public struct Work: RingNode {
  let record: UnsafeMutablePointer<WorkRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<WorkRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe var fields: WorkRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  public static func == (one: Work, other: Work) -> Bool { unsafe one.record == other.record }

  @inline(__always)
  static func optional(_ record: UnsafeMutablePointer<WorkRecord>?) -> Work? {
    guard let record = unsafe record else { return nil }
    return unsafe Work(record)
  }

  public var next: Work {
    // Safety: asked only of work in a ring, whose links are set.
    get { unsafe Work(fields.next.unsafelyUnwrapped) }
    nonmutating set { unsafe fields.next = newValue.record }
  }
  public var previous: Work {
    get { unsafe Work(fields.previous.unsafelyUnwrapped) }
    nonmutating set { unsafe fields.previous = newValue.record }
  }

  @inline(__always)
  var state: WorkState {
    get { WorkState(rawValue: fields.flags) }
    nonmutating set { fields.flags = newValue.rawValue }
  }

  /// The queue it was submitted to last.
  @inline(__always)
  var queue: WorkQueue? {
    get {
      guard let queue = unsafe fields.queue else { return nil }
      return unsafe WorkQueue(queue)
    }
    nonmutating set { unsafe fields.queue = newValue?.record }
  }

  /// Idle work.
  @unsafe
  public func prepare(_ handler: @convention(c) (UnsafeMutablePointer<WorkRecord>) -> Void) {
    unsafe record.initialize(to: WorkRecord())
    unsafe fields.handler = handler
    if Owner.mayBeCaller { becomeCallers() }
  }

  /// It is the init entry's that first prepares or submits it.
  @inline(never)
  func becomeCallers() {
    guard fields.owner == Owner.nobody.rawValue else { return }
    fields.owner = Owner.caller().rawValue
    belongings.work = takeBackWork
  }

  /// K_WORK_* bits; 0 when idle.
  ///
  /// Any context.
  public var busyBits: UInt32 {
    let key = Port.lock()
    let bits = state.intersection(.busy).rawValue
    Port.unlock(key)
    return UInt32(bits)
  }
}

/// What a submission came to; the raw values of success are the C API's.
public enum Submission: Int32, Sendable {
  /// It stood in a queue already.
  case wasQueued = 0
  case queued = 1
  /// It runs, and was queued again where it runs.
  case queuedAgain = 2
  /// It is being cancelled, or the queue takes no work now.
  case refused = -1
  /// There is no queue to submit to.
  case noQueue = -2
  case notStarted = -3
}

extension Work {
  /// Submits to a queue, or without one to the queue it was submitted to last.
  ///
  /// Interrupts are masked.
  @inline(__always)
  func submit(to wanted: WorkQueue?) -> Submission {
    let state = self.state
    if state.contains(.cancelling) { return .refused }
    if state.contains(.queued) { return .wasQueued }
    let isRunning = state.contains(.running)
    // Where it runs nobody runs it a second time meanwhile.
    guard let target = isRunning ? queue : (wanted ?? queue) else { return .noQueue }
    if let refusal = target.refusal { return refusal }
    self.state = state.union(.queued)
    queue = target
    target.append(self)
    return isRunning ? .queuedAgain : .queued
  }

  /// Takes it out of its queue; if it still is busy then, it is being cancelled from now on.
  ///
  /// Returns the bits that remain. Interrupts are masked.
  @discardableResult
  func beginCancelling() -> UInt32 {
    if !state.contains(.cancelling), state.contains(.queued) {
      queue?.remove(self)
      state.remove(.queued)
    }
    if !state.isDisjoint(with: .busy) { state.insert(.cancelling) }
    return UInt32(state.intersection(.busy).rawValue)
  }

  /// Cancels it; the bits that remain.
  ///
  /// Any context.
  public func cancel() -> UInt32 {
    let key = Port.lock()
    let bits = beginCancelling()
    Port.unlock(key)
    return bits
  }

  /// Cancels it and waits for the end of what runs; whether it was busy.
  ///
  /// Thread.
  public func cancelAndWait() -> Bool {
    let key = Port.lock()
    guard !state.isDisjoint(with: .busy) else {
      Port.unlock(key)
      return false
    }
    beginCancelling()
    waitForCancellation(key)
    return true
  }

  /// Waits until it is not being cancelled any more.
  func waitForCancellation(_ key: Port.Key) {
    guard state.contains(.cancelling), let queue else {
      Port.unlock(key)
      return
    }
    unsafe kernel.current.fields.transfer = UnsafeMutableRawPointer(record)
    _ = block(in: queue.cancellers, .forever, key)
  }

  /// Waits for the end of its last submission; whether there was one.
  ///
  /// Thread.
  @unsafe
  public func flush(_ sync: UnsafeMutablePointer<WorkSyncRecord>) -> Bool {
    unsafe flush(sync, Port.lock())
  }

  /// The same; the caller has masked interrupts with `key`.
  @unsafe
  func flush(_ sync: UnsafeMutablePointer<WorkSyncRecord>, _ key: Port.Key) -> Bool {
    requireThread(.waitInInterrupt)
    guard !state.isDisjoint(with: .queued.union(.running)), let queue else {
      Port.unlock(key)
      return false
    }
    unsafe sync.initialize(to: WorkSyncRecord())
    // Safety: the marker is the record's first member.
    let marker = unsafe Work(UnsafeMutableRawPointer(sync).assumingMemoryBound(to: WorkRecord.self))
    unsafe marker.prepare { _ in }
    marker.state = .flushing.union(.queued)
    queue.insert(marker, after: state.contains(.queued) ? self : nil)
    let waiters = unsafe Waiters(withUnsafeMutablePointer(to: &sync.pointee.waiters) { unsafe $0 })
    _ = block(in: waiters, .forever, key)
    return true
  }
}
