// Threads without privileges, whose stacks and records are the build's.

import CBulkhead

/// A thread that can be started, with a stack of `stackSize` bytes: `let worker = Thread<1024>()`.
///
/// A global or static `let`, or an element of an `InlineArray` that is one: the build finds it in
/// the compiled code, and gives it a stack that one region covers and a record that only the kernel
/// reaches; elsewhere it refuses to start. It runs without privileges, unless it is started with
/// them, and reaches its stack and the variables of the application's Swift, no others. Whatever it
/// uses of `main.swift` is declared there above its start.
@safe
public struct Thread<let stackSize: Int>: ~Copyable, @unchecked Sendable {
  // Nothing is ever written before the start: the object may be there before `init` runs.
  private let place: RoomLike<bulkhead_swift_handle>

  @inline(__always)
  public init() {
    precondition(stackSize > 0)
    place = RoomLike()
  }

  /// Starts the thread: it calls `body` and ends when that returns.
  ///
  /// `body` is a literal closure without captures, or a function's name; what it shares with others
  /// are globals. A thread that runs already refuses; one that has ended starts again. `name` is
  /// for reports and cut to CONFIG_THREAD_MAX_NAME_LEN - 1. An essential thread's end is a fatal
  /// error. Who has no privileges starts neither those that have nor essential ones, and none more
  /// urgent than itself. Thread.
  public func start(
    name: StaticString = "", priority: Priority, after delay: Duration = .zero,
    isEssential: Bool = false, isPrivileged: Bool = false,
    _ body: @escaping @convention(c) () -> Void
  ) {
    unsafe create(
      name, priority, delay, isEssential, isPrivileged,
      { body, _, _ in
        unsafe unsafeBitCast(body.unsafelyUnwrapped, to: (@convention(c) () -> Void).self)()
      },
      unsafeBitCast(body, to: UnsafeMutableRawPointer.self), 0)
  }

  /// The same, with a number for the body: which of several like threads it is, say.
  public func start(
    name: StaticString = "", priority: Priority, number: Int, after delay: Duration = .zero,
    isEssential: Bool = false, isPrivileged: Bool = false,
    _ body: @escaping @convention(c) (_ number: Int) -> Void
  ) {
    unsafe create(
      name, priority, delay, isEssential, isPrivileged,
      { body, number, _ in
        let body = unsafe unsafeBitCast(
          body.unsafelyUnwrapped, to: (@convention(c) (Int) -> Void).self)
        body(Int(bitPattern: number))
      },
      unsafeBitCast(body, to: UnsafeMutableRawPointer.self), number)
  }

  /// Waits for the thread's end; returns at once if it never started.
  ///
  /// Thread. To wait for one's own end is a fatal error.
  public func join() {
    if join(.forever) != 0 { refuse("a thread waits for its own end") }
  }

  /// Waits for the thread's end, at most that long.
  ///
  /// Thread. Throws `timedOut`, and `deadlock` if it is the caller or waits for the caller in turn.
  public func join(within duration: Duration) throws(JoinError) {
    switch join(Timeout(duration)) {
    case 0: return
    case -BULKHEAD_EDEADLK: throw .deadlock
    default: throw .timedOut
    }
  }

  /// Ends the thread at once, wherever it is; no effect on one that does not run.
  ///
  /// What it holds stays held: a mutex it has locked is never unlocked. To end an essential thread
  /// is a fatal error. Any context; a thread that ends itself does not return.
  public func abort() {
    if let kernel = unsafe kernel { unsafe k_thread_abort(kernel) }
  }

  /// Takes the thread out of scheduling until `resume`; does not nest.
  ///
  /// Any context.
  public func suspend() {
    if let kernel = unsafe kernel { unsafe k_thread_suspend(kernel) }
  }

  /// Undoes `suspend`; no effect on a thread that is not suspended.
  ///
  /// Any context.
  public func resume() {
    if let kernel = unsafe kernel { unsafe k_thread_resume(kernel) }
  }

  /// Ends the thread's sleep; no effect if it does not sleep.
  ///
  /// Any context.
  public func wakeUp() {
    if let kernel = unsafe kernel { unsafe k_wakeup(kernel) }
  }

  /// The priority it runs at, with what mutexes lend.
  public var priority: Priority {
    guard let kernel = unsafe kernel else { return Priority(level: 0) }
    return Priority(level: unsafe k_thread_priority_get(kernel))
  }

  /// Gives a thread that has started another priority of its own.
  ///
  /// Thread. Who has no privileges makes it less urgent, never more.
  public func setPriority(_ priority: Priority) {
    if let kernel = unsafe kernel { unsafe k_thread_priority_set(kernel, priority.rawValue) }
  }

  /// Whether it has started and not ended.
  public var isAlive: Bool { join(.none) != 0 }

  /// Bytes of the stack that were never touched; nil without CONFIG_INIT_STACKS.
  ///
  /// Cost: linear.
  public var unusedStack: Int? {
    guard let kernel = unsafe kernel else { return nil }
    var unused = 0
    return unsafe k_thread_stack_space_get(kernel, &unused) == 0 ? unused : nil
  }

  // On the host and on a board a global is never destroyed; what is, waits for its thread.
  deinit { _ = join(.forever) }

  @unsafe @inline(__always)
  private var handle: UnsafeMutablePointer<bulkhead_swift_handle> {
    unsafe place.address.assumingMemoryBound(to: bulkhead_swift_handle.self)
  }

  /// The kernel's record, once the thread has started: who has no privileges must not ask before.
  @unsafe
  private var kernel: UnsafeMutablePointer<ThreadRecord>? {
    unsafe bulkhead_started_swift_thread(handle)
  }

  private func join(_ limit: Timeout) -> Int32 {
    guard let kernel = unsafe kernel else { return 0 }
    return unsafe k_thread_join(kernel, limit.record)
  }

  @unsafe
  private func create(
    _ name: StaticString, _ priority: Priority, _ delay: Duration, _ isEssential: Bool,
    _ isPrivileged: Bool, _ entry: k_thread_entry_t, _ body: UnsafeMutableRawPointer, _ number: Int
  ) {
    var options = isPrivileged ? 0 : UInt32(BULKHEAD_SWIFT_USER)
    if isEssential { options |= UInt32(K_ESSENTIAL) }
    var start = unsafe bulkhead_swift_start(
      name: name.cString, entry: entry, body: body, number: number, priority: priority.rawValue,
      options: options, delay: Timeout(delay).record)
    switch unsafe bulkhead_start_swift_thread(handle, &start) {
    case 0: return
    case -BULKHEAD_EALREADY: refuse("a thread is started that runs already")
    case -BULKHEAD_EPERM: refuse("a thread without privileges starts one that has them")
    default: refuse("a thread must be a global or static let, or in an InlineArray that is")
    }
  }
}

/// The thread that runs the calling code.
public enum CurrentThread {
  /// Lets others of the same priority run first.
  ///
  /// Thread.
  public static func yield() { k_yield() }

  /// The priority it runs at, with what mutexes lend.
  public static var priority: Priority {
    Priority(level: unsafe k_thread_priority_get(k_sched_current_thread_query()))
  }

  /// Gives it another priority of its own.
  ///
  /// Thread. Who has no privileges becomes less urgent, never more.
  public static func setPriority(_ priority: Priority) {
    unsafe k_thread_priority_set(k_sched_current_thread_query(), priority.rawValue)
  }

  /// Whether it has privileges, as main has; a handler has them, too.
  ///
  /// Any context.
  public static var isPrivileged: Bool { !k_is_user_context() }

  /// Gives the privileges up for good and goes on with `body`, on its stack from the beginning; the
  /// thread ends when that returns.
  ///
  /// Thread. For main, too, whose stack is then reached by nobody else.
  public static func giveUpPrivileges(_ body: @escaping @convention(c) () -> Void) -> Never {
    bulkhead_continue_without_privileges(body)
  }

  /// Ends the running thread, wherever it is.
  ///
  /// Thread. What it holds stays held.
  public static func end() -> Never {
    unsafe k_thread_abort(k_sched_current_thread_query())
    refuse("a handler ends the thread it interrupted")
  }

  /// Calls `body` with preemption by other threads held off; interrupts still come.
  ///
  /// Thread, with privileges.
  @inline(__always)
  public static func withSchedulerLocked<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    k_sched_lock()
    defer { k_sched_unlock() }
    return try body()
  }
}
