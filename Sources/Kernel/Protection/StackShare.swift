// Stacks that a thread lets another reach: <bulkhead/stack.h>. Only images that share one have this.

import CBulkhead
import KernelCore

/// One thread's stack, reached by another.
///
/// Safety: the image has as many records as it says; changed with interrupts masked.
@safe
private struct StackShare {
  let record: UnsafeMutablePointer<StackShareRecord>

  @safe var fields: StackShareRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  static func first(where isRight: (StackShare) -> Bool) -> StackShare? {
    for index in 0..<bulkhead_stack_share_count {
      let one = unsafe StackShare(record: bulkhead_stack_share_at(index))
      if isRight(one) { return one }
    }
    return nil
  }

  static func of(_ owner: Thread, with other: Thread) -> StackShare? {
    first { unsafe $0.fields.owner == owner.record && $0.fields.with == other.record }
  }

  var isFree: Bool { unsafe fields.owner == nil }

  /// The thread reaches the stack no more, from now on.
  func end() {
    // Safety: a share ends with either thread, so both live.
    if let user = unsafe Thread.optional(fields.with)?.home {
      let entry = Int(fields.entry)
      user.fields.shared &= ~(1 << UInt32(entry))
      user.giveUp(entry)
      user.loadReduced()
    }
    unsafe record.initialize(to: StackShareRecord())
  }
}

extension User {
  /// A region that is no partition's and no share's, the last first; nil if there is none.
  fileprivate var freeEntry: Int? {
    for entry in (1...RegionWords.partitions).reversed() where !reaches(by: entry) { return entry }
    return nil
  }

  fileprivate func reaches(by entry: Int) -> Bool { range(of: entry) != nil }

  /// Whether something that it reaches already lies in a range.
  fileprivate func reaches(_ other: AddressRange) -> Bool {
    for entry in 0...RegionWords.partitions {
      if let own = range(of: entry), own.overlaps(other) { return true }
    }
    return false
  }
}

/// Whose stack begins at an address.
private func owner(of stack: UnsafeRawPointer) -> Thread? {
  var thread = kernel.alive
  while let one = thread {
    if unsafe UnsafeRawPointer(one.fields.stack) == stack { return one }
    thread = one.nextAlive
  }
  return nil
}

/// A thread that lives; what the caller says may be anything.
private func living(_ record: UnsafeMutablePointer<ThreadRecord>) -> Thread? {
  var thread = kernel.alive
  while let one = thread {
    if unsafe one.record == record { return one }
    thread = one.nextAlive
  }
  return nil
}

/// Whether who calls may say who reaches a thread's stack: who has no privileges only of its own.
private func maySay(of owner: Thread) -> Bool {
  if Port.isInInterrupt || owner == kernel.current { return true }
  return kernel.current.user?.isUnprivileged != true
}

@c @implementation
public func bulkhead_stack_share(
  _ stack: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>,
  _ access: bulkhead_stack_access
) -> Int32 {
  // A stack lies in its compartment's memory, which all in there reach, and nobody else.
  if CapabilityWords.areUsed { return -BULKHEAD_ENOTSUP }
  let key = Port.mask()
  defer { Port.unmask(key) }
  guard let owner = unsafe owner(of: stack), let other = unsafe living(thread), owner != other,
    let user = other.home, user.isUnprivileged,
    access == BULKHEAD_STACK_READ || access == BULKHEAD_STACK_READ_WRITE
  else { return -BULKHEAD_EINVAL }
  guard maySay(of: owner) else { return -BULKHEAD_EPERM }
  StackShare.of(owner, with: other)?.end()
  let range = AddressRange(
    base: UInt32(truncatingIfNeeded: UInt(bitPattern: stack)),
    size: UInt32(truncatingIfNeeded: owner.fields.stack_size))
  let rights: Access = access == BULKHEAD_STACK_READ ? .read : [.read, .write]
  guard let range, !user.reaches(range), RegionWords.canCover(range, rights) else {
    return -BULKHEAD_EINVAL
  }
  guard let entry = user.freeEntry else { return -BULKHEAD_ENOSPC }
  guard let share = StackShare.first(where: { $0.isFree }) else { return -BULKHEAD_ENOMEM }
  guard user.reach(range, rights, as: entry) else { return -BULKHEAD_EINVAL }
  user.fields.shared |= 1 << UInt32(entry)
  bulkhead_keep_ending_shares()
  unsafe share.record.initialize(
    to: StackShareRecord(
      owner: owner.record, with: other.record, entry: UInt32(entry), access: access))
  user.loadIfRunning()
  return 0
}

@c @implementation
public func bulkhead_stack_unshare(
  _ stack: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>
) -> Int32 {
  let key = Port.mask()
  defer { Port.unmask(key) }
  guard let owner = unsafe owner(of: stack) else { return -BULKHEAD_EINVAL }
  guard maySay(of: owner) else { return -BULKHEAD_EPERM }
  guard let share = unsafe StackShare.of(owner, with: Thread(thread)) else {
    return -BULKHEAD_EINVAL
  }
  share.end()
  return 0
}

@c @implementation
public func bulkhead_end_stack_shares(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  while let share = StackShare.first(where: {
    unsafe $0.fields.owner == thread || $0.fields.with == thread
  }) {
    share.end()
  }
}

@c @implementation
public func bulkhead_stack_reach_next(
  _ place: UnsafeMutablePointer<UInt32>, _ facts: UnsafeMutablePointer<bulkhead_stack_reach>
) -> Bool {
  let key = Port.mask()
  defer { Port.unmask(key) }
  while unsafe place.pointee < bulkhead_stack_share_count {
    let share = unsafe StackShare(record: bulkhead_stack_share_at(place.pointee))
    unsafe place.pointee &+= 1
    guard let owner = unsafe Thread.optional(share.fields.owner),
      let other = unsafe share.fields.with, let stack = unsafe owner.fields.stack
    else { continue }
    unsafe facts.pointee.stack = UnsafeRawPointer(stack)
    unsafe facts.pointee.size = Int(owner.fields.stack_size)
    unsafe facts.pointee.owner = owner.record
    unsafe facts.pointee.thread = other
    unsafe facts.pointee.access = share.fields.access
    return true
  }
  return false
}
