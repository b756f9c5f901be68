// The one way to wait: leave the ready queue, stand in an object's queue and perhaps in the
// timeout queue, and come back with an outcome. Every object's waits are built from this.

import CBulkhead
import KernelCore

/// The queue of those who wait for one object, by reference.
///
/// Safety: the object lives while somebody waits for it; accesses happen with interrupts masked.
@safe
struct Waiters {
  let record: UnsafeMutablePointer<WaitQueueRecord>

  @inline(__always)
  init(_ record: UnsafeMutablePointer<WaitQueueRecord>) { unsafe self.record = record }

  @inline(__always)
  private var top: Thread? {
    get { unsafe Thread.optional(record.pointee.top) }
    nonmutating set { unsafe record.pointee.top = newValue?.record }
  }

  /// The most urgent waiter, of equals the one that came first.
  @inline(__always)
  var first: Thread? { top }

  /// The waiter after one; see `WaitQueue.next`.
  func next(after thread: Thread) -> Thread? { WaitQueue.next(after: thread, in: top) }

  @inline(__always)
  func insert(_ thread: Thread) {
    var first = top
    WaitQueue.insert(thread, into: &first)
    top = first
    unsafe thread.fields.waiting_on = record
  }

  @inline(__always)
  func remove(_ thread: Thread) {
    var first = top
    WaitQueue.remove(thread, from: &first)
    top = first
    unsafe thread.fields.waiting_on = nil
  }
}

extension Waiters {
  /// `remove` out of line, for where size counts more.
  @inline(never)
  func removeSlowly(_ thread: Thread) { remove(thread) }
}

extension Thread {
  /// The queue it waits in.
  @inline(__always)
  var waitingOn: Waiters? {
    guard let record = unsafe fields.waiting_on else { return nil }
    return unsafe Waiters(record)
  }
}

extension Kernel {
  /// Ends a thread's wait: out of both queues, with an outcome, and ready if nothing else holds it.
  @inline(__always)
  mutating func wake(_ thread: Thread, from queue: Waiters, with outcome: Outcome = .done) {
    queue.remove(thread)
    clock.cancel(thread.timeout)
    thread.outcome = outcome
    clear(.waiting, of: thread)
  }

  /// Wakes the most urgent waiter of a queue and returns it; nil if nobody waits.
  @inline(__always)
  mutating func wakeFirst(of queue: Waiters, with outcome: Outcome = .done) -> Thread? {
    guard let thread = queue.first else { return nil }
    wake(thread, from: queue, with: outcome)
    return thread
  }

  /// Wakes everybody who waits in a queue; returns how many.
  ///
  /// Cost grows with their number.
  mutating func wakeAll(of queue: Waiters, with outcome: Outcome) -> Int {
    var count = 0
    while let thread = queue.first {
      wakeSlowly(thread, from: queue, with: outcome)
      count &+= 1
    }
    return count
  }

  /// `wake` out of line, for where size counts more.
  @inline(never)
  mutating func wakeSlowly(_ thread: Thread, from queue: Waiters, with outcome: Outcome) {
    queue.removeSlowly(thread)
    clock.cancel(thread.timeout)
    thread.outcome = outcome
    clearSlowly(.waiting, of: thread)
  }

  /// Takes the current thread out of the ready queue into an object's, and starts its timeout.
  mutating func beginWaiting(in queue: Waiters, _ limit: Timeout) {
    let thread = current
    set(.waiting, of: thread)
    queue.insert(thread)
    startTimeout(of: thread, limit)
  }

  /// Starts a thread's timeout, if the limit is one.
  @inline(__always)
  mutating func startTimeout(of thread: Thread, _ limit: Timeout) {
    guard !limit.isForever else { return }
    unsafe thread.timeout.fields.expired = { record in
      unsafe timeOut(TimeoutEntry(record))
    }
    clock.add(thread.timeout, deadline: limit.deadline(now: clock.now))
  }
}

/// Waits in a queue until woken or until the limit; the caller has masked interrupts with `key` and
/// seen that it must wait.
///
/// Returns with interrupts as the key says.
func block(in queue: Waiters, _ limit: Timeout, _ key: Port.Key) -> Outcome {
  if limit.isNone {
    Port.unlock(key)
    return .busy
  }
  requireThread(.waitInInterrupt)
  let thread = kernel.current
  kernel.beginWaiting(in: queue, limit)
  Port.switchNow()
  return thread.outcome
}

/// A thread's timeout has come: its sleep, wait or delayed start ends.
///
/// Interrupt context.
private func timeOut(_ entry: TimeoutEntry) {
  let key = Port.lock()
  let thread = Thread(of: entry)
  // A more urgent handler may have ended what the time was for since it came.
  guard !thread.state.isDisjoint(with: .timed) else {
    Port.unlock(key)
    return
  }
  if let queue = thread.waitingOn { queue.removeSlowly(thread) }
  thread.outcome = .timedOut
  kernel.clearSlowly(.timed, of: thread)
  Port.unlock(key)
}
