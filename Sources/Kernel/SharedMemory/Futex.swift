// Futexes: to wait for a word without a race, and to wake whoever does.

import CBulkhead
import KernelCore

@safe
public struct Futex {
  private let word: SharedWord

  @unsafe
  public init(_ record: UnsafeMutablePointer<FutexRecord>) {
    unsafe word = SharedWord(UnsafeMutableRawPointer(record).assumingMemoryBound(to: UInt32.self))
  }

  @unsafe
  public init(_ record: UnsafeMutablePointer<UInt32>) { unsafe word = SharedWord(record) }

  public var isReachedByCaller: Bool { word.isReachedByCaller }

  /// Waits if the word has a value; cancelled: it has another.
  ///
  /// Thread; without waiting any context.
  public func wait(while expected: Int32, _ limit: Timeout) -> Outcome {
    let key = Port.lock()
    guard word.value == UInt32(bitPattern: expected) else {
      Port.unlock(key)
      return .cancelled
    }
    return block(for: word, limit, key)
  }

  /// Wakes the most urgent waiter, and says in the word whether there are more.
  ///
  /// Any context.
  public func wakeOneAndTell() {
    let key = Port.mask()
    let waiters = Waiters.shared
    if let thread = waiters.first(for: word) {
      kernel.wakeSlowly(thread, from: waiters, with: .done)
    }
    word.value = waiters.first(for: word) == nil ? 0 : 1
    Port.unmask(key)
  }

  /// Wakes the most urgent waiter, or all; gives how many.
  ///
  /// Any context.
  public func wake(all: Bool) -> Int {
    let key = Port.mask()
    let waiters = Waiters.shared
    var count = 0
    while let thread = waiters.first(for: word) {
      kernel.wakeSlowly(thread, from: waiters, with: .done)
      count &+= 1
      if !all { break }
    }
    Port.unmask(key)
    return count
  }
}
