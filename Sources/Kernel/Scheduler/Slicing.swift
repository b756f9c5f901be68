// Time slices: threads of one priority take turns. Off unless the configuration or the
// application asks; then every switch begins a slice.

import CBulkhead
import KernelCore

/// Who is sliced and how long a slice is.
///
/// Safety: the timeout's links are the queue's affair.
@safe
struct Slicing {
  /// Length of a slice; 0: nobody is sliced.
  var ticks: UInt32 = 0
  /// Threads at this level or less urgent are sliced.
  var firstLevel: UInt8 = Thread.firstPreemptible
  @safe private var timeout = unsafe TimeoutRecord()

  /// Whether a thread shares the processor in slices.
  func includes(_ thread: Thread) -> Bool {
    thread.level >= max(firstLevel, Thread.firstPreemptible) && thread.level < Thread.idleLevel
  }

  /// Begins a slice for the thread that is about to run.
  mutating func begin(_ thread: Thread, clock: inout Clock) {
    let entry = self.entry
    clock.cancel(entry)
    guard includes(thread) else { return }
    unsafe entry.fields.expired = { _ in endSlice() }
    clock.add(entry, deadline: clock.now &+ UInt64(ticks))
  }

  mutating func stop(clock: inout Clock) {
    ticks = 0
    clock.cancel(entry)
  }

  private var entry: TimeoutEntry {
    mutating get {
      // Safety: this value is a member of the one `kernel`, which never moves.
      unsafe TimeoutEntry(withUnsafeMutablePointer(to: &timeout) { unsafe $0 })
    }
  }
}

/// The slice of the thread that runs is over. Interrupt context.
private func endSlice() {
  let key = Port.lock()
  let thread = kernel.current
  let isHeld = thread.fields.ceiling == 0 && thread.level >= Thread.firstPreemptible
  if thread.state == .ready, thread.level < Thread.idleLevel, !isHeld {
    kernel.yield(thread)
  }
  if kernel.slicing.ticks != 0 { kernel.slicing.begin(thread, clock: &kernel.clock) }
  Port.unlock(key)
}

/// Threads of `priority` or less urgent share the processor in slices of `ticks`; 0: not at all.
public func setTimeSlice(ticks: UInt32, priority: Int32) {
  let key = Port.lock()
  kernel.slicing.stop(clock: &kernel.clock)
  kernel.slicing.ticks = ticks
  kernel.slicing.firstLevel = Thread.level(of: priority)
  if ticks != 0 { kernel.slicing.begin(kernel.current, clock: &kernel.clock) }
  Port.unlock(key)
}
