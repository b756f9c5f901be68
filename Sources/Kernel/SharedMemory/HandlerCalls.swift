// What threads without privileges ask for most, done in the handler of their exception: nothing comes between,
// and no stack is needed, since a thread that has to wait goes on where it asked.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_handle_await_unit(_ arguments: UnsafeMutablePointer<UInt>) {
  guard let word = unsafe SharedWord(claimedAt: arguments[0]) else {
    unsafe arguments[0] = UInt(bitPattern: Int(-BULKHEAD_EACCES))
    return
  }
  unsafe arguments[0] = 0
  if SharedUnits(word).takeOrWant(wants: true) { return }
  let thread = kernel.current
  thread.wantedWord = word.address
  kernel.beginWaiting(in: .shared, .forever)
}

@c @implementation
public func bulkhead_handle_give_unit(_ arguments: UnsafeMutablePointer<UInt>) {
  guard let word = unsafe SharedWord(claimedAt: arguments[0]) else {
    unsafe arguments[0] = UInt(bitPattern: Int(-BULKHEAD_EACCES))
    return
  }
  let limit = unsafe UInt32(truncatingIfNeeded: arguments[1])
  let isGiven = SharedUnits(word).giveMasked(limit) == .done
  unsafe arguments[0] = isGiven ? 0 : UInt(bitPattern: Int(-BULKHEAD_EAGAIN))
}

extension SharedWord {
  /// The word at an address that the running thread says, if it reaches it.
  @inline(__always)
  fileprivate init?(claimedAt address: UInt) {
    // Safety: only a thread without privileges makes system calls.
    let user = unsafe User(kernel.current.fields.user.unsafelyUnwrapped)
    guard address % 4 == 0, unsafe bulkhead_may_write_word(user.record, address) else {
      return nil
    }
    // Safety: nobody reaches address 0.
    unsafe self.init(
      UnsafeMutablePointer<UInt32>(bitPattern: address).unsafelyUnwrapped)
  }
}
