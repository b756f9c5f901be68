// Message queues, typed by what they carry and by how much of it they hold, in memory that the
// application's threads share.

import CBulkhead

/// A bounded queue of values: whoever sends to a full one waits, and whoever receives from an empty
/// one.
///
/// Belongs in a global or static `let`. Elements are copied in and out bit by bit, so they hold no
/// references. Cost: the copy; a system call only where somebody waits. Each element takes four
/// bytes more than its own, and as many as make it a multiple of four.
@safe
public struct MessageQueue<Element: BitwiseCopyable & Sendable, let capacity: Int>:
  ~Copyable, @unchecked Sendable
{
  /// As C has it: the slot's word, and the message behind it.
  struct Slot {
    var word: UInt32
    var element: Element
  }

  private let record: RoomLike<bulkhead_shared_ring>
  private let slots: Room<Slot, capacity>

  @inline(__always)
  public init() {
    precondition(capacity > 0)
    unsafe record = RoomLike()
    slots = Room()
    // Safety: both lie in this object, which is nobody's yet.
    unsafe bulkhead_shared_ring_init(
      ring, words, MemoryLayout<Slot>.stride &- 4, UInt32(truncatingIfNeeded: capacity))
  }

  @unsafe @inline(__always)
  private var ring: UnsafeMutablePointer<bulkhead_shared_ring> {
    unsafe record.address.assumingMemoryBound(to: bulkhead_shared_ring.self)
  }

  @unsafe @inline(__always)
  private var words: UnsafeMutablePointer<UInt32> {
    unsafe slots.address.assumingMemoryBound(to: UInt32.self)
  }

  /// The slots' address is in the record, and another one if the object was moved since.
  ///
  /// Safety: what is written is what it is to be, whoever comes between.
  @unsafe @inline(__always)
  private var settled: UnsafeMutablePointer<bulkhead_shared_ring> {
    if unsafe ring.pointee.queue.slots != words { unsafe ring.pointee.queue.slots = words }
    return unsafe ring
  }

  /// The elements that wait to be received, and those that are being sent.
  ///
  /// Any context.
  public var count: Int { Int(truncatingIfNeeded: unsafe bulkhead_shared_ring_count(ring)) }

  /// Puts an element in, as soon as there is room.
  ///
  /// Thread.
  public func send(_ element: Element) {
    let result = put(element, .forever)
    if result != 0 { refuseShared(result) }
  }

  /// Puts an element in if there is room; false if not.
  ///
  /// Any context.
  public func sendIfRoom(_ element: Element) -> Bool { put(element, .none) == 0 }

  /// Puts an element in, waiting for room at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func send(_ element: Element, within duration: Duration) throws(WaitError) {
    try checkQueue(put(element, Timeout(duration)))
  }

  /// Takes the oldest element out, as soon as there is one.
  ///
  /// Thread.
  public func receive() -> Element {
    let (element, result) = get(.forever)
    guard let element else { refuseShared(result) }
    return element
  }

  /// Takes the oldest element out if there is one; nil if not.
  ///
  /// Any context.
  public func receiveIfAny() -> Element? { get(.none).element }

  /// Takes the oldest element out, waiting for one at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func receive(within duration: Duration) throws(WaitError) -> Element {
    let (element, result) = get(Timeout(duration))
    guard let element else {
      try checkQueue(result)
      throw .timedOut
    }
    return element
  }

  @available(
    *, unavailable,
    message: "waits for a queue in shared memory cannot be cancelled (CONFIG_USERSPACE)"
  )
  public func removeAll() {}

  @available(
    *, unavailable,
    message: "an element in shared memory may go while it is looked at (CONFIG_USERSPACE)"
  )
  public func peek(at index: Int = 0) -> Element? { nil }

  /// What is not waited for at all is told apart.
  @inline(__always)
  private func checkQueue(_ result: Int32) throws(WaitError) {
    try check(result == -BULKHEAD_ENOMSG ? -BULKHEAD_EAGAIN : result)
  }

  private func put(_ element: Element, _ limit: Timeout) -> Int32 {
    // Safety: the copy lives on this thread's stack until the wait has ended.
    unsafe withUnsafeTemporaryAllocation(of: Slot.self, capacity: 1) { place in
      let slot = unsafe place.baseAddress.unsafelyUnwrapped
      unsafe slot.initialize(to: Slot(word: 0, element: element))
      return unsafe bulkhead_shared_ring_put(
        settled, UnsafeRawPointer(slot) + 4, limit.record)
    }
  }

  private func get(_ limit: Timeout) -> (element: Element?, result: Int32) {
    // Safety: the place lives on this thread's stack until the wait has ended, and is filled
    // exactly if the result is 0.
    unsafe withUnsafeTemporaryAllocation(of: Slot.self, capacity: 1) { place in
      let slot = unsafe place.baseAddress.unsafelyUnwrapped
      let result = unsafe bulkhead_shared_ring_get(
        settled, UnsafeMutableRawPointer(slot) + 4, limit.record)
      return unsafe (result == 0 ? slot.pointee.element : nil, result)
    }
  }
}
