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
      guard let owner = unsafe Thread.optional(user.fields.thread) else { return user }
      // The owner's record may be another thread's by now.
      if unsafe owner.fields.user != user.record || owner.state.contains(.dead) {
        return user
      }
    }
    return nil
  }

  /// Its number among them, which is its bit in what objects say of who may use them.
  var index: UInt32 {
    unsafe UInt32(truncatingIfNeeded: record - bulkhead_user_at(0))
  }

  /// Begins anew: it reaches nothing.
  func prepare() {
    let end = unsafe fields.stack_end
    let thread = unsafe fields.thread
    unsafe record.initialize(to: UserRecord())
    unsafe fields.stack_end = end
    unsafe fields.thread = thread
    fields.mode = UInt32(BULKHEAD_USER_UNPRIVILEGED)
    let words = RegionWords(of: self)
    for entry in 0..<Int(BULKHEAD_USER_REGIONS) { words.clear(entry) }
  }

  /// Lets it reach a range, as the entry with this number; false if no single one covers just that.
  func reach(_ range: AddressRange, writable: Bool, as entry: Int) -> Bool {
    let access: Access = writable ? [.read, .write] : [.read]
    guard RegionWords(of: self).cover(range, access, as: entry) else { return false }
    unsafe withUnsafeMutablePointer(to: &record.pointee.reach) { reaches in
      let reaches = unsafe UnsafeMutableRawPointer(reaches)
        .assumingMemoryBound(to: bulkhead_reach.self)
      unsafe reaches[entry] = bulkhead_reach(
        start: UInt(range.first), size: Int(range.last &- range.first &+ 1), is_writable: writable)
    }
    return true
  }
}
