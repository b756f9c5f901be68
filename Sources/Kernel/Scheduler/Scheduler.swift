// Who runs. The running thread stays in the ready queue, and while it runs it is the head of its
// level; a switch is only ever requested here and carried out by the port, which asks `selectNext`
// whom to enter.

import CBulkhead
import KernelCore

extension Kernel {
  /// The thread that ought to run.
  @inline(__always)
  var first: Thread {
    // Safety: the boot adds the idle thread before anything else.
    mutating get { unsafe ready.first().unsafelyUnwrapped }
  }

  /// A thread whose last reason to wait is gone joins the ready; it preempts if it may.
  @inline(__always)
  mutating func makeReady(_ thread: Thread) {
    let level = thread.level
    let isShared = ready.append(thread, at: level)
    if level < current.fields.ceiling { Port.requestSwitch() }
    if isShared { considerSlicing() }
  }

  /// Clears one reason for not being ready; the last one gone makes the thread ready.
  @inline(__always)
  mutating func clear(_ reason: ThreadState, of thread: Thread) {
    let rest = thread.state.subtracting(reason)
    thread.state = rest
    if rest == .ready { makeReady(thread) }
  }

  /// `clear` out of line, for where size counts more.
  @inline(never)
  mutating func clearSlowly(_ reason: ThreadState, of thread: Thread) { clear(reason, of: thread) }

  /// Adds a reason for not being ready; the first one takes the thread out of the ready queue.
  @inline(__always)
  mutating func set(_ reason: ThreadState, of thread: Thread) {
    if thread.state == .ready {
      ready.remove(thread, from: thread.level)
      if thread == current { Port.requestSwitch() }
    }
    thread.state.formUnion(reason)
  }

  /// The thread to run now, and the one that ran: called by the switch with interrupts masked.
  @inline(__always)
  mutating func selectNext() -> (next: Thread, previous: Thread) {
    let previous = current
    let next = first
    running = next
    return (next, previous)
  }

  /// Moves a ready thread to the end of its level; others of its level run first.
  @inline(__always)
  mutating func yield(_ thread: Thread) {
    let level = thread.level
    if ready.rotate(thread, at: level) != thread || level < Thread.firstPreemptible {
      Port.requestSwitch()
    }
  }

  /// Gives a thread another effective level, wherever it stands.
  mutating func setLevel(_ level: UInt8, of thread: Thread) {
    guard level != thread.level else { return }
    if thread.state == .ready {
      ready.remove(thread, from: thread.level)
      thread.level = level
      thread.settleCeiling()
      if thread == current, !thread.isPreemptible {
        // It runs on, so it has to be the head.
        ready.prepend(thread, at: level)
      } else if ready.append(thread, at: level) {
        // Also a running thread goes behind its new equals.
        considerSlicing()
      }
    } else if let queue = thread.waitingOn {
      queue.removeSlowly(thread)
      thread.level = level
      queue.insert(thread)
    } else {
      thread.level = level
    }
    thread.settleCeiling()
    if thread == current, thread.isPreemptible, first != thread {
      Port.requestSwitch()
    } else {
      reconsider()
    }
  }

  /// Requests a switch if somebody ready should run instead of the current thread.
  @inline(__always)
  mutating func reconsider() {
    if first.level < current.fields.ceiling { Port.requestSwitch() }
  }
}

/// The switch's question, asked by the port's assembly with interrupts masked.
///
/// The answer is two pointers in one number: the thread to run in the low half, the one that ran
/// in the high half. Cost: constant.
@c @implementation
public func bulkhead_select_next() -> bulkhead_switch {
  let (next, previous) = kernel.selectNext()
  return unsafe bulkhead_make_switch(next.record, previous.record)
}

/// Lets others of the running thread's priority run first.
///
/// Thread.
@inline(__always)
public func yieldProcessor() {
  let key = Port.lock()
  kernel.yield(kernel.current)
  Port.unlock(key)
}

/// Holds off preemption of the running thread; nests.
public func lockScheduler() {
  let key = Port.lock()
  let thread = kernel.current
  thread.fields.lock_depth &+= 1
  thread.fields.ceiling = 0
  Port.cancelSwitch()
  Port.unlock(key)
}

/// Undoes one `lockScheduler`; at the last one whoever became more urgent runs.
public func unlockScheduler() {
  let key = Port.lock()
  let thread = kernel.current
  precondition(thread.fields.lock_depth != 0)
  thread.fields.lock_depth &-= 1
  thread.settleCeiling()
  kernel.reconsider()
  Port.unlock(key)
}
