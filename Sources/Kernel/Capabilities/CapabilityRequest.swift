// bulkhead/capability.h where the kernel holds capabilities: one request for each of its functions.

import CBulkhead
import KernelCore

/// Whether the caller reaches some memory, to write there or to read.
public typealias MemoryClaim = (_ start: UInt, _ size: UInt, _ writes: Bool) -> Bool

/// Does what is asked; the function's result.
///
/// `claim` checks what the caller says of memory; nil: it reaches everything.
/// Thread. Cost grows with the capabilities of the image, and with what is copied.
public func fulfil(_ request: CapabilityRequest, claim: MemoryClaim?) -> Int32 {
  requireThread(.waitInInterrupt)
  do throws(CapabilityRefusal) {
    try CapabilityCall(request: request, claim: claim).run()
    return 0
  } catch {
    return error.number
  }
}

private struct CapabilityCall {
  var request: CapabilityRequest
  var claim: MemoryClaim?

  func run() throws(CapabilityRefusal) {
    switch request.operation {
    case BULKHEAD_CAPABILITY_READS: try copyBytes(intoMemory: false)
    case BULKHEAD_CAPABILITY_WRITES: try copyBytes(intoMemory: true)
    default:
      let key = Port.mask()
      defer { Port.unmask(key) }
      try change()
    }
  }

  private func variable(
    _ address: UInt, writes: Bool = false
  ) throws(CapabilityRefusal) -> CapabilityVariable {
    guard address != 0, address % 8 == 0, claim?(address, 8, writes) ?? true else { throw .fault }
    return CapabilityVariable(address)
  }

  private func reaches(_ size: UInt, writes: Bool) -> Bool {
    claim?(request.bytes, size, writes) ?? true
  }

  // MARK: Changes of capabilities, with interrupts masked

  private func change() throws(CapabilityRefusal) {
    switch request.operation {
    case BULKHEAD_CAPABILITY_TELLS: try tell()
    case BULKHEAD_CAPABILITY_STORES: try store()
    default:
      let to = try variable(request.to, writes: true)
      if request.operation == BULKHEAD_CAPABILITY_DROPS { return to.clear() }
      // What was in it is dropped, whatever comes now.
      let result: AuthorityRecord
      do throws(CapabilityRefusal) { result = try made() } catch {
        to.clear()
        throw error
      }
      to.clear()
      if !result.allowed.contains(.keep), !isOnStack(request.to, 8) {
        throw .permission
      }
      try to.fill(with: result, bulkhead_running_quota())
    }
  }

  private func made() throws(CapabilityRefusal) -> AuthorityRecord {
    switch request.operation {
    case BULKHEAD_CAPABILITY_DERIVES: return try derived()
    case BULKHEAD_CAPABILITY_MAKES_KEY:
      let key = try AuthorityRecord.key(bulkhead_next_type())
      bulkhead_take_type()
      return key
    default: break
    }
    let from = try variable(request.from).requireAuthority()
    switch request.operation {
    case BULKHEAD_CAPABILITY_NARROWS: return try narrowed(from)
    case BULKHEAD_CAPABILITY_COPIES: return from
    case BULKHEAD_CAPABILITY_SEALS:
      return try from.sealed(with: variable(request.key).requireAuthority())
    case BULKHEAD_CAPABILITY_UNSEALS:
      return try from.unsealed(with: variable(request.key).requireAuthority())
    case BULKHEAD_CAPABILITY_LOADS:
      return try inMemory(of: from, .load).requireAuthority().loaded(through: from)
    default: throw .invalid
    }
  }

  private func derived() throws(CapabilityRefusal) -> AuthorityRecord {
    let start = request.bytes
    let size = UInt(bitPattern: request.size)
    guard let rights = CapabilityRights(asked: request.rights), size > 0 else { throw .invalid }
    guard start != 0, start <= UInt.max &- size,
      !rights.contains(.read) || reaches(size, writes: false),
      !rights.contains(.write) || reaches(size, writes: true)
    else { throw .fault }
    try requireWords(start, size, rights)
    if rights.contains(.keep), isOnStack(start, size) { throw .permission }
    let granule = AuthorityRecord.granule(size)
    guard start % granule == 0, size % granule == 0 else { throw .range }
    return try .over(start, size, rights)
  }

  /// Where capabilities lie there are whole variables.
  private func requireWords(
    _ start: UInt, _ size: UInt, _ rights: CapabilityRights
  ) throws(CapabilityRefusal) {
    if !rights.isDisjoint(with: [.load, .store]), (start | size) % 8 != 0 { throw .invalid }
  }

  private func narrowed(_ from: AuthorityRecord) throws(CapabilityRefusal) -> AuthorityRecord {
    let offset = UInt(bitPattern: request.offset)
    let size = UInt(bitPattern: request.size)
    guard let rights = CapabilityRights(asked: request.rights), size > 0 else { throw .invalid }
    guard !from.isSealed, from.allowed.isSuperset(of: rights) else { throw .permission }
    guard offset <= from.byteCount, size <= from.byteCount &- offset else { throw .range }
    if !from.isKey {
      try requireWords(from.start &+ offset, size, rights)
      let granule = AuthorityRecord.granule(size)
      guard (from.start &+ offset) % granule == 0, size % granule == 0 else { throw .range }
    }
    return try from.narrowed(offset, size, rights)
  }

  /// The variable at the offset, in memory that a capability has.
  private func inMemory(
    of authority: AuthorityRecord, _ right: CapabilityRights
  ) throws(CapabilityRefusal) -> CapabilityVariable {
    let offset = UInt(bitPattern: request.offset)
    try require(right, of: authority, offset, 8)
    guard offset % 8 == 0 else { throw .invalid }
    return CapabilityVariable(authority.start &+ offset)
  }

  private func require(
    _ right: CapabilityRights, of authority: AuthorityRecord, _ offset: UInt, _ size: UInt
  ) throws(CapabilityRefusal) {
    guard !authority.isSealed, !authority.isKey, authority.allowed.contains(right) else {
      throw .permission
    }
    guard offset <= authority.byteCount, size <= authority.byteCount &- offset else {
      throw .range
    }
  }

  private func store() throws(CapabilityRefusal) {
    let into = try inMemory(
      of: variable(request.from).requireAuthority(), .store)
    let stored = try variable(request.key).requireAuthority()
    guard stored.allowed.contains(.keep) else { throw .permission }
    into.clear()
    try into.fill(with: stored, bulkhead_running_quota())
  }

  private func tell() throws(CapabilityRefusal) {
    let authority = try variable(request.from).requireAuthority()
    let size = UInt(MemoryLayout<bulkhead_capability_facts>.size)
    guard reaches(size, writes: true) else { throw .fault }
    // Safety: the caller reaches it.
    let facts = unsafe UnsafeMutablePointer<bulkhead_capability_facts>(bitPattern: request.bytes)
    guard let facts = unsafe facts else { throw .fault }
    unsafe facts.pointee = bulkhead_capability_facts(
      size: Int(bitPattern: authority.byteCount), rights: authority.allowed.rawValue,
      is_sealed: authority.isSealed, is_key: authority.isKey)
  }

  /// Whether some bytes, of which there is one, are of the stack that the running thread's code has now.
  private func isOnStack(_ start: UInt, _ size: UInt) -> Bool {
    let thread = kernel.current
    var base = unsafe UInt(bitPattern: thread.fields.stack)
    var room = UInt(bitPattern: thread.fields.stack_size)
    if let user = thread.user, user.isUnprivileged {
      let reach = user.reach(0)
      base = reach.start
      room = UInt(bitPattern: reach.size)
    }
    return start &+ size > base && start < base &+ room
  }

  // MARK: Bytes

  /// Copies piece by piece: before each the caller must reach its own, and nothing comes between.
  private func copyBytes(intoMemory: Bool) throws(CapabilityRefusal) {
    let offset = UInt(bitPattern: request.offset)
    let size = UInt(bitPattern: request.size)
    let authority = try authority()
    try require(intoMemory ? .write : .read, of: authority, offset, size)
    guard reaches(size, writes: !intoMemory) else { throw .fault }
    let theirs = request.bytes
    var done: UInt = 0
    while done < size {
      let piece = min(size &- done, 64)
      let key = Port.mask()
      defer { Port.unmask(key) }
      guard claim?(theirs &+ done, piece, !intoMemory) ?? true else { throw .fault }
      // Safety: the caller reaches the one, and has authority over the other.
      let outside = unsafe UnsafeMutableRawPointer(bitPattern: theirs &+ done).unsafelyUnwrapped
      let inside = unsafe UnsafeMutableRawPointer(
        bitPattern: authority.start &+ offset &+ done
      ).unsafelyUnwrapped
      let (target, source) = unsafe intoMemory ? (inside, outside) : (outside, inside)
      unsafe target.copyMemory(from: source, byteCount: Int(bitPattern: piece))
      done &+= piece
    }
  }

  private func authority() throws(CapabilityRefusal) -> AuthorityRecord {
    let key = Port.mask()
    defer { Port.unmask(key) }
    return try variable(request.from).requireAuthority()
  }
}
