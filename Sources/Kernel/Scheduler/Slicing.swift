// Time slices: threads of one priority take turns. A slice is ten slice ticks; the tick looks who
// runs, and whom it has found ten times in a row has had his turn. So slices cost a switch nothing,
// and a thread that begins between two ticks gets up to a tenth more. The tick only runs while
// several ready threads share a priority.

import CBulkhead
import KernelCore

/// Who is sliced, how long a slice is, and what is left of the current one.
///
/// Safety: the timeout's links are the queue's affair.
@safe
struct Slicing {
  private static let parts: UInt8 = 10

  /// Length of a slice in ticks; 0: nobody is sliced.
  private(set) var length: UInt32 = 0
  /// Threads at this level or less urgent are sliced.
  private var firstLevel: UInt8 = Thread.firstPreemptible
  /// Whom the last slice tick found, and how many ticks that thread has left.
  private var owner: Thread?
  private var left: UInt8 = Slicing.parts
  private(set) var isTicking = false
  /// Makes the slice tick run, given the kernel; nil if nobody is sliced.
  @safe fileprivate(set) var consider: (@convention(c) (UnsafeMutableRawPointer) -> Void)?
  @safe private var timeout = unsafe TimeoutRecord()

  /// Whether a thread shares the processor in slices.
  func includes(_ thread: Thread) -> Bool {
    thread.level >= max(firstLevel, Thread.firstPreemptible) && thread.level < Thread.idleLevel
  }

  /// Sets the length and whom it concerns, and begins the running thread's slice.
  mutating func set(length: UInt32, firstLevel: UInt8, clock: inout Clock) {
    stop(clock: &clock)
    self.length = length
    self.firstLevel = firstLevel
    owner = nil
  }

  /// Makes the next slice tick come.
  mutating func tickOn(clock: inout Clock) {
    let entry = self.entry
    clock.cancel(entry)
    unsafe entry.fields.expired = { _ in sliceTick() }
    clock.add(entry, deadline: clock.now &+ UInt64(max(length / UInt32(Slicing.parts), 1)))
    isTicking = true
  }

  mutating func stop(clock: inout Clock) {
    clock.cancel(entry)
    isTicking = false
  }

  /// Takes a slice tick from the running thread; whether its slice is over.
  mutating func useTick(_ thread: Thread) -> Bool {
    guard owner == thread else {
      owner = thread
      left = Slicing.parts
      return false
    }
    left = left &- 1
    return left == 0
  }

  /// The slice of a thread begins at this tick.
  mutating func begin(_ thread: Thread) {
    owner = thread
    left = Slicing.parts
  }

  private var entry: TimeoutEntry {
    mutating get {
      // Safety: this value is a member of the one `kernel`, which never moves.
      unsafe TimeoutEntry(withUnsafeMutablePointer(to: &timeout) { unsafe $0 })
    }
  }
}

extension Kernel {
  /// A ready thread has joined others of its priority: from now on slices matter.
  ///
  /// It goes through a pointer that `setTimeSlice` sets, so that an image without time slices
  /// links nothing of this file.
  @inline(never)
  mutating func considerSlicing() {
    guard let consider = slicing.consider else { return }
    unsafe withUnsafeMutablePointer(to: &self) { unsafe consider($0) }
  }
}

/// Interrupt context.
private func sliceTick() {
  let key = Port.lock()
  defer { Port.unlock(key) }
  guard kernel.ready.sharing != 0 else {
    kernel.slicing.stop(clock: &kernel.clock)
    return
  }
  let thread = kernel.current
  if thread.state == .ready, kernel.slicing.includes(thread), thread.isPreemptible,
    kernel.slicing.useTick(thread)
  {
    kernel.yield(thread)
    kernel.slicing.begin(kernel.first)
  }
  kernel.slicing.tickOn(clock: &kernel.clock)
}

/// Threads of `priority` or less urgent share the processor in slices of `ticks`; 0: not at all.
public func setTimeSlice(ticks: UInt32, priority: Int32) {
  let key = Port.lock()
  kernel.slicing.set(
    length: ticks, firstLevel: Thread.level(of: priority), clock: &kernel.clock)
  unsafe kernel.slicing.consider = ticks == 0 ? nil : bulkhead_begin_ticking
  if kernel.ready.sharing != 0 { kernel.considerSlicing() }
  Port.unlock(key)
}

@c @implementation
public func bulkhead_begin_ticking(_ kernel: UnsafeMutableRawPointer) {
  // Safety: `considerSlicing` passes the kernel itself.
  let kernel = unsafe kernel.assumingMemoryBound(to: Kernel.self)
  if unsafe !kernel.pointee.slicing.isTicking {
    unsafe kernel.pointee.slicing.tickOn(clock: &kernel.pointee.clock)
  }
}

/// What the configuration says of slices; linked only if it says anything.
@c @implementation
public func bulkhead_start_slicing() {
  setTimeSlice(ticks: Image.sliceTicks, priority: Image.slicePriority)
}
