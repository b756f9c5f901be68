// From reset to main: the order of the boot as a list of calls.

import CBulkhead
import KernelCore

/// The levels of the boot, in their order.
enum InitLevel: Int {
  case early
  case preKernel1
  case preKernel2
  case postKernel
  case application
}

/// Boots: called by the port's start code with interrupts masked, on the boot's stack.
@c @implementation
public func bulkhead_boot() -> Never {
  kernel.running = Image.idleThread
  kernel.idle = kernel.running
  prepareIdleThread()
  prepareSystemHeap()
  kernel.current.assignSystemHeap()
  runEntries(of: .early)
  runEntries(of: .preKernel1)
  runEntries(of: .preKernel2)
  // The controller is up, and no interrupt comes before the first thread.
  connectStaticInterrupts()
  unsafe bulkhead_image.start_slicing?()
  createMainThread()
  kernel.phase = .postKernel
  Port.cancelSwitch()
  port_start_threads()
}

private func prepareIdleThread() {
  let plan = unsafe ThreadPlan(
    stack: bulkhead_image.idle_stack, stackSize: Int(bulkhead_image.idle_stack_size),
    entry: { _, _, _ in idle() }, parameters: (nil, nil, nil), priority: 32, options: 1)
  // Safety: the build sized and placed these for the kernel's use alone.
  unsafe kernel.current.prepare(plan)
  kernel.current.state = .ready
  _ = kernel.ready.append(kernel.current, at: Thread.idleLevel)
  kernel.current.joinAlive()
}

func createMainThread() {
  let main = Image.mainThread
  let plan = unsafe ThreadPlan(
    stack: bulkhead_image.main_stack, stackSize: Int(bulkhead_image.main_stack_size),
    entry: { _, _, _ in runMainThread() }, parameters: (nil, nil, nil),
    priority: Image.mainPriority, options: 1)
  unsafe main.create(plan, delay: .none)
  unsafe bulkhead_image.name_threads?()
}

/// Gives the kernel's own threads their names; linked only if threads have names.
@c @implementation
public func bulkhead_name_threads() {
  kernel.idle?.setName("idle")
  Image.mainThread.setName("main")
}

/// The main thread: the rest of the boot, then the application.
private func runMainThread() {
  startSystemThreads()
  runEntries(of: .postKernel)
  unsafe bulkhead_image.reports?.pointee.banner?()
  runEntries(of: .application)
  kernel.phase = .application
  createStaticThreads()
  let status = bulkhead_call_main()
  if Image.exitsAfterMain { bulkhead_exit(status) }
  kernel.mainStatus = status
  // The main thread may end like any other once the application's main has returned.
  kernel.current.fields.options &= ~1
}

/// The line an image begins with, if it is to.
@c @implementation
public func bulkhead_print_banner() {
  Console.write("*** Bulkhead on ")
  unsafe Console.write(cString: bulkhead_image.board)
  Console.write(" ***\n")
}

/// Calls a level's entries in the order the linker sorted them.
private func runEntries(of level: InitLevel) {
  // Safety: generated bounds of a constant table.
  var entry = unsafe bulkhead_init_level_start(UInt32(level.rawValue))
  let end = unsafe bulkhead_init_level_start(UInt32(level.rawValue + 1))
  while unsafe entry < end {
    unsafe run(entry)
    unsafe entry += 1
  }
}

@unsafe
private func run(_ entry: UnsafePointer<bulkhead_init_entry>) {
  let result = unsafe bringUp(entry)
  if result != 0 {
    unsafe bulkhead_image.reports?.pointee.init_failure(entry.pointee.name, result)
  }
}

/// Runs an entry's init function and notes in its device what came of it.
@unsafe
func bringUp(_ entry: UnsafePointer<bulkhead_init_entry>) -> Int32 {
  let result = unsafe bulkhead_run_init_entry(entry)
  if let device = unsafe entry.pointee.device {
    unsafe device.pointee.state.pointee.init_res = Int8(truncatingIfNeeded: result)
    unsafe device.pointee.state.pointee.initialized = true
  }
  return result
}

/// What an image says of an init function that failed.
@c @implementation
public func bulkhead_print_init_failure(_ name: UnsafePointer<CChar>, _ result: Int32) {
  Console.write("init of ")
  unsafe Console.write(cString: name)
  Console.write(" failed: ")
  Console.write(decimal: Int(result))
  Console.write("\n")
}

/// Starts the threads that the image has for parts of the kernel it uses: the system work queue's.
func startSystemThreads() {
  var start = unsafe bulkhead_starters_start()
  let end = unsafe bulkhead_starters_end()
  while unsafe start < end {
    unsafe start.pointee.run()
    unsafe start += 1
  }
}

/// Creates what K_THREAD_DEFINE described; all start together when the last one is created.
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
  let plan = unsafe plan.pointee
  let thread = unsafe Thread(plan.thread)
  let delay: Timeout
  if unsafe plan.delay_ms < 0 {
    delay = .forever
  } else {
    let ticks = unsafe Int64(plan.delay_ms) &* Int64(Image.ticksPerSecond)
    delay = Timeout(encoded: (ticks &+ 999) / 1000)
  }
  let made = unsafe ThreadPlan(
    stack: plan.stack, stackSize: plan.stack_size, entry: plan.entry,
    parameters: (plan.parameters.0, plan.parameters.1, plan.parameters.2),
    priority: plan.priority, options: plan.options)
  unsafe thread.create(made, delay: delay)
  unsafe thread.setName(cString: plan.name)
}

/// The idle thread: waits for interrupts, and ends the run when nothing can happen any more.
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
