// Words in memory that threads without privileges share. Whoever reaches them changes them at any time, to
// anything: they are read where a wrong value harms only those who share them.

import CBulkhead
import KernelCore

/// A word by reference; all access to it is with interrupts masked.
///
/// Safety: whoever calls the kernel reaches it, or has privileges.
@safe
struct SharedWord: Equatable {
  let record: UnsafeMutablePointer<UInt32>

  init(_ record: UnsafeMutablePointer<UInt32>) { unsafe self.record = unsafe record }

  @inline(__always)
  var value: UInt32 {
    get { unsafe record.pointee }
    nonmutating set { unsafe record.pointee = newValue }
  }

  static func == (one: SharedWord, other: SharedWord) -> Bool { unsafe one.record == other.record }

  var address: UInt { unsafe UInt(bitPattern: record) }

  /// Whether a thread may write it in its own code.
  func isReached(by thread: Thread) -> Bool {
    guard address % 4 == 0 else { return false }
    guard let user = thread.user, user.isUnprivileged else { return true }
    return user.mayWrite(address, 4)
  }

  /// Whether a thread may write it in its own code, or in that of a compartment that it has called.
  func isReachedSomewhere(by thread: Thread) -> Bool {
    guard address % 4 == 0 else { return false }
    guard var user = thread.user else { return true }
    while true {
      if !user.isUnprivileged || user.mayWrite(address, 4) { return true }
      guard let place = user.activation else { return false }
      guard let caller = place.caller else { return true }
      user = caller
    }
  }

  /// Whether who calls may write it: handlers and threads with privileges reach everything.
  var isReachedByCaller: Bool { Port.isInInterrupt || isReached(by: kernel.current) }
}

/// The threads that wait for shared words: one queue, since the kernel has nothing beside the words.
extension Waiters {
  static var shared: Waiters { unsafe Waiters(bulkhead_shared_waiters_queue()) }

  /// The most urgent one that waits for a word.
  @inline(__always)
  func first(for word: SharedWord) -> Thread? {
    guard let first, first.wantedWord != word.address else { return first }
    return one(for: word, after: first)
  }

  @inline(never)
  private func one(for word: SharedWord, after first: Thread) -> Thread? {
    var thread = next(after: first)
    while let one = thread, one.wantedWord != word.address { thread = next(after: one) }
    return thread
  }
}

extension Thread {
  /// The address of the word that it waits for, among the shared waiters.
  var wantedWord: UInt {
    get { unsafe UInt(bitPattern: fields.transfer) }
    nonmutating set { unsafe fields.transfer = UnsafeMutableRawPointer(bitPattern: newValue) }
  }
}

/// Waits for a word until woken or until the limit; the caller has masked interrupts with `key`.
func block(for word: SharedWord, _ limit: Timeout, _ key: Port.Key) -> Outcome {
  if !limit.isNone { kernel.current.wantedWord = word.address }
  return block(in: .shared, limit, key)
}
