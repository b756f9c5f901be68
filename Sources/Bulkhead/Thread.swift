// Threads with their stacks.

import CBulkhead
import Kernel
import KernelCore

/// A thread that can be started, with a stack of `stackSize` bytes: `let worker = Thread<1024>()`.
///
/// Belongs in a global or static `let`: record and stack are the object itself, the kernel knows
/// them by their address, and one that lies on another stack refuses to start. Nothing else is
/// allocated. Whatever a thread uses of `main.swift` is declared there above the thread's start.
@safe
public struct Thread<let stackSize: Int>: ~Copyable, @unchecked Sendable {
  // In this order in memory: the name follows the record, and the stack is all the rest.
  private let record: Cell<ThreadRecord>
  private let stack: Room<UInt8, stackSize>
  private let room: RoomLike<bulkhead_stack_room>

  @inline(__always)
  public init() {
    precondition(stackSize > 0)
    unsafe record = Cell(ThreadRecord())
    stack = Room()
    room = RoomLike()
  }

  /// Starts the thread: it calls `body` and ends when that returns.
  ///
  /// `body` is a literal closure without captures, or a function's name; what it shares with others
  /// are globals. A thread that runs already refuses; one that has ended starts again. `name` is
  /// for reports and cut to CONFIG_THREAD_MAX_NAME_LEN - 1. An essential thread's end is a fatal
  /// error. Thread.
  public func start(
    name: StaticString = "", priority: Priority, after delay: Duration = .zero,
    isEssential: Bool = false, _ body: @escaping @convention(c) () -> Void
  ) {
    unsafe create(
      name, priority, delay, isEssential,
      { body, _, _ in unsafe unpack(body)() },
      unsafeBitCast(body, to: UnsafeMutableRawPointer.self), 0)
  }

  /// The same, with a number for the body: which of several like threads it is, say.
  public func start(
    name: StaticString = "", priority: Priority, number: Int, after delay: Duration = .zero,
    isEssential: Bool = false, _ body: @escaping @convention(c) (_ number: Int) -> Void
  ) {
    unsafe create(
      name, priority, delay, isEssential,
      { body, number, _ in
        let body = unsafe unsafeBitCast(
          body.unsafelyUnwrapped, to: (@convention(c) (Int) -> Void).self)
        body(Int(bitPattern: number))
      },
      unsafeBitCast(body, to: UnsafeMutableRawPointer.self), number)
  }

  /// The same; with CONFIG_USERSPACE it says whether the thread has privileges, and here all have.
  @inline(__always)
  public func start(
    name: StaticString = "", priority: Priority, after delay: Duration = .zero,
    isEssential: Bool = false, isPrivileged: Bool, _ body: @escaping @convention(c) () -> Void
  ) { start(name: name, priority: priority, after: delay, isEssential: isEssential, body) }

  /// The same, with a number for the body.
  @inline(__always)
  public func start(
    name: StaticString = "", priority: Priority, number: Int, after delay: Duration = .zero,
    isEssential: Bool = false, isPrivileged: Bool,
    _ body: @escaping @convention(c) (_ number: Int) -> Void
  ) {
    start(
      name: name, priority: priority, number: number, after: delay, isEssential: isEssential, body)
  }

  /// Waits for the thread's end; returns at once if it never started.
  ///
  /// Thread. To wait for one's own end is a fatal error.
  public func join() {
    if join(.forever) != .done { refuse("a thread waits for its own end") }
  }

  /// Waits for the thread's end, at most that long.
  ///
  /// Thread. Throws `timedOut`, and `deadlock` if it is the caller or waits for the caller in turn.
  public func join(within duration: Duration) throws(JoinError) {
    switch join(Timeout(duration)) {
    case .done: return
    case .deadlock: throw .deadlock
    default: throw .timedOut
    }
  }

  /// Ends the thread at once, wherever it is; no effect on one that does not run.
  ///
  /// What it holds stays held: a mutex it has locked is never unlocked. To end an essential thread
  /// is a fatal error. Any context; a thread that ends itself does not return.
  public func abort() {
    if wasStarted { kernel.abort() }
  }

  /// Takes the thread out of scheduling until `resume`; does not nest.
  ///
  /// Any context.
  public func suspend() {
    if wasStarted { kernel.suspend() }
  }

  /// Undoes `suspend`; no effect on a thread that is not suspended.
  ///
  /// Any context.
  public func resume() {
    if wasStarted { kernel.resume() }
  }

  /// Ends the thread's sleep; no effect if it does not sleep.
  ///
  /// Any context.
  public func wakeUp() {
    if wasStarted { kernel.wakeUp() }
  }

  /// The priority it runs at, with what mutexes lend.
  ///
  /// Its own if set.
  public var priority: Priority { Priority(level: wasStarted ? kernel.priority : 0) }

  /// Gives a thread that has started another priority of its own.
  ///
  /// Thread.
  public func setPriority(_ priority: Priority) {
    if wasStarted { kernel.setPriority(priority.rawValue) }
  }

  /// Whether it has started and not ended.
  public var isAlive: Bool {
    unsafe wasStarted && record.address.pointee.state & UInt8(BULKHEAD_THREAD_DEAD) == 0
  }

  /// Bytes of the stack that were never touched; nil without CONFIG_INIT_STACKS.
  ///
  /// Cost: linear.
  public var unusedStack: Int? { wasStarted ? kernel.unusedStack : nil }

  // On the host and on a board a global is never destroyed; what is, waits for its thread.
  deinit { _ = join(.forever) }

  /// How others name it.
  @unsafe var address: UnsafeMutablePointer<ThreadRecord> { unsafe record.address }

  /// Safety: the record lies in this object, which outlives the thread; see `requireStatic`.
  @inline(__always)
  private var kernel: Kernel.Thread { unsafe Kernel.Thread(record.address) }

  private var wasStarted: Bool { unsafe record.address.pointee.stack != nil }

  private func join(_ limit: Timeout) -> Outcome { wasStarted ? kernel.join(limit) : .done }

  @unsafe
  private func create(
    _ name: StaticString, _ priority: Priority, _ delay: Duration, _ isEssential: Bool,
    _ entry: k_thread_entry_t, _ body: UnsafeMutableRawPointer, _ number: Int
  ) {
    unsafe requireStatic(record.address, "a thread must be a global or static let")
    if isAlive { refuse("a thread is started that runs already") }
    let place = unsafe StackPlace(behind: record.address + 1, through: room.address)
    let plan = unsafe ThreadPlan(
      stack: place.start, stackSize: place.size, entry: entry,
      parameters: (body, UnsafeMutableRawPointer(bitPattern: number), nil),
      priority: priority.rawValue, options: isEssential ? UInt32(K_ESSENTIAL) : 0)
    // The name comes before the thread can run.
    lockScheduler()
    unsafe kernel.create(plan, delay: Timeout(delay))
    unsafe _ = kernel.setName(cString: name.cString)
    unlockScheduler()
  }
}

/// Where a thread's stack lies: between its name, which follows the record, and the end of the room
/// that comes behind the stack.
@safe
struct StackPlace {
  let start: UnsafeMutableRawPointer
  /// Usable bytes.
  let size: Int

  /// Safety: both belong to one object that holds nothing else between them.
  @unsafe
  init(behind record: UnsafeMutableRawPointer, through room: UnsafeMutableRawPointer) {
    let mask = UInt(BULKHEAD_STACK_ALIGN) &- 1
    let behindName = UInt(bitPattern: record) &+ UInt(unsafe bulkhead_image.thread_name_size)
    let lowest = (behindName &+ mask) & ~mask
    let highest =
      (UInt(bitPattern: room) &+ UInt(MemoryLayout<bulkhead_stack_room>.size)) & ~mask
    unsafe start = UnsafeMutableRawPointer(bitPattern: lowest).unsafelyUnwrapped
    size = Int(highest &- lowest) &- bulkhead_stack_reserved()
  }
}

/// The thread that runs the calling code.
public enum CurrentThread {
  /// Lets others of the same priority run first.
  ///
  /// Thread.
  public static func yield() { yieldProcessor() }

  /// The priority it runs at, with what mutexes lend.
  public static var priority: Priority { Priority(level: currentThread.priority) }

  /// Gives it another priority of its own.
  ///
  /// Thread.
  public static func setPriority(_ priority: Priority) {
    currentThread.setPriority(priority.rawValue)
  }

  /// Whether it has privileges: without CONFIG_USERSPACE all have.
  ///
  /// Any context.
  public static var isPrivileged: Bool { true }

  @available(*, unavailable, message: "every thread has privileges without CONFIG_USERSPACE=y")
  public static func giveUpPrivileges(_ body: @escaping @convention(c) () -> Void) -> Never {
    end()
  }

  /// Ends the running thread, wherever it is.
  ///
  /// Thread. What it holds stays held.
  public static func end() -> Never {
    currentThread.abort()
    refuse("a handler ends the thread it interrupted")
  }

  /// Calls `body` with preemption by other threads held off; interrupts still come.
  ///
  /// Thread.
  @inline(__always)
  public static func withSchedulerLocked<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lockScheduler()
    defer { unlockScheduler() }
    return try body()
  }
}
