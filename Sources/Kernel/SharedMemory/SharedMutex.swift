// Mutexes in shared memory that somebody waits for. The word says who the owner is, and anybody who shares it
// may have written that; so whom the kernel lends a level it keeps in a record of its own, which is a mutex as
// any other: its owner, its waiters, its place in chains of owners.

import CBulkhead
import KernelCore

/// A word that names an owner; see zephyr/sys/mutex.h.
@safe
public struct SharedMutex {
  private let word: SharedWord

  @unsafe
  public init(_ record: UnsafeMutablePointer<UInt32>) { unsafe word = SharedWord(record) }

  public var isReachedByCaller: Bool { word.isReachedByCaller }

  /// Somebody may wait: the lowest bit beside the owner's address.
  private static var wanted: UInt32 { 1 }

  /// Locks it, waiting up to the limit; invalid: it names an owner that cannot be.
  ///
  /// Thread.
  public func lock(_ limit: Timeout) -> Outcome {
    requireThread(.waitInInterrupt)
    let me = kernel.current
    let key = Port.lock()
    if word.value & ~SharedMutex.wanted == 0 {
      word.value |= me.name(in: word)
      Port.unlock(key)
      return .done
    }
    guard let owner, owner != me else {
      Port.unlock(key)
      return .invalid
    }
    if limit.isNone {
      Port.unlock(key)
      return .busy
    }
    guard let contended = ContendedMutex.of(word) ?? ContendedMutex.free() else {
      Port.unlock(key)
      return .noMemory
    }
    word.value |= SharedMutex.wanted
    contended.admit(me, to: word, of: owner)
    let outcome = unsafe contended.mutex.wait(for: owner, limit) { thread in
      unsafe leaveContended(thread)
    }
    let again = Port.lock()
    if contended.mutex.waiters.first == nil, word.isReached(by: me) {
      word.value &= ~SharedMutex.wanted
    }
    contended.leave(me)
    Port.unlock(again)
    return outcome
  }

  /// Unlocks it: it goes to the most urgent waiter.
  ///
  /// Thread.
  public func unlock() -> Outcome { unlock(as: kernel.current) }

  /// The same for another thread, which does not go on with what it has locked.
  ///
  /// Any context.
  func unlock(as me: Thread) -> Outcome {
    let key = Port.mask()
    defer { Port.unmask(key) }
    let named = word.value & ~SharedMutex.wanted
    guard named == me.name(in: word) else { return named == 0 ? .invalid : .notOwner }
    word.value = 0
    if let contended = ContendedMutex.of(word), let next = contended.mutex.waiters.first {
      contended.mutex.settle(owner: me)
      contended.mutex.handOver(from: me)
      word.value = next.name(in: word) | SharedMutex.wanted
    }
    return .done
  }

  /// Whom it names, if that thread lives and reaches it.
  ///
  /// The idle thread locks nothing, and with a level that it was lent nobody of that level would run.
  private var owner: Thread? {
    let named = word.value & ~SharedMutex.wanted
    var thread = kernel.alive
    while let one = thread {
      if one.name(in: word) == named {
        return one != kernel.idle && word.isReachedSomewhere(by: one) ? one : nil
      }
      thread = one.nextAlive
    }
    return nil
  }
}

extension Thread {
  /// How a word names it.
  fileprivate func name(in word: SharedWord) -> UInt32 {
    unsafe UInt32(truncatingIfNeeded: UInt(bitPattern: record))
  }
}

/// What the kernel keeps of a mutex in shared memory while threads are in `lock` for it.
///
/// Safety: one of the image's records.
@safe
private struct ContendedMutex {
  let record: UnsafeMutablePointer<ContendedRecord>

  @safe var fields: ContendedRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  var mutex: Mutex {
    unsafe Mutex(UnsafeMutableRawPointer(record).assumingMemoryBound(to: MutexRecord.self))
  }

  private static func first(where isRight: (ContendedMutex) -> Bool) -> ContendedMutex? {
    for index in 0..<bulkhead_contended_count {
      let one = unsafe ContendedMutex(record: bulkhead_contended_at(index))
      if isRight(one) { return one }
    }
    return nil
  }

  static func of(_ word: SharedWord) -> ContendedMutex? {
    first { unsafe $0.fields.threads != 0 && $0.fields.word == word.record }
  }

  static func free() -> ContendedMutex? { first { $0.fields.threads == 0 } }

  /// A thread is in `lock` for it.
  func admit(_ thread: Thread, to word: SharedWord, of owner: Thread) {
    if fields.threads == 0 {
      mutex.prepare()
      unsafe fields.word = word.record
    }
    fields.threads &+= 1
    // It may have been another when the last one began to wait.
    mutex.settle(owner: owner)
    unsafe thread.fields.transfer = UnsafeMutableRawPointer(record)
  }

  func leave(_ thread: Thread) {
    fields.threads &-= 1
    unsafe thread.fields.transfer = nil
  }
}

/// The end of a thread that is in `lock`.
///
/// Interrupts are masked.
@unsafe
private func leaveContended(_ record: UnsafeMutablePointer<ThreadRecord>) {
  unsafe Mutex.withdrawWish(of: record)
  let thread = unsafe Thread(record)
  guard let record = unsafe thread.fields.transfer else { return }
  let contended = unsafe record.assumingMemoryBound(to: ContendedRecord.self)
  unsafe ContendedMutex(record: contended).leave(thread)
}
