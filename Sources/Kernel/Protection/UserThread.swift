// Threads without privileges: what each reaches, as the memory protection has it and as the kernel checks it.

import CBulkhead
import KernelCore

/// What the kernel keeps of a thread without privileges.
///
/// Safety: the image has as many records as it says; who has one is in it.
@safe
struct User {
  let record: UnsafeMutablePointer<UserRecord>

  init(_ record: UnsafeMutablePointer<UserRecord>) { unsafe self.record = unsafe record }

  init(index: UInt32) { unsafe record = bulkhead_user_at(index) }

  @safe var fields: UserRecord {
    unsafeAddress { unsafe UnsafePointer(record) }
    nonmutating unsafeMutableAddress { unsafe record }
  }

  /// A record that no thread has, or whose thread has ended; nil if there is none.
  static func free() -> User? {
    for index in 0..<bulkhead_user_count {
      let user = User(index: index)
      if user.owner == nil { return user }
    }
    return nil
  }

  /// The thread that has it; nil if there is none, or if it has ended.
  var owner: Thread? {
    guard let owner = unsafe Thread.optional(fields.thread),
      // Its record may be another thread's by now.
      unsafe owner.home?.record == record, !owner.state.contains(.dead)
    else { return nil }
    return owner
  }

  /// Its number among them, which is its bit in what objects say of who may use them.
  var index: UInt32 {
    unsafe UInt32(truncatingIfNeeded: record - bulkhead_user_at(0))
  }

  /// Whether its own code has no privileges; else it only has its number among those who may use objects.
  var isUnprivileged: Bool { fields.is_unprivileged }

  /// Begins anew: it reaches nothing.
  func prepare(unprivileged: Bool) {
    let end = unsafe fields.stack_end
    let thread = unsafe fields.thread
    unsafe record.initialize(to: UserRecord())
    unsafe fields.stack_end = end
    unsafe fields.thread = thread
    fields.mode = unprivileged ? UInt32(BULKHEAD_USER_UNPRIVILEGED) : 0
    unsafe bulkhead_set_unprivileged(record, unprivileged)
    fields.bits = 1 << index
    clearRegions()
  }

  /// Begins anew as the part of a place in a compartment.
  func prepare(bits: UInt32) {
    unsafe record.initialize(to: UserRecord())
    fields.is_unprivileged = true
    fields.bits = bits
    clearRegions()
  }

  func clearRegions() {
    let words = RegionWords(of: self)
    for entry in 0..<Int(BULKHEAD_USER_REGIONS) { words.clear(entry) }
  }

  /// Lets it reach a range, as the entry with this number; false if no single region covers just that.
  func reach(_ range: AddressRange, _ access: Access, as entry: Int) -> Bool {
    guard RegionWords(of: self).cover(range, access, as: entry) else { return false }
    let range = RegionWords.reached(by: range)
    let size = Int(range.last &- range.first &+ 1)
    setReach(
      bulkhead_reach(
        start: UInt(range.first), size: size, writable: access.contains(.write) ? size : 0),
      as: entry)
    return true
  }

  /// It reaches nothing by the entry with this number any more.
  func giveUp(_ entry: Int) {
    RegionWords(of: self).clear(entry)
    setReach(bulkhead_reach(start: 0, size: 0, writable: 0), as: entry)
  }

  /// What it reaches by the entry with this number.
  func reach(_ entry: Int) -> bulkhead_reach {
    unsafe withUnsafePointer(to: &record.pointee.reach) {
      unsafe UnsafeRawPointer($0).assumingMemoryBound(to: bulkhead_reach.self)[entry]
    }
  }

  private func setReach(_ reach: bulkhead_reach, as entry: Int) {
    unsafe withUnsafeMutablePointer(to: &record.pointee.reach) {
      unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: bulkhead_reach.self)[entry] = reach
    }
  }

  /// Its stack; nil before it has one that it reaches.
  var ownStack: AddressRange? {
    let stack = unsafe record.pointee.reach.0
    return AddressRange(
      base: UInt32(truncatingIfNeeded: stack.start), size: UInt32(truncatingIfNeeded: stack.size))
  }

  /// What it reaches by the entry with this number; nil if that is nothing.
  func range(of entry: Int) -> AddressRange? {
    let reach = unsafe withUnsafePointer(to: &record.pointee.reach) {
      unsafe UnsafeRawPointer($0).assumingMemoryBound(to: bulkhead_reach.self)[entry]
    }
    return AddressRange(
      base: UInt32(truncatingIfNeeded: reach.start), size: UInt32(truncatingIfNeeded: reach.size))
  }

  /// Whether an entry is another thread's stack.
  func isShare(_ entry: Int) -> Bool { fields.shared >> UInt32(truncatingIfNeeded: entry) & 1 != 0 }

  /// What it reaches has changed, and holds at once.
  func loadIfRunning() {
    if unsafe kernel.current.fields.user == record { RegionWords(of: self).load() }
  }

  /// The same where it may be less: what it has lent to functions of compartments it cannot lend any more.
  ///
  /// Interrupts are masked.
  func loadReduced() {
    loadIfRunning()
    bulkhead_lender_loses()
  }
}

extension Thread {
  /// What the kernel keeps of it where it is: in a compartment that it has called, what that reaches; nil if it
  /// has privileges there and always had.
  var user: User? {
    guard let record = unsafe fields.user else { return nil }
    return unsafe User(record)
  }

  /// The same of its own code, wherever it is.
  @inline(never)
  var home: User? {
    var user = unsafe fields.user
    while let one = unsafe user, let activation = unsafe one.pointee.activation {
      unsafe user = activation.pointee.caller
    }
    guard let user = unsafe user else { return nil }
    return unsafe User(user)
  }
}
