// Stacks of words: fixed room, last in first out. A full one refuses; an empty one can be waited at.

import CBulkhead
import KernelCore

/// A stack of words, by reference.
///
/// Safety: record and buffer are the application's and live while they are used.
@safe
public struct WordStack {
  private let record: UnsafeMutablePointer<StackRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<StackRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe private var fields: StackRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  @inline(__always)
  private var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  /// Begins empty, with room for `count` words.
  @unsafe
  public func prepare(buffer: UnsafeMutablePointer<UInt>, count: UInt32) {
    unsafe record.initialize(to: StackRecord())
    unsafe fields.base = buffer
    unsafe fields.next = buffer
    unsafe fields.top = buffer + Int(truncatingIfNeeded: count)
  }

  /// Whether threads wait to pop.
  public var hasWaiters: Bool { waiters.first != nil }

  /// Pushes a word, or hands it to the most urgent waiter; false if it is full.
  ///
  /// Any context.
  @inline(__always)
  public func push(_ word: UInt) -> Bool {
    let key = Port.lock()
    guard let place = unsafe fields.next, unsafe place != fields.top else {
      Port.unlock(key)
      return false
    }
    if waiters.first != nil {
      handOver(word)
    } else {
      unsafe place.pointee = word
      unsafe fields.next = place + 1
    }
    Port.unlock(key)
    return true
  }

  @inline(never)
  private func handOver(_ word: UInt) {
    guard let thread = waiters.first else { return }
    unsafe thread.fields.transfer = UnsafeMutableRawPointer(bitPattern: word)
    kernel.wake(thread, from: waiters)
  }

  /// Pops a word, waiting for one up to the limit.
  ///
  /// In interrupts only without waiting.
  @inline(__always)
  @unsafe
  public func pop(_ word: UnsafeMutablePointer<UInt>, _ limit: Timeout) -> Outcome {
    let key = Port.lock()
    guard let place = unsafe fields.next, unsafe place != fields.base else {
      return unsafe waitToPop(word, limit, key)
    }
    unsafe fields.next = place - 1
    unsafe word.pointee = (place - 1).pointee
    Port.unlock(key)
    return .done
  }

  @inline(never)
  @unsafe
  private func waitToPop(
    _ word: UnsafeMutablePointer<UInt>, _ limit: Timeout, _ key: Port.Key
  ) -> Outcome {
    let thread = kernel.current
    let outcome = block(in: waiters, limit, key)
    if outcome == .done { unsafe word.pointee = UInt(bitPattern: thread.fields.transfer) }
    return outcome
  }
}
