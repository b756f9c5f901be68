// Capabilities that the kernel holds: it knows of each in which variable it is, and it is good only there. The
// variable has its number and a cookie, so that what is copied or made up is none.

import CBulkhead
import KernelCore

/// A bulkhead_capability_t, by reference.
///
/// Safety: whoever makes one vouches that its eight bytes can be read and written; all happens with interrupts masked.
@safe
struct CapabilityVariable {
  private let words: UnsafeMutablePointer<UInt32>

  init(_ address: UInt) {
    // Safety: as above.
    unsafe words = UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
  }

  private var address: UInt { unsafe UInt(bitPattern: words) }

  /// Where the kernel holds what is in it; nil if it has none.
  private var place: HeldPlace? {
    let number = unsafe words[0]
    guard number != 0, number <= bulkhead_held_capability_count else { return nil }
    let place = HeldPlace(number &- 1)
    guard place.record.home == address, unsafe place.record.cookie == words[1] else { return nil }
    return place
  }

  var authority: AuthorityRecord? { place?.record.authority }

  func requireAuthority() throws(CapabilityRefusal) -> AuthorityRecord {
    guard let authority else { throw .invalid }
    return authority
  }

  /// It has none any more.
  func clear() {
    // Also of one that was overwritten by something else.
    HeldPlace.visit(0, bulkhead_held_capability_count) { place in
      if place.record.home == address { place.record.home = 0 }
    }
    unsafe words[0] = 0
    unsafe words[1] = 0
  }

  /// It has that one, which is one of a quota's.
  func fill(with authority: AuthorityRecord, _ quota: CapabilityQuota) throws(CapabilityRefusal) {
    var free: HeldPlace?
    HeldPlace.visit(quota.first, quota.count) { if $0.record.home == 0 { free = $0 } }
    guard let free else { throw .noSpace }
    let cookie = free.record.cookie &+ 1
    free.record = HeldCapabilityRecord(home: address, cookie: cookie, authority: authority)
    unsafe words[0] = free.number &+ 1
    unsafe words[1] = cookie
  }
}

/// One of the places in which the kernel holds them.
private struct HeldPlace {
  var number: UInt32

  init(_ number: UInt32) { self.number = number }

  var record: HeldCapabilityRecord {
    get { unsafe bulkhead_held_capability_at(number).pointee }
    nonmutating set { unsafe bulkhead_held_capability_at(number).pointee = newValue }
  }

  static func visit(_ first: UInt32, _ count: UInt32, _ body: (HeldPlace) -> Void) {
    var number = first
    while number < first &+ count {
      body(HeldPlace(number))
      number &+= 1
    }
  }
}

/// Some bytes of a stack are nobody's any more, so no capability is there.
@c @implementation
public func bulkhead_forget_capabilities(_ start: UInt, _ size: Int) {
  HeldPlace.visit(0, bulkhead_held_capability_count) { place in
    if place.record.home &- start < UInt(bitPattern: size) { place.record.home = 0 }
  }
}

/// Through a gate: `to` is on the stack of the call, or it is the caller's and gets what the function gives.
@c @implementation
public func bulkhead_pass_held_capability(
  _ to: UnsafeMutablePointer<bulkhead_capability>, _ from: UnsafePointer<bulkhead_capability>,
  _ how: UInt32, _ isBack: Bool, _ receiver: UnsafeMutablePointer<CompartmentRecord>?
) -> Int32 {
  let source = CapabilityVariable(UInt(bitPattern: from))
  let target = CapabilityVariable(UInt(bitPattern: to))
  let authority = source.authority
  target.clear()
  guard var authority else { return 0 }
  if how & UInt32(BULKHEAD_PASS_WITHOUT_KEEP) != 0 { authority = authority.withoutKeep }
  // What goes back outlives the call.
  if isBack, !authority.allowed.contains(.keep) { return CapabilityRefusal.permission.number }
  do throws(CapabilityRefusal) {
    try unsafe target.fill(with: authority, quota(of: receiver))
  } catch {
    return error.number
  }
  return 0
}

@unsafe
private func quota(of receiver: UnsafeMutablePointer<CompartmentRecord>?) -> CapabilityQuota {
  guard let receiver = unsafe receiver else {
    return CapabilityQuota(first: 0, count: bulkhead_held_by_application)
  }
  return unsafe receiver.pointee.facts.pointee.capabilities
}
