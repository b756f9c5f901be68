// What driver classes keep for init entries, in a list: callbacks, polled work.

import CBulkhead
import KernelCore

/// The first of the registrations that are an entry's.
///
/// Safety: their owners keep the records until they are unregistered; changed with interrupts masked.
@safe nonisolated(unsafe) private var first: UnsafeMutablePointer<RegistrationRecord>?

@c @implementation
public func bulkhead_register(
  _ record: UnsafeMutablePointer<RegistrationRecord>, _ undo: bulkhead_undo_t
) {
  if Owner.mayBeCaller { unsafe register(record, for: Owner.caller(), undo) }
}

/// Keeps an entry's registration; no effect if it is nobody's, or kept already.
@unsafe
func register(
  _ record: UnsafeMutablePointer<RegistrationRecord>, for owner: Owner, _ undo: bulkhead_undo_t
) {
  if owner == .nobody { return }
  let key = Port.mask()
  if unsafe first != record, unsafe predecessor(of: record) == nil {
    unsafe record.pointee.undo = undo
    unsafe record.pointee.owner = UInt32(owner.rawValue)
    unsafe record.pointee.next = first
    unsafe first = record
    belongings.registrations = takeBackRegistration
  }
  Port.unmask(key)
}

@c @implementation
public func bulkhead_unregister(_ record: UnsafeMutablePointer<RegistrationRecord>) {
  if unsafe record.pointee.owner == 0 { return }
  let key = Port.mask()
  // It may never have been registered, if its memory was not cleared.
  if unsafe first == record {
    unsafe first = record.pointee.next
  } else if let before = unsafe predecessor(of: record) {
    unsafe before.pointee.next = record.pointee.next
  }
  unsafe record.pointee.owner = 0
  Port.unmask(key)
}

@unsafe
private func predecessor(
  of record: UnsafeMutablePointer<RegistrationRecord>
) -> UnsafeMutablePointer<RegistrationRecord>? {
  var one = first
  while let before = unsafe one {
    if unsafe before.pointee.next == record { return unsafe before }
    unsafe one = before.pointee.next
  }
  return nil
}

/// The owner's registration that came last.
private func takeBackRegistration(_ owner: UInt16) -> UInt {
  let key = Port.mask()
  defer { Port.unmask(key) }
  var one = first
  while let record = unsafe one {
    unsafe one = record.pointee.next
    if unsafe record.pointee.owner != UInt32(owner) { continue }
    unsafe bulkhead_unregister(record)
    unsafe record.pointee.undo?(record)
    return UInt(bitPattern: record)
  }
  return Belongings.nothing
}
