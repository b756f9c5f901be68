// Kernel objects that are allocated while the image runs: in places of one size, which the image has set aside where
// only the kernel writes. One goes when nobody may use it any more, nobody waits for it, and nobody is in a call on it.

import CBulkhead
import KernelCore

/// A place for an object.
///
/// Safety: the image has as many as it says; only threads change them, with the scheduler locked.
@safe
private struct ObjectPlace {
  let pool: UnsafePointer<ObjectPoolRecord>
  let index: Int

  /// What of a state is the kind of the object.
  private static var kindMask: UInt8 { 0x3f }
  /// Nobody may use it any more.
  private static var abandoned: UInt8 { 0x40 }
  /// It is of somebody with privileges: it stays until it is freed.
  private static var kept: UInt8 { 0x80 }

  private var state: UInt8 {
    get { unsafe pool.pointee.states[index] }
    nonmutating set { unsafe pool.pointee.states[index] = newValue }
  }

  var memory: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(pool.pointee.memory) + index &* Int(pool.pointee.size)
  }
  var address: UInt { unsafe UInt(bitPattern: memory) }
  var kind: bulkhead_claim { bulkhead_claim(UInt32(state & ObjectPlace.kindMask)) }
  var isFree: Bool { state == 0 }

  /// The first place that agrees.
  static func first(where isRight: (ObjectPlace) -> Bool) -> ObjectPlace? {
    for number in 0..<2 as Range<UInt32> {
      let pool = unsafe bulkhead_object_pool_at(number)
      for index in 0..<Int(unsafe pool.pointee.count) {
        let place = unsafe ObjectPlace(pool: pool, index: index)
        if isRight(place) { return place }
      }
    }
    return nil
  }

  /// Whether it is for objects of a kind.
  func isFor(_ kind: bulkhead_claim) -> Bool {
    let isOfThreads = unsafe pool == bulkhead_object_pool_at(1)
    return isOfThreads == (kind == BULKHEAD_CLAIM_THREAD)
  }

  /// Becomes an object that one thread may use, if it has no privileges.
  func take(_ kind: bulkhead_claim, for user: User?) {
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: Int(pool.pointee.size))
    state = UInt8(truncatingIfNeeded: kind.rawValue) | (user == nil ? ObjectPlace.kept : 0)
    unsafe bulkhead_register_object(memory, kind)
    if let user, let rights = ObjectRights(at: address, kind) { rights.users = user.fields.bits }
  }

  /// Nobody may use it from now on.
  func abandon() {
    let key = Port.mask()
    ObjectRights(at: address, kind)?.forget()
    state = (state | ObjectPlace.abandoned) & ~ObjectPlace.kept
    Port.unmask(key)
  }

  /// Becomes free if nobody has a use for it.
  func collect() {
    let key = Port.mask()
    let isWanted = state & ObjectPlace.kept != 0 || mayBeUsed || isInUse
    if !isWanted { ObjectRights(at: address, kind)?.forget() }
    Port.unmask(key)
    if isWanted { return }
    if kind == BULKHEAD_CLAIM_MSGQ {
      // Safety: there is a queue, initialised or all zero.
      _ = unsafe k_msgq_cleanup(memory.assumingMemoryBound(to: MessageQueueRecord.self))
    }
    state = 0
  }

  /// Whether somebody who lives may use it.
  private var mayBeUsed: Bool {
    guard let rights = ObjectRights(at: address, kind) else { return false }
    if rights.isPublic { return true }
    // A compartment is there for good.
    if rights.users >> bulkhead_user_count != 0 { return true }
    return User.first { $0.owner != nil && rights.users & $0.fields.bits != 0 } != nil
  }

  /// Whether the kernel has something to do with it: somebody waits for it, lives in it, or is in a call on it.
  private var isInUse: Bool { isObjectInUse(address, kind) }
}

/// Whether somebody else is in the middle of something with an object: of a call that was admitted for what it was.
private func isObjectInUse(_ address: UInt, _ kind: bulkhead_claim) -> Bool {
  isBusy(address, kind) || User.first { $0.isInCall(on: address) } != nil
}

extension User {
  /// The first record that agrees.
  fileprivate static func first(where isRight: (User) -> Bool) -> User? {
    for index in 0..<bulkhead_user_count {
      let user = User(index: index)
      if isRight(user) { return user }
    }
    return nil
  }

  /// Whether it is in a system call that has been told an object; the caller's own does not count.
  ///
  /// Where it is not admitted yet, it will not be.
  fileprivate func isInCall(on object: UInt) -> Bool {
    guard let thread = owner, thread != kernel.current, isUnprivileged, fields.mode == 0,
      let arguments = unsafe fields.arguments
    else { return false }
    for index in 0..<4 where unsafe arguments[index] == object { return true }
    return false
  }
}

/// Whether threads wait for an object, events are watched for it, or it is a thread that lives.
private func isBusy(_ address: UInt, _ kind: bulkhead_claim) -> Bool {
  // Safety: there is an object of the kind, perhaps all zero.
  let object = unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped
  func of<Record>(_: Record.Type) -> Record {
    unsafe object.assumingMemoryBound(to: Record.self).pointee
  }
  switch kind {
  case BULKHEAD_CLAIM_SEM:
    let sem = unsafe of(SemaphoreRecord.self)
    return unsafe sem.waiters.top != nil || sem.poll.first != nil
  case BULKHEAD_CLAIM_MUTEX: return unsafe of(MutexRecord.self).waiters.top != nil
  case BULKHEAD_CLAIM_CONDVAR: return unsafe of(ConditionRecord.self).waiters.top != nil
  case BULKHEAD_CLAIM_EVENT: return unsafe of(EventRecord.self).waiters.top != nil
  case BULKHEAD_CLAIM_MSGQ:
    let queue = unsafe of(MessageQueueRecord.self)
    return unsafe queue.waiters.top != nil || queue.poll.first != nil
  default:
    return unsafe Thread(object.assumingMemoryBound(to: ThreadRecord.self)).isAlive
  }
}

/// Whether a message queue was initialised.
private func hasBuffer(_ queue: UInt) -> Bool {
  // Safety: there is one, perhaps all zero.
  unsafe UnsafePointer<MessageQueueRecord>(bitPattern: queue).unsafelyUnwrapped.pointee
    .buffer_start != nil
}

/// An object for the running thread; nil: there is no place, or none for that kind.
///
/// Thread or boot. Cost grows with the places and with the threads.
@unsafe
public func allocateObject(_ kind: bulkhead_claim) -> UnsafeMutableRawPointer? {
  switch kind {
  case BULKHEAD_CLAIM_SEM, BULKHEAD_CLAIM_MUTEX, BULKHEAD_CLAIM_CONDVAR, BULKHEAD_CLAIM_EVENT,
    BULKHEAD_CLAIM_MSGQ, BULKHEAD_CLAIM_THREAD:
    break
  default: return nil
  }
  lockScheduler()
  defer { unlockScheduler() }
  let place = ObjectPlace.first { place in
    guard place.isFor(kind) else { return false }
    if !place.isFree { place.collect() }
    return place.isFree
  }
  place?.take(kind, for: kernel.current.user)
  return unsafe place?.memory
}

/// Nobody may use an allocated object any more; no effect on others.
public func freeObject(at address: UInt) {
  lockScheduler()
  if let place = ObjectPlace.first(where: { !$0.isFree && $0.address == address }) {
    place.abandon()
    place.collect()
  }
  unlockScheduler()
}

/// The same for a caller that has to be allowed to use it.
public func freeObjectAsAsked(at address: UInt) {
  guard let rights = ObjectRights(at: address), rights.users & caller.fields.bits != 0 else {
    refuse("system call on an object that it was not granted", at: address)
  }
  freeObject(at: address)
}

/// Makes an object new with interrupts masked, for a caller without privileges; ends that one if it may not use the
/// object, or if somebody else is in the middle of something with it.
public func initialiseAsAsked(
  _ address: UInt, _ kind: bulkhead_claim, _ initialise: () -> Int32
) -> Int32 {
  guard kind.rawValue <= BULKHEAD_CLAIM_LAST_KIND.rawValue, caller.mayUse(address, kind) else {
    refuse("system call on an object that it was not granted", at: address)
  }
  lockScheduler()
  let key = Port.mask()
  // Whoever gets messages has room for those that there have been from the beginning.
  let isRefused = isObjectInUse(address, kind) || kind == BULKHEAD_CLAIM_MSGQ && hasBuffer(address)
  let result = isRefused ? 0 : initialise()
  Port.unmask(key)
  unlockScheduler()
  if isRefused { refuse("system call to initialise an object in use", at: address) }
  return result
}
