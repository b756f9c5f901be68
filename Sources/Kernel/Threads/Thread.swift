// A thread, by reference: the record lies where the application put it. This file is the view
// that the kernel's algorithms have of it; what a thread can do stands in the files beside it.

import CBulkhead
import KernelCore

/// A reference to a thread's record.
///
/// Safety: whoever makes one vouches that the record outlives the thread, as k_thread_create's
/// contract says; all accesses happen with interrupts masked.
@safe
public struct Thread: WaitingNode {
  let record: UnsafeMutablePointer<ThreadRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<ThreadRecord>) { unsafe self.record = record }

  /// The C record, for those who hand it on to C.
  @inline(__always)
  @unsafe
  public var pointer: UnsafeMutablePointer<ThreadRecord> { unsafe record }

  /// The record's members, in place.
  @inline(__always)
  @safe var fields: ThreadRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  @inline(__always)
  public static func == (one: Thread, other: Thread) -> Bool {
    unsafe one.record == other.record
  }

  @inline(__always)
  static func optional(_ record: UnsafeMutablePointer<ThreadRecord>?) -> Thread? {
    guard let record = unsafe record else { return nil }
    return unsafe Thread(record)
  }
}

// Links, which the queues own.
extension Thread {
  @inline(__always)
  public static var findsLowestBit: Bool { Port.findsLowestBit }

  @inline(__always)
  public var next: Thread {
    // Safety: asked only of threads in a ring, whose links are set.
    get { unsafe Thread(fields.next.unsafelyUnwrapped) }
    nonmutating set { unsafe fields.next = newValue.record }
  }
  @inline(__always)
  public var previous: Thread {
    get { unsafe Thread(fields.previous.unsafelyUnwrapped) }
    nonmutating set { unsafe fields.previous = newValue.record }
  }
  @inline(__always)
  public var more: Thread? {
    get { unsafe Thread.optional(fields.more) }
    nonmutating set { unsafe fields.more = newValue?.record }
  }
  @inline(__always)
  public var less: Thread? {
    get { unsafe Thread.optional(fields.less) }
    nonmutating set { unsafe fields.less = newValue?.record }
  }
}

/// Bits of a thread's options: C's K_ESSENTIAL, and the kernel's own.
enum ThreadOption {
  static let essential: UInt32 = 1
  static let supervised: UInt32 = 16
  static let callsWork: UInt32 = 32
  static let failing: UInt32 = 64
  static let serves: UInt32 = 128
}

/// Why a thread is not ready; several reasons can hold at once.
struct ThreadState: OptionSet, Sendable {
  let rawValue: UInt8
  static let waiting = ThreadState(rawValue: 1)
  static let sleeping = ThreadState(rawValue: 2)
  static let suspended = ThreadState(rawValue: 4)
  static let notStarted = ThreadState(rawValue: 8)
  static let dead = ThreadState(rawValue: UInt8(BULKHEAD_THREAD_DEAD))
  // Not a constant `[]`: that is an array in the making, and costs a switch 16 instructions.
  static var ready: ThreadState { ThreadState(rawValue: 0) }
  /// What a timeout ends.
  static let timed = ThreadState(rawValue: 1 | 2 | 8)
  /// What cannot be suspended.
  static let beyondSuspension = ThreadState(rawValue: 4 | 16)
}

extension Thread {
  @inline(__always)
  var state: ThreadState {
    get { ThreadState(rawValue: fields.state) }
    nonmutating set { fields.state = newValue.rawValue }
  }

  /// Effective priority, 0 the most urgent, with what mutexes lend.
  @inline(__always)
  public var level: UInt8 {
    get { fields.level }
    nonmutating set { fields.level = newValue }
  }

  /// What the wait that ended last came to.
  @inline(__always)
  var outcome: Outcome {
    get { Outcome(rawValue: fields.result) }
    nonmutating set { fields.result = newValue.rawValue }
  }

  @inline(__always)
  var timeout: TimeoutEntry {
    // Safety: the timeout is the record's first member.
    unsafe TimeoutEntry(UnsafeMutableRawPointer(record).assumingMemoryBound(to: TimeoutRecord.self))
  }

  /// The thread whose timeout an entry is.
  @inline(__always)
  init(of timeout: TimeoutEntry) {
    // Safety: only threads' entries come here, and the timeout is their first member.
    unsafe self.init(
      UnsafeMutableRawPointer(timeout.record).assumingMemoryBound(to: ThreadRecord.self))
  }

  var isEssential: Bool { UInt32(fields.options) & ThreadOption.essential != 0 }
  /// Where the stack begins that it is on: its own, or in a compartment that it has called one of that.
  var stackInUse: UInt {
    if isInCompartment, let user = unsafe fields.user { return unsafe user.pointee.reach.0.start }
    return unsafe UInt(bitPattern: fields.stack)
  }
  /// Is in a compartment that it has called.
  var isInCompartment: Bool { unsafe fields.user?.pointee.activation != nil }
  /// Works for others only: the run is over without it.
  var serves: Bool { UInt32(fields.options) & ThreadOption.serves != 0 }
  /// Is a work queue's; the queue is its first parameter.
  var callsWork: Bool { UInt32(fields.options) & ThreadOption.callsWork != 0 }
}

/// Levels and priorities: C's priorities are -31…-1 for threads that nobody preempts and 0…31 for
/// those who can be, and 32 is the idle thread's; a level is the priority plus 31.
extension Thread {
  /// The first level that can be preempted.
  static let firstPreemptible: UInt8 = 31
  /// The idle thread's alone.
  static let idleLevel: UInt8 = 63
  static let idlePriority: Int32 = 32

  static func level(of priority: Int32) -> UInt8 { UInt8(truncatingIfNeeded: priority &+ 31) }
  static func priority(of level: UInt8) -> Int32 { Int32(level) &- 31 }

  /// The least urgent level that does not preempt this thread, from its level and its locks.
  func settleCeiling() {
    let isHeld = fields.lock_depth != 0 || level < Thread.firstPreemptible
    fields.ceiling = isHeld ? 0 : level
  }
}
