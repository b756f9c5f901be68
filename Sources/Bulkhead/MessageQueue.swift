// Message queues, typed by what they carry and by how much of it they hold.

import CBulkhead
import Kernel
import KernelCore

/// A bounded queue of values: whoever sends to a full one waits, and whoever receives from an empty
/// one.
///
/// Belongs in a global or static `let`. Elements are copied in and out bit by bit, so they hold no
/// references; a sender hands its element directly to a thread that waits for one. Cost: the copy.
@safe
public struct MessageQueue<Element: BitwiseCopyable & Sendable, let capacity: Int>:
  ~Copyable, @unchecked Sendable
{
  private let record: Cell<MessageQueueRecord>
  private let ring: Room<Element, capacity>

  @inline(__always)
  public init() {
    precondition(capacity > 0)
    unsafe record = Cell(
      MessageQueueRecord(
        waiters: WaitQueueRecord(top: nil), poll: PollListRecord(first: nil), msg_size: 0,
        max_msgs: 0, used_msgs: 0, buffer_start: nil, buffer_end: nil, read_ptr: nil,
        write_ptr: nil, flags: 0))
    ring = Room()
  }

  /// The kernel's queue over this object's ring.
  ///
  /// Safety: the record lies in this object, which is borrowed while the reference is used. The
  /// ring's address enters the record at the first use, because a constant cannot contain it, and
  /// again if the object was moved, which it cannot be while somebody waits.
  @inline(__always)
  private var kernel: Kernel.MessageQueue {
    let start = unsafe ring.address.assumingMemoryBound(to: CChar.self)
    if unsafe record.address.pointee.buffer_start != start { settle() }
    return unsafe Kernel.MessageQueue(record.address)
  }

  @inline(never)
  private func settle() {
    let start = unsafe ring.address.assumingMemoryBound(to: CChar.self)
    withInterruptsOff {
      // A more urgent thread may have been here first.
      let old = unsafe record.address.pointee.buffer_start
      guard unsafe old != start else { return }
      guard let old = unsafe old else {
        unsafe Kernel.MessageQueue(record.address).prepare(
          buffer: start, messageSize: MemoryLayout<Element>.stride, capacity: UInt32(capacity))
        return
      }
      let read = unsafe record.address.pointee.read_ptr.unsafelyUnwrapped - old
      let write = unsafe record.address.pointee.write_ptr.unsafelyUnwrapped - old
      unsafe record.address.pointee.buffer_start = start
      unsafe record.address.pointee.buffer_end =
        start + MemoryLayout<Element>.stride &* capacity
      unsafe record.address.pointee.read_ptr = start + read
      unsafe record.address.pointee.write_ptr = start + write
    }
  }

  /// The elements that wait to be received.
  ///
  /// Any context.
  public var count: Int { Int(truncatingIfNeeded: kernel.count) }

  /// Drops all elements, and ends the waits of senders that have a limit.
  ///
  /// Any context. Cost grows with the waiters.
  public func removeAll() { kernel.purge() }

  /// Puts an element in, as soon as there is room.
  ///
  /// Thread.
  @inline(__always)
  public func send(_ element: Element) {
    // A wait that `removeAll` ended goes on, and finds room.
    while put(element, .forever) != .done {}
  }

  /// Puts an element in if there is room; false if not.
  ///
  /// Any context.
  @inline(__always)
  public func sendIfRoom(_ element: Element) -> Bool { put(element, .none) == .done }

  /// Puts an element in, waiting for room at most that long.
  ///
  /// Thread. Throws `timedOut`, and `cancelled` after a `removeAll`.
  public func send(_ element: Element, within duration: Duration) throws(WaitError) {
    try check(put(element, Timeout(duration)))
  }

  /// Takes the oldest element out, as soon as there is one.
  ///
  /// Thread.
  @inline(__always)
  public func receive() -> Element {
    while true {
      if let element = get(.forever).element { return element }
    }
  }

  /// Takes the oldest element out if there is one; nil if not.
  ///
  /// Any context.
  @inline(__always)
  public func receiveIfAny() -> Element? { get(.none).element }

  /// Takes the oldest element out, waiting for one at most that long.
  ///
  /// Thread. Throws `timedOut`, and `cancelled` after a `removeAll`.
  public func receive(within duration: Duration) throws(WaitError) -> Element {
    let (element, outcome) = get(Timeout(duration))
    guard let element else { throw WaitError(outcome) }
    return element
  }

  /// A copy of the element that has `index` others before it; nil if there is none.
  ///
  /// Any context.
  public func peek(at index: Int = 0) -> Element? {
    guard index >= 0, index < capacity else { return nil }
    // Safety: the place is filled exactly if the queue says so.
    return unsafe withUnsafeTemporaryAllocation(of: Element.self, capacity: 1) { place in
      let start = unsafe place.baseAddress.unsafelyUnwrapped
      let position = UInt32(truncatingIfNeeded: index)
      return unsafe kernel.peek(UnsafeMutableRawPointer(start), at: position) ? start.pointee : nil
    }
  }

  @inline(__always)
  private func put(_ element: Element, _ limit: Timeout) -> Outcome {
    // Safety: the copy lives on this thread's stack until the wait has ended.
    unsafe withUnsafeBytes(of: element) { bytes in
      unsafe kernel.put(bytes.baseAddress.unsafelyUnwrapped, limit)
    }
  }

  @inline(__always)
  private func get(_ limit: Timeout) -> (element: Element?, outcome: Outcome) {
    // Safety: the place lives on this thread's stack until the wait has ended, and is filled
    // exactly if the outcome is `done`.
    unsafe withUnsafeTemporaryAllocation(of: Element.self, capacity: 1) { place in
      let start = unsafe place.baseAddress.unsafelyUnwrapped
      let outcome = unsafe kernel.get(UnsafeMutableRawPointer(start), limit)
      return unsafe (outcome == .done ? start.pointee : nil, outcome)
    }
  }
}

extension MessageQueue: Pollable {
  /// There is an element to receive.
  public var readiness: Readiness {
    // The first use prepares the record, which must not happen while somebody watches it.
    _ = kernel
    return unsafe Readiness(K_POLL_TYPE_MSGQ_DATA_AVAILABLE, record.address)
  }
}
