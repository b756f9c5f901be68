// What becomes of a thread that faults: <bulkhead/supervise.h>. Only images that say it of a thread have this.

import CBulkhead
import KernelCore

/// What was said of a thread.
///
/// Safety: the image has as many records as it says; changed with interrupts masked.
@safe
private struct Supervision {
  let record: UnsafeMutablePointer<SupervisionRecord>

  @safe var fields: SupervisionRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  private static func first(where isRight: (Supervision) -> Bool) -> Supervision? {
    for index in 0..<bulkhead_supervision_count {
      let one = unsafe Supervision(record: bulkhead_supervision_at(index))
      if isRight(one) { return one }
    }
    return nil
  }

  /// Nil if nothing was said of it.
  static func of(_ thread: Thread) -> Supervision? {
    thread.isSupervised ? place(of: thread) : nil
  }

  /// What is said of the thread, or was of one before in the same record.
  private static func place(of thread: Thread) -> Supervision? {
    first { unsafe $0.fields.thread == thread.record }
  }

  /// A place for a thread; nil if all are others', who live.
  static func make(for thread: Thread) -> Supervision? {
    place(of: thread) ?? first { !$0.isInUse }
  }

  private var isInUse: Bool {
    var thread = kernel.alive
    while let one = thread {
      if unsafe one.record == fields.thread { return one.isSupervised }
      thread = one.nextAlive
    }
    return false
  }

  /// What becomes of the thread now, as long as it may begin anew.
  func action(for wish: bulkhead_fault_policy) -> bulkhead_fault_policy {
    if wish == BULKHEAD_FAULT_HANDLER, !fields.is_in_handler { return wish }
    let isAllowed = unsafe wish == BULKHEAD_FAULT_RESTART && fields.restarted < fields.plan.restarts
    return isAllowed ? wish : BULKHEAD_FAULT_ABORT
  }

  /// Tells whoever is to know.
  @unsafe
  func tell(_ report: inout FaultRecord) {
    guard let queue = unsafe fields.plan.told else { return }
    unsafe report.lost = fields.lost
    let outcome = unsafe MessageQueue(queue).put(&report, .none)
    if outcome == .done { fields.lost = 0 } else { fields.lost &+= 1 }
  }
}

@c @implementation
public func bulkhead_on_fault(
  _ thread: UnsafeMutablePointer<ThreadRecord>,
  _ plan: UnsafePointer<FaultPlan>?
) -> Int32 {
  let thread = unsafe Thread(thread)
  if thread == kernel.idle || thread == Image.mainThread || thread.callsWork {
    return -BULKHEAD_ENOTSUP
  }
  let key = Port.mask()
  defer { Port.unmask(key) }
  if thread.state.contains(.dead) { return -BULKHEAD_EINVAL }
  if let plan = unsafe plan, unsafe !isSound(plan.pointee) { return -BULKHEAD_EINVAL }
  if Supervision.of(thread)?.fields.is_in_handler == true { return -BULKHEAD_EBUSY }
  guard let plan = unsafe plan else {
    thread.isSupervised = false
    return 0
  }
  guard let supervision = Supervision.make(for: thread) else { return -BULKHEAD_ENOMEM }
  unsafe supervision.record.initialize(to: SupervisionRecord())
  unsafe supervision.fields.thread = thread.record
  unsafe supervision.fields.plan = plan.pointee
  thread.isSupervised = true
  return 0
}

@unsafe
private func isSound(_ plan: FaultPlan) -> Bool {
  if let queue = unsafe plan.told,
    unsafe MessageQueue(queue).messageSize != MemoryLayout<FaultRecord>.stride
  {
    return false
  }
  return unsafe plan.policy != BULKHEAD_FAULT_HANDLER || plan.handler != nil
}

extension Thread {
  /// Whether something was said of it since it was created.
  fileprivate var isSupervised: Bool {
    get { UInt32(fields.options) & ThreadOption.supervised != 0 }
    nonmutating set {
      let others = fields.options & ~UInt8(ThreadOption.supervised)
      fields.options = newValue ? others | UInt8(ThreadOption.supervised) : others
    }
  }
}

// MARK: A fault

@c @implementation
public func bulkhead_settle_fault(_ fault: UnsafePointer<bulkhead_fault>) -> Bool {
  if unsafe fault.pointee.is_from_interrupt || fault.pointee.reason == 4 { return false }
  // What it has called there fails, and the thread goes on.
  if kernel.current.isInCompartment { return false }
  let key = Port.mask()
  defer { Port.unmask(key) }
  let thread = kernel.current
  // It may have been ended in between, by a handler.
  guard let supervision = Supervision.of(thread), !thread.state.contains(.dead) else {
    return false
  }
  if let reports = unsafe bulkhead_image.reports { unsafe reports.pointee.fault(fault) }
  askApplication(unsafe fault.pointee.reason)
  var report = unsafe bulkhead_describe_fault(thread.record, fault)
  if unsafe report.has_address, let users = unsafe bulkhead_user_settling_or_null() {
    unsafe users.pointee.attribute(&report)
  }
  let isOver = thread.state.contains(.dead)
  let action =
    unsafe isOver
    ? BULKHEAD_FAULT_ABORT : supervision.action(for: supervision.fields.plan.policy)
  if action == BULKHEAD_FAULT_RESTART { supervision.fields.restarted &+= 1 }
  unsafe report.restarts = supervision.fields.restarted
  unsafe report.action = action.rawValue
  unsafe supervision.tell(&report)
  if isOver { return true }
  if action == BULKHEAD_FAULT_ABORT {
    if thread.isEssential { halt() }
    thread.end()
    return true
  }
  let isHandler = action == BULKHEAD_FAULT_HANDLER
  unsafe supervision.begin(with: isHandler ? report : nil)
  return true
}

/// Calls the application's handler of fatal errors, if it has one; ends the run if the error happened in that.
///
/// Interrupt context.
private func askApplication(_ reason: UInt32) {
  if kernel.fatalDepth != 0 || kernel.current.isFailing { halt() }
  kernel.fatalDepth = 1
  _ = bulkhead_call_fatal_handler(reason)
  kernel.fatalDepth = 0
}

@c @implementation
public func bulkhead_settle_own_fault(_ fault: UnsafePointer<bulkhead_fault>) {
  if unsafe Port.isInInterrupt || fault.pointee.reason == 4 { return }
  if kernel.current.isInCompartment { return }
  let key = Port.mask()
  let isSupervised = Supervision.of(kernel.current) != nil
  Port.unmask(key)
  if !isSupervised { return }
  unsafe leave(settleInHandler, fault)
  Port.switchNow()
}

/// Interrupt context.
@unsafe
private func settleInHandler(_ fault: UnsafeRawPointer?) {
  guard let fault = unsafe fault else { return }
  _ = unsafe bulkhead_settle_fault(fault.assumingMemoryBound(to: bulkhead_fault.self))
}

// MARK: Beginning anew

/// Lets a handler do it, which stands on another stack than the thread; interrupts are masked there.
///
/// Where it returns, the switch is still to come.
@unsafe
private func leave(
  _ body: @convention(c) (UnsafeRawPointer?) -> Void, _ parameter: UnsafeRawPointer
) {
  Port.unmaskAll()
  unsafe port_offload(body, parameter)
  _ = Port.lock()
}

extension Supervision {
  /// Lets the running thread drop what it does and what it holds, and begin at its entry, or at the
  /// handler, which gets the report.
  ///
  /// Interrupt context; interrupts are masked.
  @unsafe
  fileprivate func begin(with report: consuming FaultRecord?) {
    let thread = kernel.current
    thread.dropAll()
    var top = unsafe thread.stackEnd
    let user = thread.user?.isUnprivileged == true ? unsafe bulkhead_user_settling_or_null() : nil
    let isHandler = unsafe report != nil
    if isHandler {
      unsafe fields.entry = thread.fields.entry
      unsafe fields.parameters = thread.fields.parameters
      unsafe top -= (MemoryLayout<FaultRecord>.stride &+ 15) & ~15
      unsafe thread.fields.entry = user?.pointee.run_handler ?? bulkhead_run_fault_handler
      unsafe thread.fields.parameters = (
        unsafeBitCast(fields.plan.handler, to: UnsafeMutableRawPointer?.self),
        UnsafeMutableRawPointer(top), fields.plan.parameter
      )
    } else if fields.is_in_handler {
      unsafe thread.fields.entry = fields.entry
      unsafe thread.fields.parameters = fields.parameters
    }
    fields.is_in_handler = isHandler
    unsafe thread.clearStack(upTo: top)
    if let user = unsafe user {
      unsafe user.pointee.prepare(thread.record, top)
    } else {
      unsafe port_prepare_thread(thread.record, top)
    }
    unsafe port_leave_frame(thread.record)
    if let report = unsafe report {
      unsafe UnsafeMutableRawPointer(top).storeBytes(of: report, as: FaultRecord.self)
    }
    Port.requestSwitch()
  }
}

extension Thread {
  /// It holds nothing any more, and what it does is left at the next switch.
  fileprivate func dropAll() {
    unsafe bulkhead_end_shares_of(record)
    releaseMutexes()
    fields.lock_epoch &+= 1
    withdraw()
    fields.lock_depth = 0
    settleCeiling()
    fields.errno_value = 0
    unsafe fields.custom_data = nil
    forgetRun()
  }

  /// Fills its stack, or what is below the caller, if it stands on it: on the host it does.
  @unsafe
  fileprivate func clearStack(upTo top: UnsafeMutablePointer<CChar>) {
    guard let stack = unsafe fields.stack else { return }
    var marker: UInt32 = 0
    let here = unsafe withUnsafeMutablePointer(to: &marker) { unsafe UnsafeMutableRawPointer($0) }
    let bytes = unsafe UnsafeMutableRawPointer(stack)
    let standsOnIt = unsafe here > bytes && here < UnsafeMutableRawPointer(top)
    // What fills it stands on it, too, and takes several kilobytes with AddressSanitizer.
    let count = unsafe standsOnIt ? here - bytes - 16384 : top - stack
    unsafe bytes.initializeMemory(
      as: UInt8.self, repeating: UInt8(BULKHEAD_STACK_PAINT), count: max(count, 0))
  }
}

// MARK: The handler

@c @implementation
public func bulkhead_run_fault_handler(
  _ handler: UnsafeMutableRawPointer?, _ record: UnsafeMutableRawPointer?,
  _ parameter: UnsafeMutableRawPointer?
) {
  let call = unsafe unsafeBitCast(handler, to: bulkhead_fault_handler_t.self)
  let fault = unsafe record.unsafelyUnwrapped.assumingMemoryBound(to: FaultRecord.self)
  unsafe bulkhead_follow_fault_handler(call(fault, parameter).rawValue)
}

@c @implementation
public func bulkhead_follow_fault_handler(_ verdict: UInt32) {
  let key = Port.lock()
  guard let supervision = Supervision.of(kernel.current), supervision.fields.is_in_handler else {
    Port.unlock(key)
    return
  }
  let wish = bulkhead_fault_policy(rawValue: verdict)
  if supervision.action(for: wish) == BULKHEAD_FAULT_ABORT {
    Port.unlock(key)
    kernel.current.abort()
    return
  }
  unsafe leave(beginAgain, supervision.record)
  Port.switchNow()
}

/// Interrupt context.
@unsafe
private func beginAgain(_ record: UnsafeRawPointer?) {
  let key = Port.mask()
  // It may have been ended in between, by a handler.
  if let supervision = Supervision.of(kernel.current), supervision.fields.is_in_handler,
    !kernel.current.state.contains(.dead)
  {
    supervision.fields.restarted &+= 1
    unsafe supervision.begin(with: nil)
  }
  Port.unmask(key)
}
