// What a thread without privileges asks of the kernel. All that it says is a claim: which call, which
// object, which memory.

import CBulkhead
import KernelCore

@c @implementation
public func bulkhead_admit_call(
  _ call: UnsafePointer<bulkhead_system_call>, _ arguments: UnsafePointer<UInt>
) -> (@convention(c) () -> Void) {
  guard unsafe isCall(call) else {
    refuse("system call that there is not", at: UInt(bitPattern: call))
  }
  // Who frees an object looks there for those who are in the middle of a call on it.
  unsafe caller.fields.arguments = arguments
  // Most calls are about one object, which is their first argument.
  let claims = unsafe call.pointee.claims & ~CallClaims.result
  let first = claims & 0xf
  let isObject = first &- 1 < BULKHEAD_CLAIM_LAST_KIND.rawValue
  if isObject, caller.mayUse(unsafe arguments[0], bulkhead_claim(first)) {
    if claims >> 4 != 0 { unsafe requireAll(claims, arguments, from: 1) }
  } else {
    unsafe requireAll(claims, arguments, from: 0)
  }
  return unsafe call.pointee.function
}

/// The fields of a call's claims: see `bulkhead_system_call`.
private enum CallClaims {
  static var arguments: UInt32 { 0x00ff_ffff }
  /// How many words the result has, which is the port's affair.
  static var result: UInt32 { 3 << 24 }
}

/// Returns if each argument is what it has to be, from one on.
@unsafe @inline(never)
private func requireAll(_ all: UInt32, _ arguments: UnsafePointer<UInt>, from first: Int) {
  let words = all >> 28
  if words != 0, !caller.mayRead(caller.argumentsOnStack, UInt(words) &* 4) {
    refuse("system call with its arguments elsewhere", at: caller.argumentsOnStack)
  }
  var index = first
  var claims = (all & CallClaims.arguments) &>> UInt32(truncatingIfNeeded: 4 &* index)
  while claims != 0 {
    let claim = bulkhead_claim(rawValue: claims & 0xf)
    if let what = unsafe objection(to: claim, index, arguments) {
      refuse(what, at: unsafe arguments[index])
    }
    claims >>= 4
    index &+= 1
  }
}

/// What speaks against an argument; nil if it is what it has to be.
@unsafe
private func objection(
  to claim: bulkhead_claim, _ index: Int, _ arguments: UnsafePointer<UInt>
) -> StaticString? {
  let value = unsafe arguments[index]
  switch claim {
  case BULKHEAD_CLAIM_VALUE:
    return nil
  case BULKHEAD_CLAIM_READ, BULKHEAD_CLAIM_SEND, BULKHEAD_CLAIM_RECEIVE:
    let size =
      unsafe claim == BULKHEAD_CLAIM_READ
      ? arguments[index &+ 1] : messageSize(ofQueueAt: arguments[index &- 1])
    let isWritten = claim == BULKHEAD_CLAIM_RECEIVE
    let isItsOwn = isWritten ? caller.mayWrite(value, size) : caller.mayRead(value, size)
    return isItsOwn ? nil : "system call on memory that it may not use"
  case BULKHEAD_CLAIM_SELF:
    let isItself = unsafe value == UInt(bitPattern: kernel.current.record)
    return isItself ? nil : "system call on another thread"
  default:
    let isGranted = caller.mayUseSlowly(value, claim)
    return isGranted ? nil : "system call on an object that it was not granted"
  }
}

extension User {
  /// `mayUse` out of line, for where size counts more.
  @inline(never)
  fileprivate func mayUseSlowly(_ object: UInt, _ kind: bulkhead_claim) -> Bool {
    mayUse(object, kind)
  }
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
var caller: User {
  // Safety: only such a thread makes system calls.
  unsafe User(kernel.current.fields.user.unsafelyUnwrapped)
}

/// Whether the running thread, which has no privileges, may read some bytes, or write them.
public func callerReaches(_ start: UInt, _ size: UInt, writes: Bool) -> Bool {
  writes ? caller.mayWrite(start, size) : caller.mayRead(start, size)
}

/// Ends the running thread: it asked for what is not its.
@inline(never)
public func refuse(_ what: StaticString, at address: UInt) -> Never {
  let cause = unsafe UnsafeRawPointer(what.utf8Start).assumingMemoryBound(to: CChar.self)
  var fault = unsafe bulkhead_fault(
    cause: cause, address: address, has_address: true, is_from_interrupt: false,
    has_line: false, line: 0, register_count: 0, register_names: nil, registers: nil,
    sp: UInt(bitPattern: caller.fields.sp), reason: 3)
  unsafe bulkhead_fail(&fault)
  fatal(.switchFailed, about: kernel.current)
}

extension User {
  /// Where the words of a call's arguments lie that are not in registers: behind what the processor stored.
  var argumentsOnStack: UInt {
    let frame = unsafe fields.sp.unsafelyUnwrapped.assumingMemoryBound(to: UInt32.self)
    // Whether it was aligned, and an extended one: Armv7-M ARM B1.5.6 and B1.5.7.
    let padding: UInt = unsafe frame[7] & 0x200 != 0 ? 4 : 0
    return unsafe UInt(bitPattern: frame) &+ padding &+ (Image.usesFPU ? 104 : 32)
  }

  /// Whether it may read all of some bytes; it may read none.
  func mayRead(_ start: UInt, _ size: UInt) -> Bool { may(start, size, writes: false) }
  func mayWrite(_ start: UInt, _ size: UInt) -> Bool { may(start, size, writes: true) }

  @inline(never)
  private func may(_ start: UInt, _ size: UInt, writes: Bool) -> Bool {
    guard size > 0 else { return true }
    let rom = bulkhead_user_rom_start()
    if !writes, has(rom, bulkhead_user_rom_end() &- rom, start, size) { return true }
    return unsafe withUnsafePointer(to: &record.pointee.reach) { reaches in
      let reaches = unsafe UnsafeRawPointer(reaches).assumingMemoryBound(to: bulkhead_reach.self)
      for index in 0..<Int(BULKHEAD_USER_REGIONS) {
        let reach = unsafe reaches[index]
        let room = UInt(bitPattern: writes ? reach.writable : reach.size)
        if has(reach.start, room, start, size) { return true }
      }
      return false
    }
  }

  /// Whether memory has all of some bytes, of which there is one.
  @inline(__always)
  private func has(_ begin: UInt, _ room: UInt, _ start: UInt, _ size: UInt) -> Bool {
    let offset = start &- begin
    return offset < room && size <= room &- offset
  }
}
