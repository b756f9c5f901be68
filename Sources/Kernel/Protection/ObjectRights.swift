// Who may use which kernel object. An object is known if code with privileges has initialised it, or a
// macro has defined it; who may use it stands behind it, where only such code can write.

import CBulkhead
import KernelCore

/// An object's rights, behind it.
///
/// Safety: there is such a record behind each object that is known.
@safe
struct ObjectRights {
  private let record: UnsafeMutablePointer<RightsRecord>

  /// Nil if the kernel knows no object of this kind there.
  @inline(__always)
  init?(at address: UInt, _ kind: bulkhead_claim) {
    let place = address &+ ObjectRights.offset(kind)
    guard KnownRights.contains(place), let found = ObjectRights(recordAt: place),
      unsafe found.record.pointee.kind == kind.rawValue,
      unsafe UInt(bitPattern: found.record.pointee.object) == address
    else { return nil }
    self = found
  }

  /// Of a record that there is.
  @inline(__always)
  fileprivate init?(recordAt place: UInt) {
    guard let record = unsafe UnsafeMutablePointer<RightsRecord>(bitPattern: place) else {
      return nil
    }
    unsafe self.record = unsafe record
  }

  /// The same, of whatever kind it is.
  @inline(never)
  init?(at address: UInt) {
    var kind = BULKHEAD_CLAIM_FIRST_KIND.rawValue
    while kind <= BULKHEAD_CLAIM_LAST_KIND.rawValue {
      if let found = ObjectRights(at: address, bulkhead_claim(kind)) {
        self = found
        return
      }
      kind &+= 1
    }
    return nil
  }

  /// From an object's first byte to its rights: behind the members that the kernel was compiled with.
  @inline(__always)
  static func offset(_ kind: bulkhead_claim) -> UInt { bulkhead_rights_offset(kind.rawValue) }

  /// Whether all may use it, also those that begin later.
  var isPublic: Bool {
    get { unsafe record.pointee.is_public != 0 }
    nonmutating set { unsafe record.pointee.is_public = newValue ? 1 : 0 }
  }

  /// Its object is none any more.
  func forget() {
    KnownRights.remove(UInt(bitPattern: unsafe record))
    unsafe record.initialize(to: RightsRecord())
  }

  /// A bit for each thread without privileges.
  var users: UInt32 {
    get { unsafe record.pointee.users }
    nonmutating set { unsafe record.pointee.users = newValue }
  }
}

/// Where there are records of rights: a bit for each eight bytes of the memory that the kernel's variables have.
///
/// What a thread has put into a message or a parameter may look like one.
private enum KnownRights {
  @inline(__always)
  private static func place(_ address: UInt) -> UInt? {
    let offset = address &- bulkhead_variables_start()
    return offset < bulkhead_variables_size() && offset % 8 == 0 ? offset / 8 : nil
  }

  @inline(__always)
  static func contains(_ address: UInt) -> Bool {
    guard let place = place(address) else { return false }
    return unsafe bulkhead_known_objects_at(place / 8).pointee >> UInt8(place % 8) & 1 != 0
  }

  static func visit(_ body: (ObjectRights) -> Void) {
    for index in 0..<(bulkhead_variables_size() &+ 63) / 64 {
      var bits = unsafe bulkhead_known_objects_at(index).pointee
      while bits != 0 {
        let place = (index &* 8 &+ UInt(bits.trailingZeroBitCount)) &* 8
        if let rights = ObjectRights(recordAt: bulkhead_variables_start() &+ place) { body(rights) }
        bits &= bits &- 1
      }
    }
  }

  static func remove(_ address: UInt) {
    guard let place = place(address) else { return }
    unsafe bulkhead_known_objects_at(place / 8).pointee &= ~(1 << UInt8(place % 8))
  }

  static func insert(_ address: UInt) {
    guard let place = place(address) else { return }
    unsafe bulkhead_known_objects_at(place / 8).pointee |= 1 << UInt8(place % 8)
  }
}

@c @implementation
public func bulkhead_register_object(_ object: UnsafeMutableRawPointer, _ kind: bulkhead_claim) {
  // A compartment's own object is its from the beginning: see BULKHEAD_KIND.
  let kindOnly = bulkhead_claim(kind.rawValue & 0xffff)
  let users = kind.rawValue & 0xffff_0000
  let behind = unsafe object + Int(ObjectRights.offset(kindOnly))
  let key = Port.mask()
  KnownRights.insert(UInt(bitPattern: behind))
  unsafe behind.assumingMemoryBound(to: RightsRecord.self)
    .initialize(
      to: RightsRecord(object: object, kind: kindOnly.rawValue, users: users, is_public: 0))
  Port.unmask(key)
}

@c @implementation
public func k_object_access_grant(
  _ object: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>
) {
  unsafe changeRights(object, thread) { $0 | $1 }
}

@c @implementation
public func k_object_access_revoke(
  _ object: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>
) {
  // Who has privileges, and was granted nothing, has no record to take anything from.
  if unsafe thread.pointee.user != nil { unsafe changeRights(object, thread) { $0 & ~$1 } }
}

@c @implementation
public func k_object_access_all_grant(_ object: UnsafeRawPointer) {
  let key = Port.mask()
  if let rights = ObjectRights(at: UInt(bitPattern: object)) {
    rights.isPublic = true
    rights.users = .max
  }
  Port.unmask(key)
}

@c @implementation
public func k_object_release(_ object: UnsafeRawPointer) {
  unsafe k_object_access_revoke(object, kernel.current.record)
}

/// A thread's record is an object from the first time on that code with privileges speaks of it.
@c @implementation
public func bulkhead_know_thread(_ thread: UnsafeMutablePointer<ThreadRecord>) {
  let key = Port.mask()
  if ObjectRights(at: UInt(bitPattern: thread), BULKHEAD_CLAIM_THREAD) == nil {
    unsafe bulkhead_register_object(thread, BULKHEAD_CLAIM_THREAD)
  }
  Port.unmask(key)
}

@unsafe
private func changeRights(
  _ object: UnsafeRawPointer, _ thread: UnsafeMutablePointer<ThreadRecord>,
  _ change: (UInt32, UInt32) -> UInt32
) {
  let key = Port.mask()
  defer { Port.unmask(key) }
  guard let rights = ObjectRights(at: UInt(bitPattern: object)) else { return }
  rights.users = change(rights.users, unsafe 1 << Thread(thread).adopted(unprivileged: false).index)
}

extension User {
  /// May use what another may, or what is for all: its number was another thread's.
  ///
  /// Cost grows with the variables and the objects.
  func begin(withRightsOf parent: User?) {
    let from = (parent ?? self).index
    let others = ~(1 << index) as UInt32
    KnownRights.visit { rights in
      let users = rights.users & (rights.isPublic ? .max : others)
      rights.users = users | (users >> from & 1) << index
    }
  }

  @inline(__always)
  func mayUse(_ object: UInt, _ kind: bulkhead_claim) -> Bool {
    guard let rights = ObjectRights(at: object, kind) else { return false }
    return rights.users & fields.bits != 0
  }
}
