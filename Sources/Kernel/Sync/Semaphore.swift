// Counting semaphores. Taking what is there and giving to nobody is one restartable update of one
// word; only a wait or a waiter enters the slow path.

import CBulkhead
import KernelCore

/// A semaphore, by reference.
///
/// Safety: the record is the application's and lives while it is used.
@safe
public struct Semaphore {
  let record: UnsafeMutablePointer<SemaphoreRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<SemaphoreRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe private var fields: SemaphoreRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  @inline(__always)
  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  /// The units that can be taken now.
  ///
  /// Any context.
  public var count: UInt32 { fields.count }

  /// Begins with `count` units of at most `limit`; false if that makes no sense.
  public func prepare(count: UInt32, limit: UInt32) -> Bool {
    guard limit != 0, count <= limit else { return false }
    unsafe record.initialize(to: SemaphoreRecord())
    fields.count = count
    fields.limit = limit
    return true
  }

  /// Takes a unit that is there; false if there is none.
  ///
  /// Any context.
  @inline(__always)
  public func tryTake() -> Bool { unsafe port_take_unit(&record.pointee.count) }

  /// Takes a unit, waiting for one up to the limit.
  ///
  /// In interrupts only without waiting.
  public func take(_ limit: Timeout) -> Outcome {
    let key = Port.lock()
    if fields.count != 0 {
      fields.count &-= 1
      Port.unlock(key)
      return .done
    }
    return block(in: waiters, limit, key)
  }

  /// Gives a unit: to the most urgent waiter, or to the count while it is below its limit.
  @inline(__always)
  public func give() {
    if unsafe port_give_unit(record) { return }
    giveSlowly()
  }

  @inline(never)
  private func giveSlowly() {
    let key = Port.lock()
    if kernel.wakeFirst(of: waiters) == nil {
      if fields.count < fields.limit { fields.count &+= 1 }
      notifyPollers()
    }
    Port.unlock(key)
  }

  private func notifyPollers() {
    unsafe Pollers(withUnsafeMutablePointer(to: &record.pointee.poll) { unsafe $0 })
      .notify(.semaphoreAvailable)
  }

  /// Sets the count to 0; everybody who waits gives up.
  ///
  /// Any context.
  public func reset() {
    let key = Port.lock()
    _ = kernel.wakeAll(of: waiters, with: .cancelled)
    fields.count = 0
    notifyPollers()
    Port.unlock(key)
  }
}
