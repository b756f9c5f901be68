// From reset to main: the order of the boot as a list of calls.

import CBulkhead
import KernelCore

/// Boots: called by the port's start code with interrupts masked, on the boot's stack.
///
/// All entries run on the main thread, the first ones before anything else can be scheduled.
@c @implementation
public func bulkhead_boot() -> Never {
  kernel.running = Image.idleThread
  kernel.idle = kernel.running
  createIdleThread()
  prepareSystemHeap()
  kernel.current.assignSystemHeap()
  // Once for the handlers, and again when the controller is up, for the priorities.
  connectStaticInterrupts()
  createMainThread()
  Port.cancelSwitch()
  port_start_threads()
}

private func createIdleThread() {
  let stack = unsafe bulkhead_image.idle_stack
  let size = unsafe bulkhead_image.idle_stack_size
  unsafe Image.idleThread.begin(on: stack, size, priority: Thread.idlePriority) { _, _, _ in idle()
  }
}

private func createMainThread() {
  unsafe Image.mainThread.beginMain(bulkhead_run_main_thread)
  Image.mainThread.holdOffOthers()
  unsafe bulkhead_image.name_threads?()
}

/// Where what a thread was doing is saved by the switch that leaves it, and forgotten.
@safe nonisolated(unsafe) private var forgotten = unsafe ThreadRecord()

extension Thread {
  /// Lets the main thread drop what it does and what it holds, and go on with something else.
  ///
  /// If it runs, that happens at the next switch. Interrupts are masked.
  func beginAgain(_ body: @convention(c) () -> Void) {
    if !state.contains(.dead) {
      releaseMutexes()
      end()
    }
    forgetRun()
    kernel.boot.ended &+= 1
    unsafe beginMain(body)
    // Not what the thread had from which this was done.
    owner = .nobody
    assignSystemHeap()
    fields.lock_epoch = kernel.boot.ended
    if kernel.phase == .preKernel { holdOffOthers() }
    unsafe bulkhead_image.name_threads?()
    Port.requestSwitch()
  }
}

extension Thread {
  /// If it runs: what it does is left at the next switch for good.
  func forgetRun() {
    guard kernel.current == self else { return }
    Port.freeLines()
    unsafe kernel.running = Thread(&forgotten)
    kernel.current.state = .dead
  }

  /// Lets a work queue's thread drop what it does and what it holds, and begin at its entry.
  ///
  /// If it runs, that happens at the next switch. Interrupts are masked. Its entry calls with room.
  func startOver() {
    releaseMutexes()
    fields.lock_epoch &+= 1
    stopWaiting()
    fields.lock_depth = 0
    settleCeiling()
    forgetRun()
    unsafe port_end_thread(record)
    unsafe port_prepare_thread(record, stackEnd)
    Port.requestSwitch()
  }
}

/// The entry that was ended may have been one that matters.
@c @implementation
public func bulkhead_resume_boot() {
  bulkhead_init_policy?()
  bulkhead_run_main_thread()
}

/// The main thread's first function.
///
/// Safety: `beginMain` gives the body.
@c @implementation
public func bulkhead_enter_main_thread(
  _ body: UnsafeMutableRawPointer?, _ unused: UnsafeMutableRawPointer?,
  _ alsoUnused: UnsafeMutableRawPointer?
) {
  unsafe port_call_with_room(unsafeBitCast(body, to: (@convention(c) () -> Void).self))
}

extension Thread {
  /// Starts the main thread at a function, on its stack from the top; interrupts are masked.
  ///
  /// Not from that stack.
  @unsafe
  func beginMain(_ body: @convention(c) () -> Void) {
    let stack = unsafe bulkhead_image.main_stack
    let size = unsafe UInt32(truncatingIfNeeded: bulkhead_image.main_stack_size)
    let parameter = unsafe unsafeBitCast(body, to: UnsafeMutableRawPointer.self)
    unsafe begin(
      on: stack, size, priority: Image.mainPriority, bulkhead_enter_main_thread, parameter)
  }

  /// Safety: the build sized and placed the stacks for the kernel's use alone.
  @unsafe
  @inline(never)
  fileprivate func begin(
    on stack: UnsafeMutableRawPointer, _ size: UInt32, priority: Int32, _ entry: k_thread_entry_t,
    _ parameter: UnsafeMutableRawPointer? = nil
  ) {
    let plan = unsafe ThreadPlan(
      stack: stack, stackSize: Int(truncatingIfNeeded: size), entry: entry,
      parameters: (parameter, nil, nil), priority: priority, options: ThreadOption.essential)
    // Not again, so that what is painted still tells the most that was used.
    unsafe prepare(plan, paints: Image.paintsStacks && kernel.boot.place.row == 0)
    joinAlive()
    kernel.clearSlowly(.notStarted, of: self)
  }
}

extension Thread {
  /// The scheduler is locked before the thread's first step.
  fileprivate func holdOffOthers() {
    fields.lock_depth = 1
    fields.ceiling = 0
  }

  /// Undoes that, for the running thread; interrupts are masked.
  func letOthersIn() {
    fields.lock_depth = 0
    settleCeiling()
    Port.requestSwitch()
  }
}

/// Gives the kernel's own threads their names; linked only if threads have names.
@c @implementation
public func bulkhead_name_threads() {
  kernel.idle?.setName("idle")
  Image.mainThread.setName("main")
}

/// The entries, then the application.
@c @implementation
public func bulkhead_run_main_thread() {
  bringUpAll()
  kernel.phase = .application
  createStaticThreads()
  let status = bulkhead_call_main()
  if Image.exitsAfterMain { bulkhead_exit(status) }
  kernel.afterMain?(status)
  kernel.mainStatus = status
  // The main thread may end like any other once the application's main has returned.
  kernel.current.fields.options &= ~1
}

/// The line an image begins with, if it is to.
@c @implementation
public func bulkhead_print_banner() {
  Console.write("*** Bulkhead on ")
  if let board = unsafe bulkhead_image.reports?.pointee.board {
    unsafe Console.write(cString: board)
  }
  Console.write(" ***\n")
}

/// Starts the threads that the image has for parts of the kernel it uses: the system work queue's.
@inline(__always)
func startSystemThreads() {
  var start = unsafe bulkhead_starters_start()
  let end = unsafe bulkhead_starters_end()
  while unsafe start < end {
    unsafe start.pointee.run()
    unsafe start += 1
  }
}

/// Creates what K_THREAD_DEFINE described; all start together when the last one is created.
@inline(__always)
func createStaticThreads() {
  let key = Port.lock()
  var plan = unsafe bulkhead_static_threads_start()
  let end = unsafe bulkhead_static_threads_end()
  while unsafe plan < end {
    unsafe plan.pointee.create(plan)
    unsafe plan += 1
  }
  Port.unlock(key)
}

/// Creates one thread of K_THREAD_DEFINE.
@c @implementation
public func bulkhead_create_static_thread(_ plan: UnsafePointer<bulkhead_static_thread>) {
  let description = unsafe plan.pointee
  let thread = unsafe Thread(description.thread)
  unsafe thread.create(description.threadPlan, delay: description.delay)
  unsafe thread.setName(cString: description.name)
}

extension bulkhead_static_thread {
  public var threadPlan: ThreadPlan {
    unsafe ThreadPlan(
      stack: stack, stackSize: stack_size, entry: entry,
      parameters: (parameters.0, parameters.1, parameters.2), priority: priority, options: options)
  }

  /// From the boot to the thread's start.
  public var delay: Timeout {
    if unsafe delay_ms < 0 { return .forever }
    let ticks = unsafe Int64(delay_ms) &* Int64(Image.ticksPerSecond)
    return Timeout(encoded: (ticks &+ 999) / 1000)
  }
}

/// The idle thread: waits for interrupts, and ends the run when nothing can happen any more.
@inline(__always)
private func idle() {
  while true {
    let key = Port.lock()
    if let status = kernel.mainStatus, isRunComplete() {
      Port.unlock(key)
      bulkhead_exit(status)
    }
    Port.idle()
  }
}

/// Whether nobody waits for a time, and no thread is left but this one.
private func isRunComplete() -> Bool {
  guard Image.exitsWhenDone, kernel.clock.firstDeadline == nil else { return false }
  var thread = kernel.alive
  while let one = thread {
    if one != kernel.idle, !one.serves { return false }
    thread = one.nextAlive
  }
  return true
}
