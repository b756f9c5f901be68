// Work: functions that a queue's thread calls, one after the other; at once or after a delay.

import CBulkhead
import Kernel
import KernelCore

/// A thread that calls work as it comes, with a stack of `stackSize` bytes.
///
/// Belongs in a global or static `let`, as a `Thread` does. Work that names no queue goes to the
/// system's, which CONFIG_SYSTEM_WORKQUEUE_STACK_SIZE and _PRIORITY describe.
@safe
public struct WorkQueue<let stackSize: Int>: ~Copyable, @unchecked Sendable {
  // In this order in memory: the thread's name follows the record, and the stack is all the rest.
  private let record: Cell<WorkQueueRecord>
  private let stack: Room<UInt8, stackSize>
  private let room: RoomLike<bulkhead_stack_room>

  @inline(__always)
  public init() {
    precondition(stackSize > 0)
    unsafe record = Cell(WorkQueueRecord())
    stack = Room()
    room = RoomLike()
  }

  /// Safety: the record lies in this object, which is static; see `requireStatic`.
  @inline(__always)
  fileprivate var kernel: Kernel.WorkQueue { unsafe Kernel.WorkQueue(record.address) }

  /// Starts its thread.
  ///
  /// Thread. Starting it a second time is a fatal error.
  public func start(name: StaticString = "", priority: Priority) {
    unsafe requireStatic(record.address, "a work queue must be a global or static let")
    if unsafe record.address.pointee.thread_id != nil { refuse("a work queue is started twice") }
    let place = unsafe StackPlace(behind: record.address + 1, through: room.address)
    unsafe kernel.start(
      stack: place.start, stackSize: place.size, priority: priority.rawValue, neverYields: false,
      isEssential: false, name: name.cString)
  }

  /// Waits until all work is done; only what work itself submits is taken meanwhile.
  ///
  /// Thread, not the queue's own.
  public func drain() { _ = kernel.drain(plug: false) }
}

/// A function to be called by a work queue.
///
/// Belongs in a global or static `let`: `let blink = Work { … }`. The body is a literal closure
/// without captures, or a function's name. It runs in the queue's thread and may wait, but then all
/// work behind it waits as well.
@safe
public struct Work: ~Copyable, @unchecked Sendable {
  private let record: Cell<WorkImage<WorkRecord>>

  @inline(__always)
  public init(_ body: @escaping @convention(c) () -> Void) {
    unsafe record = Cell(WorkImage(record: WorkRecord(), body: body))
  }

  /// Safety: the kernel's record is the first member; it lies in this object, which is static.
  private var kernel: Kernel.Work {
    let work = unsafe UnsafeMutableRawPointer(record.address)
      .assumingMemoryBound(to: WorkRecord.self)
    if unsafe work.pointee.handler == nil {
      unsafe requireStatic(work, "work must be a global or static let")
      unsafe work.pointee.handler = { work in unsafe callBody(work, of: WorkRecord.self) }
    }
    return unsafe Kernel.Work(work)
  }

  /// Puts it behind the other work of the system's queue; false if it stands in a queue already or
  /// is being cancelled.
  ///
  /// Any context.
  @discardableResult
  public func submit() -> Bool {
    unsafe accept(kernel.submit(Kernel.WorkQueue(bulkhead_system_work_queue())))
  }

  /// The same, of another queue, which has been started.
  @discardableResult
  public func submit<let size: Int>(to queue: borrowing WorkQueue<size>) -> Bool {
    accept(kernel.submit(queue.kernel))
  }

  /// Whether it stands in a queue, or runs.
  ///
  /// Any context.
  public var isBusy: Bool { kernel.busyBits != 0 }

  /// Takes it out of its queue; false if it runs, and goes on doing so.
  ///
  /// Any context.
  @discardableResult
  public func cancel() -> Bool { kernel.cancel() == 0 }

  /// The same, and waits for its end if it runs.
  ///
  /// Thread, not the queue's.
  public func cancelAndWait() { _ = kernel.cancelAndWait() }

  /// Waits until its last submission is done.
  ///
  /// Thread, not the queue's.
  public func wait() {
    var sync = unsafe WorkSyncRecord()
    _ = unsafe kernel.flush(&sync)
  }
}

/// Work that is submitted after a delay.
///
/// Belongs in a global or static `let`; see `Work`.
@safe
public struct DelayedWork: ~Copyable, @unchecked Sendable {
  private let record: Cell<WorkImage<DelayableWorkRecord>>

  @inline(__always)
  public init(_ body: @escaping @convention(c) () -> Void) {
    unsafe record = Cell(WorkImage(record: DelayableWorkRecord(), body: body))
  }

  /// Safety: the kernel's record is the first member; it lies in this object, which is static.
  private var kernel: DelayableWork {
    let work = unsafe UnsafeMutableRawPointer(record.address)
      .assumingMemoryBound(to: DelayableWorkRecord.self)
    if unsafe work.pointee.work.handler == nil {
      unsafe requireStatic(work, "work must be a global or static let")
      unsafe DelayableWork(work).prepare { work in
        unsafe callBody(work, of: DelayableWorkRecord.self)
      }
    }
    return unsafe DelayableWork(work)
  }

  /// Submits it to the system's queue after the delay; false if it waits for its time, stands in a
  /// queue or is being cancelled.
  ///
  /// The delay is rounded up to ticks. Any context.
  @discardableResult
  public func schedule(after delay: Duration) -> Bool {
    let queue = unsafe Kernel.WorkQueue(bulkhead_system_work_queue())
    return accept(kernel.schedule(on: queue, Timeout(delay)))
  }

  /// The same, to another queue, which has been started.
  @discardableResult
  public func schedule<let size: Int>(
    after delay: Duration, on queue: borrowing WorkQueue<size>
  ) -> Bool {
    accept(kernel.schedule(on: queue.kernel, Timeout(delay)))
  }

  /// Submits it to the system's queue after the delay, which replaces one that runs.
  ///
  /// Any context.
  @discardableResult
  public func reschedule(after delay: Duration) -> Bool {
    let queue = unsafe Kernel.WorkQueue(bulkhead_system_work_queue())
    return accept(kernel.reschedule(on: queue, Timeout(delay)))
  }

  /// The same, to another queue, which has been started.
  @discardableResult
  public func reschedule<let size: Int>(
    after delay: Duration, on queue: borrowing WorkQueue<size>
  ) -> Bool {
    accept(kernel.reschedule(on: queue.kernel, Timeout(delay)))
  }

  /// The time until it is submitted, to the tick; nil if it does not wait for that.
  ///
  /// Any context.
  public var remaining: Duration? { Duration(until: kernel.expiry) }

  /// Whether it waits for its time, stands in a queue, or runs.
  ///
  /// Any context.
  public var isBusy: Bool { kernel.work.busyBits != 0 }

  /// Ends the delay, or takes it out of its queue; false if it runs, and goes on doing so.
  ///
  /// Any context.
  @discardableResult
  public func cancel() -> Bool { kernel.cancel() == 0 }

  /// The same, and waits for its end if it runs.
  ///
  /// Thread, not the queue's.
  public func cancelAndWait() { _ = kernel.cancelAndWait() }

  /// Submits it now if it waits for its time, and waits until it is done.
  ///
  /// Thread, not the queue's.
  public func wait() {
    var sync = unsafe WorkSyncRecord()
    _ = unsafe kernel.flush(&sync)
  }
}

/// A kernel's record of work, and what it calls.
@unsafe
struct WorkImage<Record> {
  var record: Record
  var body: @convention(c) () -> Void
}

/// Calls what belongs to work.
///
/// Safety: the record is a WorkImage's first member, all of which is the application's.
@unsafe @inline(__always)
private func callBody<Record>(_ work: UnsafeMutablePointer<WorkRecord>, of type: Record.Type) {
  unsafe UnsafeMutableRawPointer(work)
    .assumingMemoryBound(to: WorkImage<Record>.self).pointee.body()
}

private func accept(_ submission: Submission) -> Bool {
  switch submission {
  case .queued, .queuedAgain: true
  case .wasQueued, .refused: false
  case .noQueue, .notStarted: refuse("work is submitted to a queue that was not started")
  }
}
