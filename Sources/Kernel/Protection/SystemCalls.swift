// What a thread without privileges asks of the kernel. All that it says is a claim: which call, which
// object, which memory.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_admit_call(
  _ call: UnsafePointer<bulkhead_system_call>, _ arguments: UnsafePointer<UInt>
) -> (@convention(c) () -> Void) {
  guard unsafe isCall(call) else { refuse("system call that there is not") }
  let words = unsafe call.pointee.claims >> 28
  if words != 0, !caller.mayRead(caller.argumentsOnStack, UInt(words) &* 4) {
    refuse("system call with its arguments elsewhere", at: caller.argumentsOnStack)
  }
  var claims = unsafe call.pointee.claims & 0x0fff_ffff
  var index = 0
  while claims != 0 {
    let claim = bulkhead_claim(rawValue: claims & 0xf)
    let value = unsafe arguments[index]
    switch claim {
    case BULKHEAD_CLAIM_VALUE: break
    case BULKHEAD_CLAIM_READ:
      let size = unsafe arguments[index + 1]
      if !caller.mayRead(value, size) {
        refuse("system call on memory that it may not read", at: value)
      }
    case BULKHEAD_CLAIM_SEND, BULKHEAD_CLAIM_RECEIVE:
      let isSent = claim == BULKHEAD_CLAIM_SEND
      let size = unsafe messageSize(ofQueueAt: arguments[index &- 1])
      if !(isSent ? caller.mayRead(value, size) : caller.mayWrite(value, size)) {
        refuse("system call on memory that it may not use", at: value)
      }
    case BULKHEAD_CLAIM_SELF:
      if unsafe value != UInt(bitPattern: kernel.current.record) {
        refuse("system call on another thread", at: value)
      }
    default:
      if !caller.mayUse(value, claim) {
        refuse("system call on an object that it was not granted", at: value)
      }
    }
    claims >>= 4
    index &+= 1
  }
  return unsafe call.pointee.function
}

/// Of a queue that was granted.
private func messageSize(ofQueueAt address: UInt) -> UInt {
  let queue = unsafe UnsafePointer<MessageQueueRecord>(bitPattern: address)
  return unsafe UInt(queue.unsafelyUnwrapped.pointee.msg_size)
}

/// The table lies in ROM; whatever stands there is a call, and nothing else is.
@unsafe
private func isCall(_ call: UnsafePointer<bulkhead_system_call>) -> Bool {
  let offset = UInt(bitPattern: call) &- bulkhead_system_calls_start()
  let size = UInt(MemoryLayout<bulkhead_system_call>.stride)
  return offset < bulkhead_system_calls_size() && offset % size == 0
}

/// The running thread, which has no privileges.
private var caller: User {
  // Safety: only such a thread makes system calls.
  unsafe User(kernel.current.fields.user.unsafelyUnwrapped)
}

/// Ends the running thread: it asked for what is not its.
private func refuse(_ what: StaticString, at address: UInt? = nil) -> Never {
  let cause = unsafe UnsafeRawPointer(what.utf8Start).assumingMemoryBound(to: CChar.self)
  var fault = unsafe bulkhead_fault(
    cause: cause, address: address ?? 0, has_address: address != nil, is_from_interrupt: false,
    has_line: false, line: 0, register_count: 0, register_names: nil, registers: nil,
    sp: UInt(bitPattern: caller.fields.sp), reason: 3)
  unsafe bulkhead_fail(&fault)
  fatal(.switchFailed, about: kernel.current)
}

extension User {
  /// Where the words of a call's arguments lie that are not in registers: behind what the processor stored.
  var argumentsOnStack: UInt {
    let frame = unsafe fields.sp.unsafelyUnwrapped.assumingMemoryBound(to: UInt32.self)
    // Whether it was aligned: Armv7-M ARM B1.5.7.
    return unsafe UInt(bitPattern: frame) &+ (frame[7] & 0x200 != 0 ? 36 : 32)
  }

  /// Whether it may read all of some bytes; it may read none.
  func mayRead(_ start: UInt, _ size: UInt) -> Bool {
    guard size > 0 else { return true }
    guard let range = range(start, size) else { return false }
    return userROM.contains(range) || mayReach(range, writes: false)
  }

  func mayWrite(_ start: UInt, _ size: UInt) -> Bool {
    guard size > 0 else { return true }
    guard let range = range(start, size) else { return false }
    return mayReach(range, writes: true)
  }

  private func range(_ start: UInt, _ size: UInt) -> AddressRange? {
    let bytes = UInt32(truncatingIfNeeded: size)
    guard size == UInt(bytes) else { return nil }
    return AddressRange(base: UInt32(truncatingIfNeeded: start), size: bytes)
  }

  private func mayReach(_ range: AddressRange, writes: Bool) -> Bool {
    unsafe withUnsafePointer(to: &record.pointee.reach) { reaches in
      let reaches = unsafe UnsafeRawPointer(reaches).assumingMemoryBound(to: bulkhead_reach.self)
      for index in 0..<Int(BULKHEAD_USER_REGIONS) {
        let reach = unsafe reaches[index]
        let start = UInt32(truncatingIfNeeded: reach.start)
        guard let own = AddressRange(base: start, size: UInt32(truncatingIfNeeded: reach.size)),
          own.contains(range)
        else { continue }
        return !writes || reach.is_writable
      }
      return false
    }
  }
}
