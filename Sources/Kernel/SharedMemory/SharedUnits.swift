// Semaphores in shared memory: a word of units, and whether somebody may wait for one.

import CBulkhead
import KernelCore

/// A word that counts units; see bulkhead/shared_word.h.
@safe
public struct SharedUnits {
  let word: SharedWord

  init(_ word: SharedWord) { self.word = word }

  @unsafe
  public init(_ record: UnsafeMutablePointer<UInt32>) { unsafe word = SharedWord(record) }

  public var isReachedByCaller: Bool { word.isReachedByCaller }

  /// Takes a unit, or waits for one.
  ///
  /// Thread; without waiting any context.
  public func take(_ limit: Timeout) -> Outcome {
    let key = Port.lock()
    if takeOrWant(wants: !limit.isNone) {
      Port.unlock(key)
      return .done
    }
    return block(for: word, limit, key)
  }

  /// Gives a unit to the most urgent waiter, or to the word; busy: it has as many as it may.
  ///
  /// Any context.
  public func give(limit: UInt32) -> Outcome {
    let key = Port.mask()
    let outcome = giveMasked(limit)
    Port.unmask(key)
    return outcome
  }

  /// Takes a unit that is there; else says that somebody may wait.
  @inline(__always)
  func takeOrWant(wants: Bool) -> Bool {
    let units = word.value
    if units >= BULKHEAD_ONE_UNIT {
      word.value = units &- BULKHEAD_ONE_UNIT
      return true
    }
    if wants { word.value = BULKHEAD_UNITS_WANTED }
    return false
  }

  @inline(__always)
  func giveMasked(_ limit: UInt32) -> Outcome {
    let waiters = Waiters.shared
    if let thread = waiters.first(for: word) {
      kernel.wake(thread, from: waiters)
      return .done
    }
    // Nobody waits any more.
    let units = word.value & ~BULKHEAD_UNITS_WANTED
    let isFull = units >> 1 >= limit
    word.value = isFull ? units : units &+ BULKHEAD_ONE_UNIT
    return isFull ? .busy : .done
  }
}
