// Queues without a limit: they hand on the owners of values, not copies.

import CBulkhead
import Kernel
import KernelCore

/// A queue of blocks from memory slabs: nothing is copied, and nobody waits to send.
///
/// Belongs in a global or static `let`. With `send` it is first in, first out; with `sendFirst` last
/// in, first out. The slab, not the queue, sets the limit. Cost: constant.
@safe
public struct Queue<Element: ~Copyable>: ~Copyable, @unchecked Sendable {
  private let record: Cell<QueueRecord>

  /// An empty one.
  @inline(__always)
  public init() { unsafe record = Cell(QueueRecord()) }

  /// Safety: the record lies in this object, which is borrowed while the reference is used.
  @inline(__always)
  var kernel: Kernel.Queue { unsafe Kernel.Queue(record.address) }

  /// Hands a block to the most urgent waiter, or puts it behind all others.
  ///
  /// Any context.
  public func send(_ block: consuming sending Block<Element>) {
    unsafe kernel.put(block.giveUp(), .last)
  }

  /// Hands a block to the most urgent waiter, or puts it before all others.
  ///
  /// Any context.
  public func sendFirst(_ block: consuming sending Block<Element>) {
    unsafe kernel.put(block.giveUp(), .first)
  }

  /// Takes the first block, as soon as there is one.
  ///
  /// Thread.
  public func receive() -> Block<Element> {
    guard let place = unsafe kernel.get(.forever) else {
      refuse("a queue's wait without end ended")
    }
    return unsafe Block(takingOver: place)
  }

  /// Takes the first block if there is one; nil if not.
  ///
  /// Any context.
  public func receiveIfAny() -> Block<Element>? {
    guard let place = unsafe kernel.get(.none) else { return nil }
    return unsafe Block(takingOver: place)
  }

  /// Takes the first block, waiting for one at most that long.
  ///
  /// Thread. Throws `timedOut`.
  public func receive(within duration: Duration) throws(WaitError) -> Block<Element> {
    guard let place = unsafe kernel.get(Timeout(duration)) else { throw .timedOut }
    return unsafe Block(takingOver: place)
  }
}

extension Queue: Pollable where Element: ~Copyable {
  /// There is a block to receive.
  public var readiness: Readiness {
    unsafe Readiness(K_POLL_TYPE_DATA_AVAILABLE, record.address)
  }
}
