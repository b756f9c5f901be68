// The end of what cannot go on: the report, the application's say, and then the thread's end or
// the system's. Nothing here allocates or waits.

import CBulkhead
import KernelCore

/// Why the kernel itself gives up.
enum FatalCause {
  case essentialThreadEnded
  case switchFailed
  case waitInInterrupt

  var text: StaticString {
    switch self {
    case .essentialThreadEnded: "an essential thread has ended"
    case .switchFailed: "a thread ran on after its end"
    case .waitInInterrupt: "an interrupt handler tried to wait"
    }
  }
}

/// Refuses callers that are not threads: what they ask for would make them wait.
@inline(__always)
func requireThread(_ breach: FatalCause) {
  if Port.isInInterrupt { fatal(breach) }
}

/// Reports a broken contract or invariant, and ends the run.
@inline(never)
func fatal(_ cause: FatalCause) -> Never {
  _ = Port.lock()
  report(cause.text)
  finishFatal(reason: 4)
  halt()
}

/// Reports something that is no fault of the processor's.
private func report(_ text: StaticString) {
  guard let reports = unsafe bulkhead_image.reports else { return }
  let cause = unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  var fault = unsafe bulkhead_fault(
    cause: cause, address: 0, is_from_interrupt: 0, register_count: 0, register_names: nil,
    registers: nil, sp: 0, reason: 0)
  unsafe reports.pointee.fault(&fault)
}

/// A port's report of a fault: prints it, asks the application, ends the thread or the run.
@c @implementation
public func bulkhead_report_fault(_ fault: UnsafePointer<bulkhead_fault>) {
  let key = Port.lock()
  if let reports = unsafe bulkhead_image.reports { unsafe reports.pointee.fault(fault) }
  unsafe bulkhead_end_faulted(fault.pointee.reason, fault.pointee.is_from_interrupt != 0)
  Port.unlock(key)
}

/// Asks the application, then ends the thread or the run.
@c @implementation
public func bulkhead_end_faulted(_ reason: UInt32, _ isFromInterrupt: Bool) {
  let key = Port.lock()
  finishFatal(reason: reason)
  if isFromInterrupt || kernel.current.isEssential { halt() }
  // The application may have aborted it already.
  if !kernel.current.state.contains(.dead) { kernel.current.end() }
  Port.unlock(key)
}

/// What happened, the registers, the thread and its stack.
@c @implementation
public func bulkhead_print_fault(_ fault: UnsafePointer<bulkhead_fault>) {
  Console.write("\n*** fatal error: ")
  unsafe Console.write(cString: fault.pointee.cause)
  Console.write("\n")
  if unsafe fault.pointee.address != 0 {
    Console.write("  address ")
    unsafe Console.write(address: fault.pointee.address)
    Console.write("\n")
  }
  for index in unsafe 0..<Int(fault.pointee.register_count) {
    Console.write("  ")
    unsafe Console.write(cString: fault.pointee.register_names.unsafelyUnwrapped[index])
    Console.write("  ")
    unsafe Console.write(address: fault.pointee.registers.unsafelyUnwrapped[index])
    Console.write(index & 3 == 3 ? "\n" : "")
  }
  if unsafe fault.pointee.register_count & 3 != 0 { Console.write("\n") }
  unsafe reportThread(kernel.current, sp: fault.pointee.sp)
}

/// k_oops and k_panic: the thread says itself that it cannot go on.
public func failCurrentThread(reason: UInt32) {
  _ = Port.lock()
  report(reason == 4 ? "kernel panic" : "kernel oops")
  finishFatal(reason: reason)
  if Port.isInInterrupt || kernel.current.isEssential || reason == 4 { halt() }
  kernel.current.end()
  Port.switchNow(Port.unlocked)
}

private func finishFatal(reason: UInt32) {
  if !bulkhead_call_fatal_handler(reason) { halt() }
}

/// Stops for good.
public func halt() -> Never { bulkhead_exit(1) }

/// Prints who ran, on which stack, and how much of it was used.
private func reportThread(_ thread: Thread, sp: UInt) {
  Console.write("  thread ")
  unsafe Console.write(address: UInt(bitPattern: thread.record))
  Console.write(" \"")
  thread.printName()
  Console.write("\", priority ")
  Console.write(decimal: Int(thread.priority))
  let base = unsafe UInt(bitPattern: thread.fields.stack)
  let size = UInt(thread.fields.stack_size)
  Console.write("\n  stack  ")
  Console.write(address: base)
  Console.write(" to ")
  Console.write(address: base &+ size)
  Console.write(", ")
  Console.write(decimal: Int(size))
  Console.write(" bytes")
  if sp >= base, sp <= base &+ size {
    Console.write(", in use ")
    Console.write(decimal: Int(base &+ size &- sp))
  } else if sp != 0 {
    Console.write(", the stack pointer is outside")
  }
  if let unused = thread.unusedStack {
    Console.write(", at most ")
    Console.write(decimal: Int(size) &- unused)
  }
  Console.write("\n")
}
