// An entry of the timeout queue, by reference; it is embedded in a thread, a timer, delayed work.

import CBulkhead
import KernelCore

/// A reference to a timeout's record.
///
/// Safety: the record lives while it stands in the queue; accesses happen with interrupts masked.
@safe
struct TimeoutEntry: HeapNode {
  let record: UnsafeMutablePointer<TimeoutRecord>

  @inline(__always)
  init(_ record: UnsafeMutablePointer<TimeoutRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe var fields: TimeoutRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  @inline(__always)
  static func == (one: TimeoutEntry, other: TimeoutEntry) -> Bool {
    unsafe one.record == other.record
  }

  @inline(__always)
  private static func optional(_ record: UnsafeMutablePointer<TimeoutRecord>?) -> TimeoutEntry? {
    guard let record = unsafe record else { return nil }
    return unsafe TimeoutEntry(record)
  }

  var left: TimeoutEntry? {
    get { unsafe TimeoutEntry.optional(fields.left) }
    nonmutating set { unsafe fields.left = newValue?.record }
  }
  var right: TimeoutEntry? {
    get { unsafe TimeoutEntry.optional(fields.right) }
    nonmutating set { unsafe fields.right = newValue?.record }
  }
  var parent: TimeoutEntry? {
    get { unsafe TimeoutEntry.optional(fields.parent) }
    nonmutating set { unsafe fields.parent = newValue?.record }
  }
  @inline(__always)
  var rank: UInt32 {
    get { UInt32(fields.rank) }
    nonmutating set { fields.rank = UInt8(truncatingIfNeeded: newValue) }
  }

  /// What it is the timeout of, if an init entry may own that.
  var kind: TimeoutKind? {
    get { TimeoutKind(rawValue: fields.kind) }
    nonmutating set { fields.kind = newValue?.rawValue ?? 0 }
  }

  /// Whether it stands in the queue.
  @inline(__always)
  var isPending: Bool { fields.rank != 0 }

  /// Earlier deadlines first; of equal ones the one that was added first.
  func isDue(before other: TimeoutEntry) -> Bool {
    if fields.deadline != other.fields.deadline { return fields.deadline < other.fields.deadline }
    return Int32(bitPattern: fields.sequence &- other.fields.sequence) < 0
  }
}

/// What init entries own of what has timeouts.
enum TimeoutKind: UInt8 {
  case timer = 1
  case delayedWork
}
