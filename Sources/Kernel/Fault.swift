// The end of what cannot go on: the report, the application's say, and then the thread's end or
// the system's. Nothing here allocates or waits.

import CBulkhead
import KernelCore

/// Why the kernel itself gives up.
enum FatalCause: UInt32 {
  case essentialThreadEnded
  case switchFailed
  case waitInInterrupt
  case tooManyUsers
  case userStack
  case userROM
  case compartment
  case confinement

  var text: StaticString {
    switch self {
    case .essentialThreadEnded: "an essential thread has ended"
    case .switchFailed: "a thread ran on after its end"
    case .waitInInterrupt: "an interrupt handler tried to wait"
    case .tooManyUsers: "no more threads can be without privileges: CONFIG_MAX_USER_THREADS"
    case .compartment: "no region covers what a compartment may reach"
    case .confinement: "only compartments have threads without privileges here"
    case .userROM: "no region covers what threads without privileges may execute"
    case .userStack: "a thread without privileges needs a stack of K_THREAD_STACK_DEFINE, all of it"
    }
  }
}

/// Refuses callers that are not threads: what they ask for would make them wait.
@inline(__always)
func requireThread(_ breach: FatalCause) {
  if Port.isInInterrupt { fatal(breach, about: kernel.current) }
}

/// Reports a broken contract or invariant, and ends the run.
@inline(never)
func fatal(_ cause: FatalCause, about thread: Thread) -> Never {
  Port.maskForGood()
  unsafe bulkhead_image.fatal_paths?.pointee.breach(cause.rawValue, thread.record)
  halt()
}

/// Reports a broken rule of the kernel's and asks the application; the run ends anyway.
@c @implementation
public func bulkhead_report_breach(_ cause: UInt32, _ thread: UnsafeMutablePointer<ThreadRecord>) {
  report(FatalCause(rawValue: cause)?.text ?? "kernel panic")
  if unsafe Thread(thread) != kernel.current {
    unsafe bulkhead_image.reports?.pointee.thread(thread)
  }
  askApplication(reason: 4)
}

/// The running thread cannot go on: it waits for a time while no clock counts.
@c @implementation
public func bulkhead_fail_without_clock() {
  Port.maskForGood()
  report("a wait for a time, and the clock is not up")
  endCurrentThread(reason: 3)
}

/// Reports something that is no fault of the processor's.
private func report(_ text: StaticString) {
  guard let reports = unsafe bulkhead_image.reports else { return }
  let cause = unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  var fault = unsafe bulkhead_fault(
    cause: cause, address: 0, has_address: false, is_from_interrupt: Port.isInInterrupt,
    has_line: false, line: 0, register_count: 0, register_names: nil, registers: nil, sp: 0,
    reason: 0)
  unsafe reports.pointee.fault(&fault)
}

/// A port's report of a fault: prints it, asks the application, ends the thread or the run.
@c @implementation
public func bulkhead_report_fault(_ fault: UnsafePointer<bulkhead_fault>) {
  let key = Port.mask()
  if let reports = unsafe bulkhead_image.reports { unsafe reports.pointee.fault(fault) }
  if unsafe !fault.pointee.is_from_interrupt, abandonFaultyEntry() {
    Port.unmask(key)
    return
  }
  if unsafe !fault.pointee.is_from_interrupt, bulkhead_call_fails() {
    Port.unmask(key)
    return
  }
  askApplication(reason: unsafe fault.pointee.reason)
  if unsafe fault.pointee.is_from_interrupt || kernel.current.isEssential { halt() }
  // The application may have aborted it already.
  if !kernel.current.state.contains(.dead) { kernel.current.end() }
  Port.unmask(key)
}

/// k_oops and k_panic: the thread says itself that it cannot go on.
@c @implementation
public func bulkhead_fail(_ fault: UnsafePointer<bulkhead_fault>) {
  Port.maskForGood()
  if let reports = unsafe bulkhead_image.reports { unsafe reports.pointee.fault(fault) }
  endCurrentThread(reason: unsafe fault.pointee.reason)
}

private func endCurrentThread(reason: UInt32) {
  if !Port.isInInterrupt, abandonFaultyEntry() || bulkhead_call_fails() { Port.switchNow() }
  askApplication(reason: reason)
  if Port.isInInterrupt || kernel.current.isEssential || reason == 4 { halt() }
  kernel.current.end()
  Port.switchNow()
}

/// An init entry's fault ends the entry, and nobody is asked.
///
/// False if it is another thread's.
private func abandonFaultyEntry() -> Bool {
  kernel.current == Image.mainThread && abandonEntry(.fault)
}

/// Calls the application's handler, which may end the thread itself; ends the run if there is none
/// or if the error happened in that handler.
private func askApplication(reason: UInt32) {
  let thread = kernel.current
  if kernel.fatalDepth != 0 || thread.isFailing { halt() }
  let isInInterrupt = Port.isInInterrupt
  // A thread may not come back from its handler; a record that is used again begins without this.
  if isInInterrupt { kernel.fatalDepth = 1 } else { thread.isFailing = true }
  if !bulkhead_call_fatal_handler(reason) { halt() }
  kernel.fatalDepth = 0
  thread.isFailing = false
}

/// Stops for good.
public func halt() -> Never { bulkhead_exit(1) }

/// Whether a stack pointer has left the running thread's stack.
@c @implementation
public func bulkhead_has_overflowed(_ sp: UInt) -> Bool {
  guard !kernel.current.isFailing else { return false }
  return sp < kernel.current.stackInUse
}

extension Thread {
  /// Whether it is in the application's handler of fatal errors.
  var isFailing: Bool {
    get { UInt32(fields.options) & ThreadOption.failing != 0 }
    nonmutating set {
      let others = fields.options & ~UInt8(ThreadOption.failing)
      fields.options = newValue ? others | UInt8(ThreadOption.failing) : others
    }
  }
}
