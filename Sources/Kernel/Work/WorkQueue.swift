// A work queue: pending work in a ring, and a thread that calls it piece by piece.

import CBulkhead
import KernelCore

/// What a queue is up to.
struct WorkQueueState: OptionSet, Sendable {
  let rawValue: UInt16
  static let started = WorkQueueState(rawValue: 1)
  /// Its thread calls a handler.
  static let busy = WorkQueueState(rawValue: 2)
  /// It takes work from its own handlers only, until it is empty.
  static let draining = WorkQueueState(rawValue: 4)
  /// It takes no work.
  static let plugged = WorkQueueState(rawValue: 8)
  static let stopping = WorkQueueState(rawValue: 16)
  /// Equals need not run between two pieces of work.
  static let neverYields = WorkQueueState(rawValue: 32)
}

/// A work queue, by reference.
///
/// Safety: the record is the application's and lives while its thread does. All of it but the
/// thread, whose record may be longer than the kernel knows, is this file's.
@safe
public struct WorkQueue: Equatable {
  let record: UnsafeMutablePointer<WorkQueueRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<WorkQueueRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe private var fields: WorkQueueRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  public static func == (one: WorkQueue, other: WorkQueue) -> Bool {
    unsafe one.record == other.record
  }

  @inline(__always)
  private var state: WorkQueueState {
    get { WorkQueueState(rawValue: fields.flags) }
    nonmutating set { fields.flags = newValue.rawValue }
  }

  @inline(__always)
  private var pending: Work? {
    get { unsafe Work.optional(fields.pending) }
    nonmutating set { unsafe fields.pending = newValue?.record }
  }

  private var idle: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.idle) { unsafe $0 })
  }

  private var drainers: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.drainers) { unsafe $0 })
  }

  /// Those who wait for the end of work they cancelled.
  var cancellers: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.cancellers) { unsafe $0 })
  }

  /// Not started, without work.
  public func prepare() {
    pending = nil
    unsafe fields.idle = WaitQueueRecord()
    unsafe fields.drainers = WaitQueueRecord()
    unsafe fields.cancellers = WaitQueueRecord()
    unsafe fields.thread_id = nil
    unsafe fields.running = nil
    state = WorkQueueState()
    fields.owner = kernel.current.owner.rawValue
  }

  private var thread: Thread? { unsafe Thread.optional(fields.thread_id) }

  /// The init entry that prepared it.
  var owner: Owner { Owner(rawValue: fields.owner) }

  // MARK: Pending work; interrupts are masked

  /// Why it takes no work from the caller now; nil if it does.
  @inline(__always)
  var refusal: Submission? {
    if state.isDisjoint(with: .draining.union(.plugged)) {
      return state.contains(.started) ? nil : .notStarted
    }
    return rareRefusal
  }

  @inline(never)
  private var rareRefusal: Submission? {
    guard state.contains(.started) else { return .notStarted }
    guard state.contains(.draining) else { return .refused }
    let isOwn = unsafe fields.thread_id == kernel.current.record && !Port.isInInterrupt
    return isOwn ? nil : .refused
  }

  /// Adds work behind all other, and wakes the thread if it has nothing to do.
  @inline(__always)
  func append(_ work: Work) {
    if let first = pending {
      work.join(before: first)
    } else {
      work.standAlone()
      pending = work
    }
    notify()
  }

  /// Adds work behind other work of this queue, or ahead of all.
  func insert(_ work: Work, after other: Work?) {
    if let other {
      work.join(before: other.next)
    } else {
      append(work)
      pending = work
    }
  }

  @inline(__always)
  private func notify() { _ = kernel.wakeFirst(of: idle) }

  func remove(_ work: Work) {
    let next = work.next
    work.leaveRing()
    if pending == work { pending = next == work ? nil : next }
  }

  // MARK: Its thread

  /// Creates and starts its thread.
  @unsafe
  public func start(
    stack: UnsafeMutableRawPointer, stackSize: Int, priority: Int32, neverYields: Bool,
    isEssential: Bool, isSystem: Bool = false, name: UnsafePointer<CChar>?
  ) {
    prepare()
    if isSystem { fields.owner = Owner.nobody.rawValue }
    let thread = unsafe Thread(bulkhead_thread_of_queue(record))
    unsafe fields.thread_id = thread.record
    state = neverYields ? .started.union(.neverYields) : .started
    let plan = unsafe ThreadPlan(
      stack: stack, stackSize: stackSize,
      entry: { _, _, _ in port_call_with_room(runWorkQueue) },
      parameters: (UnsafeMutableRawPointer(record), nil, nil), priority: priority,
      options: (isEssential ? ThreadOption.essential : 0) | (isSystem ? ThreadOption.serves : 0)
        | ThreadOption.callsWork)
    unsafe thread.create(plan, delay: .forever)
    thread.owner = owner
    if let name = unsafe name { unsafe thread.setName(cString: name) }
    thread.start()
  }

  /// Makes the caller its thread, until it is stopped.
  ///
  /// Thread.
  @unsafe
  public func runHere(neverYields: Bool, name: UnsafePointer<CChar>?) {
    prepare()
    unsafe fields.thread_id = kernel.current.record
    unsafe kernel.current.fields.parameters.0 = UnsafeMutableRawPointer(record)
    kernel.current.fields.options |= UInt8(ThreadOption.callsWork)
    defer { kernel.current.fields.options &= ~UInt8(ThreadOption.callsWork) }
    if let name = unsafe name { unsafe kernel.current.setName(cString: name) }
    state = neverYields ? .started.union(.neverYields) : .started
    run()
  }

  /// Calls work as it comes, until the queue is stopped.
  fileprivate func run() {
    while true {
      let key = Port.lock()
      if let work = pending {
        unsafe call(work, key)
      } else if state.contains(.draining) {
        state.remove(.draining)
        _ = kernel.wakeAll(of: drainers, with: .done)
        Port.unlock(key)
      } else if state.contains(.stopping) {
        state = WorkQueueState()
        Port.unlock(key)
        return
      } else {
        _ = block(in: idle, .forever, key)
      }
    }
  }

  /// Calls one handler, and settles what came up meanwhile.
  @unsafe
  private func call(_ work: Work, _ key: Port.Key) {
    remove(work)
    state.insert(.busy)
    unsafe fields.running = work.record
    work.state = work.state.subtracting(.queued).union(.running)
    kernel.current.owner = Owner(rawValue: work.fields.owner)
    // Safety: work without a handler is a breach of k_work_init's contract.
    let handler = unsafe work.fields.handler.unsafelyUnwrapped
    Port.unlock(key)
    unsafe handler(work.record)
    let key = Port.lock()
    finish(work)
    let yields = !state.contains(.neverYields) && pending != nil
    Port.unlock(key)
    if yields { yieldProcessor() }
  }

  /// A handler has come to its end.
  private func finish(_ work: Work) {
    let now = work.state
    work.state = now.subtracting(.running)
    if now.contains(.flushing) { finishFlush(work) }
    if now.contains(.cancelling) { finishCancellation(work) }
    state.remove(.busy)
    unsafe fields.running = nil
    thread?.owner = owner
  }

  private func finishFlush(_ marker: Work) {
    // Safety: only markers are being flushed, and they are their records' first members.
    let sync = unsafe UnsafeMutableRawPointer(marker.record)
      .assumingMemoryBound(to: WorkSyncRecord.self)
    let waiters = unsafe Waiters(withUnsafeMutablePointer(to: &sync.pointee.waiters) { unsafe $0 })
    _ = kernel.wakeFirst(of: waiters)
  }

  private func finishCancellation(_ work: Work) {
    work.state.remove(.cancelling)
    let address = unsafe UnsafeMutableRawPointer(work.record)
    var next = cancellers.first
    while let thread = next {
      next = cancellers.next(after: thread)
      if unsafe thread.fields.transfer == address { kernel.wake(thread, from: cancellers) }
    }
  }

  // MARK: Draining and stopping

  /// Waits until all work is done, with nothing new from outside; true if it had to.
  ///
  /// Thread.
  public func drain(plug: Bool) -> Bool {
    requireThread(.waitInInterrupt)
    let key = Port.lock()
    guard plug || pending != nil || !state.isDisjoint(with: .busy.union(.draining)) else {
      Port.unlock(key)
      return false
    }
    state.insert(.draining)
    if plug { state.insert(.plugged) }
    notify()
    _ = block(in: drainers, .forever, key)
    return true
  }

  /// Takes work again; false if it was not plugged.
  ///
  /// Any context.
  public func unplug() -> Bool {
    let key = Port.lock()
    let wasPlugged = state.contains(.plugged)
    state.remove(.plugged)
    Port.unlock(key)
    return wasPlugged
  }

  /// Ends its thread: `busy` if it is not plugged, `invalid` if it is not started, `notOwner` if
  /// the thread is essential.
  ///
  /// Thread.
  public func stop(_ limit: Timeout) -> Outcome {
    let key = Port.lock()
    guard state.contains(.started), let thread else {
      Port.unlock(key)
      return .invalid
    }
    if thread.isEssential || !state.contains(.plugged) {
      Port.unlock(key)
      return thread.isEssential ? .notOwner : .busy
    }
    state.insert(.stopping)
    notify()
    Port.unlock(key)
    if thread.join(limit) == .done { return .done }
    let again = Port.lock()
    state.remove(.stopping)
    Port.unlock(again)
    return .timedOut
  }
}

// What init entries own.
extension WorkQueue {
  /// Takes away work of the owner's, also one whose handler runs, which is ended; its address.
  ///
  /// Interrupts are masked. Cost grows with the work in the queue.
  fileprivate func takeBack(_ owner: UInt16) -> UInt? {
    let running = thread?.isCaller ?? false ? nil : unsafe Work.optional(fields.running)
    guard let work = firstPending(of: owner) ?? running, work.fields.owner == owner else {
      return nil
    }
    if work.state.contains(.queued) {
      remove(work)
      work.state.remove(.queued)
    }
    if work == running { endHandler(of: work) }
    return unsafe UInt(bitPattern: work.record)
  }

  private func firstPending(of owner: UInt16) -> Work? {
    guard let first = pending else { return nil }
    var work = first
    repeat {
      if work.fields.owner == owner { return work }
      work = work.next
    } while work != first
    return nil
  }

  /// Ends the handler that runs, whose ever it is.
  ///
  /// Interrupts are masked. Not from that handler.
  func endHandler() {
    if let work = unsafe Work.optional(fields.running) { endHandler(of: work) }
  }

  /// The thread goes on with other work; one that is not the queue's own ends.
  private func endHandler(of work: Work) {
    finish(work)
    guard let thread else { return }
    if unsafe thread.record == bulkhead_thread_of_queue(record) {
      thread.startOver()
    } else {
      close()
      thread.endAndRelease()
    }
  }

  /// Its thread is about to end: what is pending is not called, and nothing more is taken.
  ///
  /// Interrupts are masked.
  func close() {
    while let work = pending {
      remove(work)
      work.state.remove(.queued)
    }
    prepare()
  }
}

/// Work of the owner's that is delayed, stands in a queue, or runs.
func takeBackWork(_ owner: UInt16) -> UInt {
  let key = Port.mask()
  defer { Port.unmask(key) }
  if let address = DelayableWork.takeBack(owner) { return address }
  var thread = kernel.alive
  while let one = thread {
    thread = one.nextAlive
    if let address = one.queue?.takeBack(owner) { return address }
  }
  return Belongings.nothing
}

/// A queue's thread; with room, because it may begin again.
private func runWorkQueue() { kernel.current.queue?.run() }

extension Thread {
  /// The queue whose work it calls, if it does that.
  var queue: WorkQueue? {
    // Safety: a thread with this option has its queue there.
    guard callsWork, let queue = unsafe fields.parameters.0 else { return nil }
    return unsafe WorkQueue(queue.assumingMemoryBound(to: WorkQueueRecord.self))
  }
}

extension Work {
  /// Submits to a queue, or without one to the last.
  ///
  /// Any context.
  @inline(__always)
  public func submit(_ queue: WorkQueue?) -> Submission {
    if Owner.mayBeCaller { becomeCallers() }
    let key = Port.lock()
    let submission = submit(to: queue)
    Port.unlock(key)
    return submission
  }
}
