// A thread without privileges begins anew, with the rights, the domain and the memory that it has.

import CBulkhead

@c @implementation
public func bulkhead_prepare_user_again(
  _ thread: UnsafeMutablePointer<ThreadRecord>, _ top: UnsafeMutablePointer<CChar>
) {
  guard let user = unsafe Thread(thread).user else { return }
  user.fields.mode = UInt32(BULKHEAD_USER_UNPRIVILEGED)
  unsafe port_prepare_user_words(thread, user.record)
  unsafe port_prepare_user_thread(thread, top)
}

@c @implementation
public func bulkhead_attribute_fault(_ record: UnsafeMutablePointer<FaultRecord>) {
  let owner = unsafe bulkhead_owner_of(record.pointee.address)
  unsafe record.pointee.whose = owner.kind.rawValue
  unsafe record.pointee.other = owner.thread
}
