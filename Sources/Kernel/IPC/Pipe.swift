// Pipes: streams of bytes. A writer feeds waiting readers first, then the ring, then waits; a reader
// empties the ring, then takes from waiting writers, then waits. So readers wait only at an empty
// ring and writers only at a full one, and order is kept.

import CBulkhead
import KernelCore

/// A pipe, by reference.
///
/// Safety: record, ring and the callers' bytes live while they are used; a waiting thread's
/// transfer lies on its stack.
@safe
public struct Pipe {
  private let record: UnsafeMutablePointer<PipeRecord>

  public init(_ record: UnsafeMutablePointer<PipeRecord>) { unsafe self.record = record }

  @safe private var fields: PipeRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  private var readers: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.readers) { unsafe $0 })
  }

  private var writers: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.writers) { unsafe $0 })
  }

  private static var open: UInt32 { PIPE_FLAG_OPEN.rawValue }

  public var isClosed: Bool { fields.flags & Pipe.open == 0 }

  /// Open and empty, over a ring of `size` bytes.
  @unsafe
  public func prepare(ring: UnsafeMutablePointer<UInt8>?, size: Int) {
    unsafe record.initialize(to: PipeRecord())
    unsafe fields.buffer = ring
    fields.size = unsafe ring == nil ? 0 : size
    fields.flags = Pipe.open
  }

  /// Bytes in the ring.
  ///
  /// Any context.
  public var used: Int {
    let distance = fields.write_index &- fields.read_index
    // The same place for both means empty or full.
    return distance == 0 ? fields.bytes_used : distance > 0 ? distance : distance &+ fields.size
  }
  /// Room in the ring.
  ///
  /// Any context.
  public var free: Int { fields.size &- used }

  public var hasWaiters: Bool { readers.first != nil || writers.first != nil }

  // MARK: Whole operations

  /// How a transfer ended: how many bytes went through, and why no more did.
  public typealias Result = (count: Int, outcome: Outcome)

  /// Writes; waits for room up to the limit unless `enough` bytes are through.
  ///
  /// `enough` of 0 means all. In interrupts only without waiting.
  @unsafe
  public func write(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, enough: Int, _ limit: Timeout
  ) -> Result {
    let key = Port.lock()
    if isClosed {
      Port.unlock(key)
      return (0, .closed)
    }
    var transfer = unsafe PipeTransfer(data: UnsafeMutablePointer(mutating: bytes), left: count)
    unsafe feed(&transfer)
    return unsafe finish(&transfer, count, enough, in: writers, limit, key)
  }

  /// Reads; otherwise as `write`.
  ///
  /// A `nil` target drops the bytes.
  @unsafe
  public func read(
    _ target: UnsafeMutablePointer<UInt8>?, _ count: Int, enough: Int, _ limit: Timeout
  ) -> Result {
    let key = Port.lock()
    var transfer = unsafe PipeTransfer(data: target, left: count)
    unsafe drain(&transfer)
    if isClosed, unsafe transfer.left != 0 {
      Port.unlock(key)
      let moved = unsafe count &- transfer.left
      return (moved, moved == 0 ? .closed : .done)
    }
    return unsafe finish(&transfer, count, enough, in: readers, limit, key)
  }

  /// Ends an operation, or waits for the rest of it.
  @unsafe
  private func finish(
    _ transfer: inout PipeTransfer, _ count: Int, _ enough: Int, in queue: Waiters,
    _ limit: Timeout, _ key: Port.Key
  ) -> Result {
    let moved = unsafe count &- transfer.left
    if unsafe transfer.left == 0 || (enough != 0 && moved >= enough) {
      Port.unlock(key)
      return (moved, .done)
    }
    return unsafe withUnsafeMutablePointer(to: &transfer) { transfer in
      unsafe kernel.current.fields.transfer = UnsafeMutableRawPointer(transfer)
      let outcome = block(in: queue, limit, key)
      return unsafe (count &- transfer.pointee.left, outcome)
    }
  }

  /// Whether at least `count` bytes could be written at once.
  ///
  /// Cost grows with the waiting readers.
  public func canWrite(_ count: Int) -> Bool {
    count <= free || canMove(count &- free, with: readers)
  }

  /// Whether at least `count` bytes could be read at once.
  ///
  /// Cost grows with the waiting writers.
  public func canRead(_ count: Int) -> Bool {
    count <= used || canMove(count &- used, with: writers)
  }

  private func canMove(_ count: Int, with queue: Waiters) -> Bool {
    let key = Port.lock()
    var missing = count
    var next = queue.first
    while let thread = next, missing > 0 {
      missing &-= unsafe Pipe.transfer(of: thread).pointee.left
      next = queue.next(after: thread)
    }
    Port.unlock(key)
    return missing <= 0
  }

  /// Drops what is in the ring; everybody who waits gives up.
  ///
  /// Any context.
  public func reset() {
    let key = Port.lock()
    fields.bytes_used = 0
    fields.read_index = 0
    fields.write_index = 0
    _ = kernel.wakeAll(of: readers, with: .cancelled)
    _ = kernel.wakeAll(of: writers, with: .cancelled)
    Port.unlock(key)
  }

  /// No more writing; everybody who waits is told.
  ///
  /// Any context.
  public func close() {
    let key = Port.lock()
    fields.flags &= ~Pipe.open
    _ = kernel.wakeAll(of: readers, with: .closed)
    _ = kernel.wakeAll(of: writers, with: .closed)
    Port.unlock(key)
  }

  // MARK: Moving bytes, with interrupts masked

  @unsafe
  private static func transfer(of thread: Thread) -> UnsafeMutablePointer<PipeTransfer> {
    // Safety: whoever waits at a pipe has set it, to a transfer on its stack.
    unsafe thread.fields.transfer.unsafelyUnwrapped.assumingMemoryBound(to: PipeTransfer.self)
  }

  /// Moves a writer's bytes to waiting readers, then to the ring.
  @unsafe
  private func feed(_ source: inout PipeTransfer) {
    while unsafe source.left != 0, let reader = readers.first {
      let target = unsafe Pipe.transfer(of: reader)
      let count = unsafe min(source.left, target.pointee.left)
      unsafe target.pointee.take(source.data, count)
      unsafe source.advance(count)
      if unsafe target.pointee.left == 0 { kernel.wake(reader, from: readers) }
    }
    unsafe fill(&source)
    if fields.bytes_used != 0 {
      unsafe Pollers(withUnsafeMutablePointer(to: &record.pointee.poll) { unsafe $0 })
        .notify(.pipeDataAvailable)
    }
  }

  /// Moves bytes to a reader: from the ring, then from waiting writers, who also refill the ring.
  @unsafe
  private func drain(_ target: inout PipeTransfer) {
    unsafe empty(into: &target)
    while let writer = writers.first {
      let source = unsafe Pipe.transfer(of: writer)
      let count = unsafe min(source.pointee.left, target.left)
      unsafe target.take(source.pointee.data, count)
      unsafe source.pointee.advance(count)
      unsafe fill(&source.pointee)
      if unsafe source.pointee.left != 0 { return }
      kernel.wake(writer, from: writers)
    }
  }

  /// Moves as much as there is room for into the ring: at most two pieces.
  @unsafe
  private func fill(_ source: inout PipeTransfer) {
    while unsafe source.left != 0, free != 0, let ring = unsafe fields.buffer {
      let count = unsafe min(min(source.left, free), fields.size &- fields.write_index)
      unsafe (ring + fields.write_index).update(from: source.data.unsafelyUnwrapped, count: count)
      unsafe source.advance(count)
      fields.write_index = Pipe.wrap(fields.write_index &+ count, fields.size)
      fields.bytes_used &+= count
    }
  }

  /// Moves as much as is wanted out of the ring: at most two pieces.
  @unsafe
  private func empty(into target: inout PipeTransfer) {
    while unsafe target.left != 0, used != 0, let ring = unsafe fields.buffer {
      let count = unsafe min(min(target.left, used), fields.size &- fields.read_index)
      unsafe target.take(ring + fields.read_index, count)
      fields.read_index = Pipe.wrap(fields.read_index &+ count, fields.size)
      fields.bytes_used &-= count
    }
  }

  private static func wrap(_ index: Int, _ size: Int) -> Int { index == size ? 0 : index }
}

extension PipeTransfer {
  /// Takes bytes in; without a target they are dropped.
  @unsafe
  fileprivate mutating func take(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
    if let data = unsafe data, let bytes = unsafe bytes {
      unsafe data.update(from: bytes, count: count)
    }
    unsafe advance(count)
  }

  @unsafe
  fileprivate mutating func advance(_ count: Int) {
    if let data = unsafe data { unsafe self.data = data + count }
    unsafe left = left &- count
  }
}
