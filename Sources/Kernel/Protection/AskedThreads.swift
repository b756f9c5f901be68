// What threads without privileges may ask about threads: only of those whose record they were granted. They
// create threads like themselves, on stacks that they were granted, no more urgent than they are.

import CBulkhead
import KernelCore

/// The thread that the caller of a system call names: itself, or one that it was granted and that was created.
///
/// Ends the caller if it is none. Cost grows with the threads.
@unsafe
public func granted(_ record: UnsafePointer<ThreadRecord>) -> Thread {
  let thread = unsafe Thread(UnsafeMutablePointer(mutating: record))
  if thread == kernel.current { return thread }
  let address = UInt(bitPattern: record)
  guard caller.mayUse(address, BULKHEAD_CLAIM_THREAD), thread.wasCreated else {
    refuse("system call on a thread that it was not granted", at: address)
  }
  return thread
}

extension Thread {
  /// Whether it lives, by the kernel's own list: its record may be one that nothing was made in yet.
  var isAlive: Bool {
    let key = Port.mask()
    defer { Port.unmask(key) }
    var other = kernel.alive
    while let one = other {
      if one == self { return true }
      other = one.nextAlive
    }
    return false
  }

  fileprivate var wasCreated: Bool {
    unsafe state.contains(.dead) && fields.stack != nil || isAlive
  }

  /// Ends it for the caller of a system call; nobody ends what the system cannot do without.
  public func abortAsAsked() {
    if isEssential || serves {
      unsafe refuse("system call to end an essential thread", at: UInt(bitPattern: record))
    }
    abort()
  }

  /// Makes it less urgent, or leaves it as it is; more urgent it does not become.
  public func setPriorityAsAsked(_ priority: Int32) {
    // No other caller comes between.
    lockScheduler()
    let own = Thread.priority(of: fields.base_level)
    let isAllowed = priority >= own && priority <= Thread.lowestPriority
    if isAllowed { setPriority(priority) }
    unlockScheduler()
    if !isAllowed {
      unsafe refuse("system call to make a thread more urgent", at: UInt(bitPattern: record))
    }
  }

  /// Above the idle thread's.
  private static var lowestPriority: Int32 { idlePriority &- 1 }

  /// Whether the caller may make a thread of this priority.
  fileprivate static func isAllowed(_ priority: Int32, by creator: Thread) -> Bool {
    priority >= Thread.priority(of: creator.fields.base_level) && priority <= lowestPriority
  }
}

extension User {
  /// How many bytes it may read from an address on, in one piece.
  func readable(from start: UInt) -> UInt {
    let rom = bulkhead_user_rom_start()
    let size = bulkhead_user_rom_end() &- rom
    if start &- rom < size { return size &- (start &- rom) }
    return unsafe withUnsafePointer(to: &record.pointee.reach) { reaches in
      let reaches = unsafe UnsafeRawPointer(reaches).assumingMemoryBound(to: bulkhead_reach.self)
      for index in 0..<Int(BULKHEAD_USER_REGIONS) {
        let reach = unsafe reaches[index]
        let offset = start &- reach.start
        if offset < UInt(reach.size) { return UInt(reach.size) &- offset }
      }
      return 0
    }
  }
}

extension Thread {
  /// Copies a name that the caller says, cut to what there is room for; false if it may not read all of that.
  ///
  /// The image has names.
  @unsafe
  public func setNameAsAsked(_ claimed: UnsafePointer<CChar>) -> Bool {
    let key = Port.mask()
    defer { Port.unmask(key) }
    let room = Image.nameSize &- 1
    let readable = caller.readable(from: UInt(bitPattern: claimed))
    var length = 0
    while length < room {
      guard UInt(bitPattern: length) < readable else { return false }
      let letter = unsafe claimed[length]
      if letter == 0 { break }
      length &+= 1
    }
    // Whatever an interrupt handler has made of it meanwhile: these bytes can be read.
    for index in 0..<length { unsafe name[index] = claimed[index] }
    unsafe name[length] = 0
    return true
  }
}

/// Whether the caller of a system call may write memory in its own code; ends it if not.
public func requireWritable(_ address: UInt, _ size: UInt) {
  if !caller.mayWrite(address, size) {
    refuse("system call on memory that it may not use", at: address)
  }
}

/// Creates the thread that the caller of a system call wishes, or ends the caller.
///
/// Other threads wait meanwhile. Cost grows with the threads, and with CONFIG_INIT_STACKS with the stack.
@unsafe
public func createWishedThread(_ claimed: UnsafePointer<ThreadWish>) {
  let address = UInt(bitPattern: claimed)
  guard unsafe caller.mayRead(address, UInt(MemoryLayout<ThreadWish>.size)) else {
    refuse("system call on memory that it may not use", at: address)
  }
  var wish = unsafe ThreadWish()
  unsafe bulkhead_copy_wish(&wish, claimed)
  lockScheduler()
  let objection = unsafe create(wish)
  unlockScheduler()
  if let objection { unsafe refuse(objection, at: UInt(bitPattern: wish.thread)) }
}

/// What may be said of a thread that code without privileges creates.
///
/// 2 is K_FP_REGS, which has no effect.
private let allowedOptions =
  UInt32(BULKHEAD_THREAD_USER_OPTION) | UInt32(BULKHEAD_THREAD_INHERITS) | 2

/// What speaks against it; nil: the thread is created.
@unsafe
private func create(_ wish: ThreadWish) -> StaticString? {
  guard let record = unsafe wish.thread,
    caller.mayUse(UInt(bitPattern: record), BULKHEAD_CLAIM_THREAD)
  else { return "system call on a thread that it was not granted" }
  let thread = unsafe Thread(record)
  if thread.isAlive { return "system call to create a thread that lives" }
  var size = 0
  guard let stack = unsafe wish.stack, let users = unsafe bulkhead_stack_right(stack, &size),
    unsafe users.pointee & caller.fields.bits != 0
  else { return "system call to create a thread on a stack that it was not granted" }
  let begin = UInt(bitPattern: stack)
  let whole = size &+ bulkhead_stack_reserved()
  if isInUse(begin, UInt(bitPattern: whole)) {
    return "system call to create a thread on a stack in use"
  }
  let options = unsafe wish.options
  guard let entry = unsafe wish.entry, unsafe wish.size == size,
    options & UInt32(BULKHEAD_THREAD_USER_OPTION) != 0, options & ~allowedOptions == 0,
    Thread.isAllowed(unsafe wish.priority, by: kernel.current),
    let range = PageWords.stack(at: begin, size: whole),
    RegionWords.canCover(range, [.read, .write])
  else { return "system call to create a thread that it may not create" }
  if User.free() == nil { return "system call for one more than CONFIG_MAX_USER_THREADS" }
  let plan = unsafe ThreadPlan(
    stack: stack, stackSize: size, entry: entry, parameters: wish.parameters,
    priority: wish.priority, options: options)
  unsafe thread.createUser(plan, delay: Timeout(encoded: wish.delay.ticks))
  return nil
}

/// Whether a thread that lives has some of these bytes for its stack.
private func isInUse(_ begin: UInt, _ size: UInt) -> Bool {
  let key = Port.mask()
  defer { Port.unmask(key) }
  var thread = kernel.alive
  while let one = thread {
    let stack = unsafe UInt(bitPattern: one.fields.stack)
    if stack < begin &+ size, begin < stack &+ UInt(one.fields.stack_size) { return true }
    thread = one.nextAlive
  }
  return false
}

/// The caller lets another thread use what it may use itself, or no more; ends it if it may not.
public func changeRightsAsAsked(_ object: UInt, _ thread: Thread, isGranted: Bool) {
  let rights = ObjectRights(at: object)
  guard let rights, rights.users & caller.fields.bits != 0 else {
    refuse("system call on an object that it was not granted", at: object)
  }
  let bit = bit(of: thread, isGranted: isGranted)
  let key = Port.mask()
  rights.users = isGranted ? rights.users | bit : rights.users & ~bit
  Port.unmask(key)
}

/// The same of a stack.
@unsafe
public func changeStackRightAsAsked(
  _ stack: UnsafeRawPointer, _ thread: Thread, isGranted: Bool
) {
  var size = 0
  guard let users = unsafe bulkhead_stack_right(stack, &size),
    unsafe users.pointee & caller.fields.bits != 0
  else {
    refuse("system call on a stack that it was not granted", at: UInt(bitPattern: stack))
  }
  unsafe change(users, bit(of: thread, isGranted: isGranted), isGranted)
}

/// Whoever has privileges lets a thread use a stack, or no more; no effect on what is no stack.
@unsafe
public func changeStackRight(_ stack: UnsafeRawPointer, _ thread: Thread, isGranted: Bool) {
  var size = 0
  guard let users = unsafe bulkhead_stack_right(stack, &size) else { return }
  if !isGranted, thread.home == nil { return }
  unsafe change(users, 1 << thread.adopted(unprivileged: false).index, isGranted)
}

@unsafe
private func change(_ users: UnsafeMutablePointer<UInt32>, _ bit: UInt32, _ isGranted: Bool) {
  let key = Port.mask()
  unsafe users.pointee = isGranted ? users.pointee | bit : users.pointee & ~bit
  Port.unmask(key)
}

/// A thread's bit, for a caller without privileges: ends that one if there is none left; 0 if none is needed.
private func bit(of thread: Thread, isGranted: Bool) -> UInt32 {
  if thread.home == nil {
    if !isGranted { return 0 }
    if User.free() == nil {
      unsafe refuse(
        "system call for one more than CONFIG_MAX_USER_THREADS",
        at: UInt(bitPattern: thread.record))
    }
  }
  return 1 << thread.adopted(unprivileged: false).index
}
