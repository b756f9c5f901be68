// What polling leaves with an object: events that wait for it, most urgent poller first. An object
// that becomes ready tells one of them, so giving costs the same however many poll.

import CBulkhead
import KernelCore

/// What a poll event has seen; K_POLL_STATE_*.
struct PollState: OptionSet, Sendable {
  let rawValue: UInt8
  static let signaled = PollState(rawValue: 1)
  static let semaphoreAvailable = PollState(rawValue: 2)
  static let dataAvailable = PollState(rawValue: 4)
  static let cancelled = PollState(rawValue: 8)
  static let messageAvailable = PollState(rawValue: 16)
  static let pipeDataAvailable = PollState(rawValue: 32)
}

/// A poll event, by reference.
///
/// Safety: the record is the poller's and lives while it polls; accesses happen with interrupts
/// masked.
@safe
struct PollEvent: WaitingNode {
  let record: UnsafeMutablePointer<PollEventRecord>

  @inline(__always)
  init(_ record: UnsafeMutablePointer<PollEventRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe var fields: PollEventRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  @inline(__always)
  static func == (one: PollEvent, other: PollEvent) -> Bool { unsafe one.record == other.record }

  @inline(__always)
  static func optional(_ record: UnsafeMutablePointer<PollEventRecord>?) -> PollEvent? {
    guard let record = unsafe record else { return nil }
    return unsafe PollEvent(record)
  }

  var level: UInt8 { fields.level }

  var next: PollEvent {
    // Safety: asked only of events in a ring, whose links are set.
    get { unsafe PollEvent(fields.next.unsafelyUnwrapped) }
    nonmutating set { unsafe fields.next = newValue.record }
  }
  var previous: PollEvent {
    get { unsafe PollEvent(fields.previous.unsafelyUnwrapped) }
    nonmutating set { unsafe fields.previous = newValue.record }
  }
  var more: PollEvent? {
    get { unsafe PollEvent.optional(fields.more) }
    nonmutating set { unsafe fields.more = newValue?.record }
  }
  var less: PollEvent? {
    get { unsafe PollEvent.optional(fields.less) }
    nonmutating set { unsafe fields.less = newValue?.record }
  }

  var state: PollState {
    get { PollState(rawValue: fields.state) }
    nonmutating set { fields.state = newValue.rawValue }
  }
}

/// The poll events that watch one object, by reference.
///
/// Safety: the object lives while it is watched; accesses happen with interrupts masked.
@safe
struct Pollers {
  private let record: UnsafeMutablePointer<PollListRecord>

  @inline(__always)
  init(_ record: UnsafeMutablePointer<PollListRecord>) { unsafe self.record = record }

  private var first: PollEvent? {
    get { unsafe PollEvent.optional(record.pointee.first) }
    nonmutating set { unsafe record.pointee.first = newValue?.record }
  }

  func insert(_ event: PollEvent) {
    var top = first
    WaitQueue.insert(event, into: &top)
    first = top
  }

  func remove(_ event: PollEvent) {
    var top = first
    WaitQueue.remove(event, from: &top)
    first = top
  }

  /// Tells the most urgent poller, if there is one, what the object has become.
  @inline(__always)
  func notify(_ state: PollState) {
    if unsafe record.pointee.first != nil { notifyFirst(state) }
  }

  @inline(never)
  private func notifyFirst(_ state: PollState) {
    guard let event = first else { return }
    remove(event)
    event.state.formUnion(state)
    // Safety: an event in a list belongs to a poller, which has a trigger.
    let poller = unsafe event.fields.poller.unsafelyUnwrapped
    unsafe event.fields.poller = nil
    guard unsafe poller.pointee.is_polling else { return }
    unsafe poller.pointee.is_polling = false
    unsafe poller.pointee.trigger.unsafelyUnwrapped(poller, UInt32(state.rawValue))
  }
}
