// Queues of items that carry their own link, and of boxes for data that cannot. There is no limit,
// so nobody waits to put.

import CBulkhead
import KernelCore

/// An item in a queue, by reference: its first word is the link and says whether it is a box.
///
/// Safety: items belong to the queue while they are in it.
@safe
struct QueueItem: ChainNode {
  let record: UnsafeMutablePointer<QueueItemRecord>

  @inline(__always)
  init(_ data: UnsafeMutableRawPointer) {
    unsafe record = data.assumingMemoryBound(to: QueueItemRecord.self)
  }

  @inline(__always)
  static func == (one: QueueItem, other: QueueItem) -> Bool { unsafe one.record == other.record }

  @inline(__always)
  static func optional(_ record: UnsafeMutablePointer<QueueItemRecord>?) -> QueueItem? {
    guard let record = unsafe record else { return nil }
    return unsafe QueueItem(record)
  }

  private static var boxMark: UInt { 1 }

  @inline(__always)
  var following: QueueItem? {
    get {
      let address = unsafe record.pointee.link & ~QueueItem.boxMark
      return unsafe QueueItem.optional(UnsafeMutablePointer(bitPattern: address))
    }
    nonmutating set {
      let address = unsafe UInt(bitPattern: newValue?.record)
      unsafe record.pointee.link = address | (record.pointee.link & QueueItem.boxMark)
    }
  }

  /// Whether the item is a box, made for data that lies elsewhere.
  @inline(__always)
  var isBox: Bool { unsafe record.pointee.link & QueueItem.boxMark != 0 }

  /// Gives the item an empty link, and says what it is.
  @inline(__always)
  func begin(asBox: Bool) { unsafe record.pointee.link = asBox ? QueueItem.boxMark : 0 }

  /// What was put: the item itself, or what its box holds.
  @inline(__always)
  @unsafe
  var data: UnsafeMutableRawPointer? {
    guard isBox else { return unsafe UnsafeMutableRawPointer(record) }
    return unsafe UnsafeMutableRawPointer(record).assumingMemoryBound(to: QueueBoxRecord.self)
      .pointee.data
  }
}

/// A queue, by reference.
///
/// Safety: the record is the application's and lives while it is used.
@safe
public struct Queue {
  private let record: UnsafeMutablePointer<QueueRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<QueueRecord>) { unsafe self.record = record }

  @inline(__always)
  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  @inline(__always)
  private var pollers: Pollers {
    unsafe Pollers(withUnsafeMutablePointer(to: &record.pointee.poll) { unsafe $0 })
  }

  @inline(__always)
  private var items: Chain<QueueItem> {
    get {
      unsafe Chain(
        first: QueueItem.optional(record.pointee.first),
        last: QueueItem.optional(record.pointee.last))
    }
    nonmutating set {
      unsafe record.pointee.first = newValue.first?.record
      unsafe record.pointee.last = newValue.last?.record
    }
  }

  public func prepare() { unsafe record.initialize(to: QueueRecord()) }

  /// Where a new item goes.
  public enum Place {
    case first
    case last
  }

  /// Puts an item, whose first word becomes the queue's.
  ///
  /// Any context.
  @inline(__always)
  @unsafe
  public func put(_ data: UnsafeMutableRawPointer, _ place: Place) {
    let key = Port.lock()
    unsafe enter(data, place)
    Port.unlock(key)
  }

  @inline(__always)
  @unsafe
  private func enter(_ data: UnsafeMutableRawPointer, _ place: Place) {
    if waiters.first != nil {
      unsafe handOver(data)
    } else {
      let item = unsafe QueueItem(data)
      item.begin(asBox: false)
      add(item, place)
    }
  }

  @inline(__always)
  private func add(_ item: QueueItem, _ place: Place) {
    if place == .last { items.append(item) } else { items.prepend(item) }
    pollers.notify(.dataAvailable)
  }

  @inline(never)
  @unsafe
  private func handOver(_ data: UnsafeMutableRawPointer?) {
    guard let thread = waiters.first else { return }
    unsafe thread.fields.transfer = data
    kernel.wake(thread, from: waiters)
  }

  /// Puts an item behind another one of this queue.
  ///
  /// Any context.
  @unsafe
  public func put(_ data: UnsafeMutableRawPointer, after previous: UnsafeMutableRawPointer) {
    let key = Port.lock()
    if waiters.first != nil {
      unsafe handOver(data)
    } else {
      let item = unsafe QueueItem(data)
      item.begin(asBox: false)
      unsafe items.insert(item, after: QueueItem(previous))
      pollers.notify(.dataAvailable)
    }
    Port.unlock(key)
  }

  /// Puts a pointer in a box from the caller's heap; false if there is no room.
  ///
  /// Any context.
  @unsafe
  public func putBoxed(_ data: UnsafeMutableRawPointer?, _ place: Place) -> Bool {
    let key = Port.lock()
    if waiters.first != nil {
      unsafe handOver(data)
      Port.unlock(key)
      return true
    }
    guard let box = unsafe allocateForCaller(MemoryLayout<QueueBoxRecord>.size) else {
      Port.unlock(key)
      return false
    }
    unsafe box.assumingMemoryBound(to: QueueBoxRecord.self).pointee.data = data
    let item = unsafe QueueItem(box)
    item.begin(asBox: true)
    add(item, place)
    Port.unlock(key)
    return true
  }

  /// Appends items that are linked already; each waiter gets one.
  ///
  /// Any context. Cost grows with the waiters.
  @unsafe
  public func put(from head: UnsafeMutableRawPointer, through tail: UnsafeMutableRawPointer) {
    let key = Port.lock()
    let last = unsafe QueueItem(tail)
    last.begin(asBox: false)
    var first: QueueItem? = unsafe QueueItem(head)
    while let item = first, waiters.first != nil {
      first = item.following
      unsafe handOver(UnsafeMutableRawPointer(item.record))
    }
    if let first {
      items.append(from: first, through: last)
      pollers.notify(.dataAvailable)
    }
    Port.unlock(key)
  }

  /// Appends an item unless it is here; false if it is.
  ///
  /// Any context. Cost grows with the queue.
  @unsafe
  public func putOnce(_ data: UnsafeMutableRawPointer) -> Bool {
    let key = Port.lock()
    let isNew = unsafe !items.contains(QueueItem(data))
    if isNew { unsafe enter(data, .last) }
    Port.unlock(key)
    return isNew
  }

  /// Takes an item out; false if it is not here.
  ///
  /// Any context. Cost grows with the queue.
  @unsafe
  public func remove(_ data: UnsafeMutableRawPointer) -> Bool {
    let key = Port.lock()
    let isFound = unsafe items.remove(QueueItem(data))
    Port.unlock(key)
    return isFound
  }

  /// Takes the first item, waiting for one up to the limit.
  ///
  /// In interrupts only without waiting.
  @inline(__always)
  @unsafe
  public func get(_ limit: Timeout) -> UnsafeMutableRawPointer? {
    let key = Port.lock()
    guard let item = items.removeFirst() else { return unsafe waitToGet(limit, key) }
    if item.isBox { return unsafe open(item, key) }
    Port.unlock(key)
    return unsafe UnsafeMutableRawPointer(item.record)
  }

  @inline(never)
  @unsafe
  private func waitToGet(_ limit: Timeout, _ key: Port.Key) -> UnsafeMutableRawPointer? {
    let thread = kernel.current
    return block(in: waiters, limit, key) == .done ? unsafe thread.fields.transfer : nil
  }

  @inline(never)
  @unsafe
  private func open(_ item: QueueItem, _ key: Port.Key) -> UnsafeMutableRawPointer? {
    let data = unsafe item.data
    Port.unlock(key)
    unsafe freeForCaller(UnsafeMutableRawPointer(item.record))
    return unsafe data
  }

  /// Ends the most urgent wait without an item, and one poll.
  ///
  /// Any context.
  public func cancelWait() {
    let key = Port.lock()
    _ = kernel.wakeFirst(of: waiters, with: .cancelled)
    pollers.notify(.cancelled)
    Port.unlock(key)
  }

  @unsafe public var first: UnsafeMutableRawPointer? { unsafe peek { $0.first } }
  @unsafe public var last: UnsafeMutableRawPointer? { unsafe peek { $0.last } }

  @unsafe
  private func peek(_ end: (Chain<QueueItem>) -> QueueItem?) -> UnsafeMutableRawPointer? {
    let key = Port.lock()
    let data = unsafe end(items)?.data
    Port.unlock(key)
    return unsafe data
  }
}
