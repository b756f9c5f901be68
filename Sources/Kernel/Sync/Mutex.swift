// Mutexes with priority inheritance. An uncontended lock is one restartable update. A mutex that
// somebody waits for hangs in its owner's list, so that an owner's level can be told at any time:
// its own, or that of the most urgent thread that waits for any of its mutexes. Levels pass on
// along chains of owners who wait themselves.

import CBulkhead
import KernelCore

/// A mutex, by reference.
///
/// Safety: the record is the application's and lives while it is used.
@safe
public struct Mutex: Equatable {
  let record: UnsafeMutablePointer<MutexRecord>

  @inline(__always)
  public init(_ record: UnsafeMutablePointer<MutexRecord>) { unsafe self.record = record }

  @inline(__always)
  @safe var fields: MutexRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  public static func == (one: Mutex, other: Mutex) -> Bool { unsafe one.record == other.record }

  @inline(__always)
  var waiters: Waiters {
    unsafe Waiters(withUnsafeMutablePointer(to: &record.pointee.waiters) { unsafe $0 })
  }

  @inline(__always)
  private var owner: Thread? {
    get { unsafe Thread.optional(fields.owner) }
    nonmutating set { unsafe fields.owner = newValue?.record }
  }

  public func prepare() { unsafe record.initialize(to: MutexRecord()) }

  /// Locks a mutex that nobody owns; false if somebody does.
  ///
  /// Thread.
  @inline(__always)
  public func tryLock() -> Bool {
    let me = kernel.current
    guard unsafe port_claim_mutex(record, me.record) else { return false }
    fields.lock_count = me.lockUnit
    return true
  }

  /// Above the number of locks, the count has how often the owner had been ended before.
  static let epochShift: UInt32 = 24

  /// Whether its owner has been ended since it locked it, and lives on as another: nobody owns it.
  ///
  /// Who owns it and has not counted that yet has been interrupted in `tryLock`.
  private var isForgotten: Bool {
    guard let owner else { return true }
    let count = fields.lock_count
    return count != 0 && count >> Mutex.epochShift != UInt32(owner.fields.lock_epoch)
  }

  /// Locks, waiting up to the limit; the owner may lock again.
  ///
  /// Thread.
  public func lock(_ limit: Timeout) -> Outcome {
    requireThread(.waitInInterrupt)
    let me = kernel.current
    let key = Port.lock()
    let isFree = isForgotten
    if isFree { fields.lock_count = me.lockUnit &- 1 }
    guard let owner, owner != me, !isFree else {
      self.owner = me
      fields.lock_count &+= 1
      Port.unlock(key)
      return .done
    }
    if limit.isNone {
      Port.unlock(key)
      return .busy
    }
    return unsafe wait(for: owner, limit) { thread in unsafe Mutex.withdrawWish(of: thread) }
  }

  /// Waits for another thread's mutex, in a section, which it ends; `ending` is for a thread that is ended meanwhile.
  @inline(__always)
  func wait(
    for owner: Thread, _ limit: Timeout,
    ending: @convention(c) (UnsafeMutablePointer<ThreadRecord>) -> Void
  ) -> Outcome {
    let me = kernel.current
    if waiters.first == nil { owner.addHeld(self) }
    unsafe me.fields.wanted = record
    unsafe me.fields.on_abort = ending
    kernel.beginWaiting(in: waiters, limit)
    kernel.refreshLevel(of: owner)
    Port.switchNow()
    let again = Port.lock()
    unsafe me.fields.on_abort = nil
    if me.outcome != .done { withdraw(me) }
    Port.unlock(again)
    return me.outcome
  }

  /// A thread that has left the queue without the mutex lends its level no more.
  fileprivate func withdraw(_ thread: Thread) {
    unsafe thread.fields.wanted = nil
    guard let owner else { return }
    if waiters.first == nil { owner.removeHeld(self) }
    kernel.refreshLevel(of: owner)
  }

  /// Unlocks once; the last unlock hands the mutex to its most urgent waiter.
  ///
  /// Thread.
  @inline(__always)
  public func unlock() -> Outcome {
    let me = kernel.current
    guard let owner else { return .invalid }
    guard owner == me else { return .notOwner }
    if fields.lock_count != me.lockUnit {
      if isForgotten { return .notOwner }
      fields.lock_count &-= 1
      return .done
    }
    let key = Port.mask()
    if waiters.first == nil {
      self.owner = nil
      fields.lock_count = 0
      Port.unmask(key)
      return .done
    }
    handOver(from: me)
    Port.unmask(key)
    return .done
  }

  /// A thread ends that may have locked it: it is the most urgent waiter's, or nobody's.
  ///
  /// Interrupts are masked.
  func forsake(by thread: Thread) {
    guard owner == thread, !isForgotten else { return }
    if waiters.first != nil { return handOver(from: thread) }
    owner = nil
    fields.lock_count = 0
  }

  @inline(never)
  func handOver(from me: Thread) {
    me.removeHeld(self)
    guard let next = waiters.first else { return }
    unsafe next.fields.wanted = nil
    owner = next
    fields.lock_count = next.lockUnit
    _ = kernel.wakeFirst(of: waiters)
    if waiters.first != nil {
      next.addHeld(self)
      kernel.refreshLevel(of: next)
    }
    kernel.refreshLevel(of: me)
  }
}

extension Thread {
  /// Hands on all mutexes that others wait for; those that nobody waits for are known by their epoch.
  ///
  /// Interrupts are masked.
  func releaseMutexes() {
    while let held = unsafe fields.held { unsafe Mutex(held).handOver(from: self) }
  }
}

extension Mutex {
  /// The end of a thread that waits for a mutex; it has left the queue.
  ///
  /// Interrupts are masked.
  @unsafe
  static func withdrawWish(of record: UnsafeMutablePointer<ThreadRecord>) {
    let thread = unsafe Thread(record)
    guard let wanted = unsafe thread.fields.wanted else { return }
    unsafe Mutex(wanted).withdraw(thread)
  }

  /// Makes a thread the owner, if another one is.
  ///
  /// Interrupts are masked.
  func settle(owner: Thread) {
    if unsafe fields.owner != owner.record { change(owner: owner) }
  }

  /// Makes another thread the owner, with what the waiters lend.
  ///
  /// Interrupts are masked.
  func change(owner new: Thread) {
    let old = owner
    if waiters.first != nil {
      old?.removeHeld(self)
      new.addHeld(self)
    }
    owner = new
    fields.lock_count = new.lockUnit
    if let old { kernel.refreshLevel(of: old) }
    kernel.refreshLevel(of: new)
  }
}

extension Thread {
  /// The count of a mutex that it has locked once.
  @inline(__always)
  fileprivate var lockUnit: UInt32 { UInt32(fields.lock_epoch) << Mutex.epochShift | 1 }

  fileprivate func addHeld(_ mutex: Mutex) {
    unsafe mutex.fields.next_held = fields.held
    unsafe fields.held = mutex.record
  }

  /// Cost grows with the contended mutexes this thread holds.
  func removeHeld(_ mutex: Mutex) {
    guard var here = unsafe fields.held else { return }
    if unsafe here == mutex.record {
      unsafe fields.held = mutex.fields.next_held
      return
    }
    while let next = unsafe here.pointee.next_held {
      if unsafe next == mutex.record {
        unsafe here.pointee.next_held = mutex.fields.next_held
        return
      }
      unsafe here = next
    }
  }

  /// The level that `own` becomes with what this thread's mutexes lend.
  func lentLevel(_ own: UInt8) -> UInt8 {
    var level = own
    var held = unsafe fields.held
    while let mutex = unsafe held {
      if let waiter = unsafe Mutex(mutex).waiters.first, waiter.level < level {
        level = waiter.level
      }
      unsafe held = mutex.pointee.next_held
    }
    return level
  }
}

extension Kernel {
  /// Makes a thread's level true again, and those of the owners it waits for.
  mutating func refreshLevel(of thread: Thread) {
    let level = thread.lentLevel(thread.fields.base_level)
    guard level != thread.level else { return }
    setLevel(level, of: thread)
    passOn(from: thread)
  }

  /// Passes a waiting thread's level on to the owner of the mutex it waits for, and so forth.
  ///
  /// The chain ends where a level does not change, so also in a cycle.
  mutating func passOn(from thread: Thread) {
    var thread = thread
    while let wanted = unsafe thread.fields.wanted,
      let owner = unsafe Thread.optional(wanted.pointee.owner)
    {
      let level = owner.lentLevel(owner.fields.base_level)
      guard level != owner.level else { return }
      setLevel(level, of: owner)
      thread = owner
    }
  }
}
