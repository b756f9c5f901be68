// A thread's life: created, started, suspended and resumed, ended, waited for.

import CBulkhead
import KernelCore

/// What a thread is made of; k_thread_create's arguments.
@safe
public struct ThreadPlan {
  public var stack: UnsafeMutableRawPointer
  public var stackSize: Int
  public var entry: k_thread_entry_t
  public var parameters:
    (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)
  public var priority: Int32
  public var options: UInt32

  @unsafe
  public init(
    stack: UnsafeMutableRawPointer, stackSize: Int, entry: k_thread_entry_t,
    parameters: (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?),
    priority: Int32, options: UInt32
  ) {
    unsafe self.stack = stack
    self.stackSize = stackSize
    unsafe self.entry = entry
    unsafe self.parameters = parameters
    self.priority = priority
    self.options = options
  }
}

extension Thread {
  /// Fills in the record of a new thread that has not started.
  ///
  /// Thread or boot. With `paints`, its stack is filled, so that one can tell how much of it was used.
  @unsafe
  func prepare(_ plan: ThreadPlan, paints: Bool) {
    unsafe bulkhead_clear_thread(record)
    let level = Thread.level(of: plan.priority)
    fields.level = level
    fields.base_level = level
    fields.options = UInt8(truncatingIfNeeded: plan.options)
    state = .notStarted
    let reserved = bulkhead_stack_reserved()
    unsafe fields.stack = plan.stack.assumingMemoryBound(to: CChar.self)
    fields.stack_size = plan.stackSize &+ reserved
    unsafe fields.entry = plan.entry
    unsafe fields.parameters = plan.parameters
    unsafe fields.inherited = kernel.current.fields.inherited
    settleOwner()
    settleCeiling()
    if paints {
      unsafe plan.stack.initializeMemory(
        as: UInt8.self, repeating: UInt8(BULKHEAD_STACK_PAINT), count: fields.stack_size)
    }
    if Image.nameSize != 0 { unsafe name.pointee = 0 }
    unsafe port_prepare_thread(record, stackEnd)
  }

  /// One past the highest byte of its stack.
  @unsafe
  var stackEnd: UnsafeMutablePointer<CChar> {
    // Safety: asked only of threads that were prepared.
    unsafe fields.stack.unsafelyUnwrapped + fields.stack_size
  }

  /// Creates a thread; it starts after the delay, or never by itself.
  ///
  /// Thread or boot, also in a section.
  @unsafe
  public func create(_ plan: ThreadPlan, delay: Timeout) {
    unsafe prepare(plan, paints: Image.paintsStacks)
    begin(after: delay)
  }

  /// Starts a thread that is prepared, after the delay, or never by itself.
  @inline(__always)
  func begin(after delay: Timeout) {
    let key = Port.mask()
    joinAlive()
    if delay.isNone {
      kernel.clearSlowly(.notStarted, of: self)
    } else {
      kernel.startTimeout(of: self, delay)
    }
    Port.unmask(key)
  }

  /// Starts a thread that waits for its start; no effect on any other.
  public func start() {
    let key = Port.lock()
    kernel.clock.cancel(timeout)
    if state.contains(.notStarted) { kernel.clearSlowly(.notStarted, of: self) }
    Port.unlock(key)
  }

  /// Takes a thread out of scheduling until `resume`; no effect if it has ended.
  public func suspend() {
    let key = Port.lock()
    if state.isDisjoint(with: .beyondSuspension) {
      kernel.set(.suspended, of: self)
      if self == kernel.current, !Port.isInInterrupt {
        Port.switchNow()
        return
      }
    }
    Port.unlock(key)
  }

  /// Undoes `suspend`.
  public func resume() {
    let key = Port.lock()
    if state.contains(.suspended) { kernel.clear(.suspended, of: self) }
    Port.unlock(key)
  }

  /// Ends a thread at once.
  ///
  /// Does not return if it is the caller's own.
  public func abort() {
    let key = Port.lock()
    guard !state.contains(.dead) else {
      Port.unlock(key)
      return
    }
    if isEssential {
      Port.unlock(key)
      fatal(.essentialThreadEnded, about: self)
    }
    end()
    if self == kernel.current, !Port.isInInterrupt {
      Port.switchNow()
    } else {
      Port.unlock(key)
    }
  }

  /// Takes a thread out of every queue for good; interrupts are masked.
  @inline(__always)
  func end() { unsafe bulkhead_end_thread(record) }

  /// Ends a thread that has no say in it: what it had locked is free.
  ///
  /// Interrupts are masked.
  func endAndRelease() {
    releaseMutexes()
    end()
    fields.lock_epoch &+= 1
  }

  /// Takes back what its stack lends to others while it waits.
  func withdraw() {
    guard let withdraw = unsafe fields.on_abort else { return }
    unsafe fields.on_abort = nil
    unsafe withdraw(record)
  }

  /// Waits for a thread's end.
  ///
  /// Thread.
  public func join(_ limit: Timeout) -> Outcome {
    let key = Port.lock()
    if state.contains(.dead) {
      Port.unlock(key)
      return .done
    }
    if self == kernel.current || isJoining(kernel.current) {
      Port.unlock(key)
      return .deadlock
    }
    return block(in: joiners, limit, key)
  }

  /// Whether this thread waits, directly, for the end of another.
  private func isJoining(_ other: Thread) -> Bool {
    guard let queue = waitingOn else { return false }
    return unsafe queue.record == other.joiners.record
  }

  var joiners: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.joiners) { unsafe $0 })
  }
}

// The list of all threads that have begun and not ended.
extension Thread {
  func joinAlive() {
    let first = kernel.alive
    unsafe fields.next_alive = first?.record
    unsafe fields.previous_alive = nil
    unsafe first?.fields.previous_alive = record
    kernel.alive = self
  }

  func leaveAlive() {
    let after = unsafe Thread.optional(fields.next_alive)
    let before = unsafe Thread.optional(fields.previous_alive)
    if let before { unsafe before.fields.next_alive = after?.record } else { kernel.alive = after }
    unsafe after?.fields.previous_alive = before?.record
  }

  /// The next thread that is alive; the order means nothing.
  var nextAlive: Thread? { unsafe Thread.optional(fields.next_alive) }
}

/// A thread's first function, entered by the first switch to it.
@c @implementation
public func bulkhead_thread_main(
  _ entry: (
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> Void
  )!,
  _ p1: UnsafeMutableRawPointer?, _ p2: UnsafeMutableRawPointer?, _ p3: UnsafeMutableRawPointer?
) -> Never {
  unsafe entry(p1, p2, p3)
  endCurrentThread()
}

/// Ends the running thread after its entry function returned.
private func endCurrentThread() -> Never {
  let thread = kernel.current
  thread.abort()
  fatal(.switchFailed, about: thread)
}
