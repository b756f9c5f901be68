// What a call through a gate does with its caller's buffers: lent by a region of their own where one covers just
// their bytes, and copied where not.

import CBulkhead
import KernelCore

extension Activation {
  /// Makes of the caller's addresses what the function is to see; the reason if that cannot be.
  ///
  /// Ends a caller without privileges that names memory which is not its. Thread.
  @unsafe
  func takeBuffers(_ arguments: UnsafeMutablePointer<UInt>, of gate: Gate) -> Int32? {
    let top = unsafe UInt(bitPattern: fields.top)
    var bottom = top
    for index in 0..<buffers { self[buffer: index].access = 0 }
    if let plan = unsafe gate.fields.buffers {
      let given = unsafe (arguments[0], arguments[1], arguments[2], arguments[3])
      for index in 0..<buffers {
        let what = unsafe plan[index]
        if what.access == 0 { continue }
        let size = Activation.size(of: what, given)
        let address = unsafe arguments[index]
        // Nothing is nothing, wherever it is.
        if size == 0 || address == 0 { continue }
        let access = UInt32(what.access)
        requireReach(address, size, access)
        let isCapability = access & UInt32(BULKHEAD_PASS_CAPABILITY) != 0
        if !isCapability, reaches(address, size, access) { continue }
        if !isCapability, lend(address, size, access, as: index) {
          if access == BULKHEAD_BUFFER_OUT.rawValue { _ = move(self[buffer: index], .zeros) }
          continue
        }
        let room = compartment.bufferSize &- (top &- bottom)
        if size > room { return -BULKHEAD_ENOMEM }
        bottom = (bottom &- size) & ~7
        self[buffer: index] = LentBuffer(
          address: address, copy: bottom, size: Int(size), access: access, region: 0)
        if isCapability {
          let error = passCapability(index, isBack: false)
          if error != 0 { return error }
        } else {
          fillCopy(self[buffer: index])
        }
        unsafe arguments[index] = bottom
      }
    }
    // In a section, as all that is written there: the stack is closed to a caller with privileges.
    let key = Port.mask()
    unsafe port_prepare_entry(record, arguments, bottom)
    Port.unmask(key)
    return nil
  }

  /// Gives back what was lent; what the function has written into copies becomes the caller's.
  ///
  /// Not 0 if something of it cannot be the caller's. Thread.
  func giveBuffersBack() -> Int32 {
    var result: Int32 = 0
    for index in 0..<buffers {
      let buffer = self[buffer: index]
      if buffer.access & BULKHEAD_BUFFER_OUT.rawValue == 0 { continue }
      if buffer.copy == 0 {
        if buffer.region == 0 { result = -BULKHEAD_EFAULT }
        continue
      }
      if buffer.access & UInt32(BULKHEAD_PASS_CAPABILITY) != 0 {
        let error = passCapability(index, isBack: true)
        if error != 0 { result = error }
      } else if !move(buffer, .outOfCopy) {
        result = -BULKHEAD_EFAULT
      }
    }
    return result
  }

  /// A capability becomes the function's, or on the way back the caller's; not 0 if that cannot be.
  @inline(never)
  private func passCapability(_ index: Int, isBack: Bool) -> Int32 {
    let buffer = self[buffer: index]
    let key = Port.mask()
    defer { Port.unmask(key) }
    let access = isBack ? BULKHEAD_BUFFER_OUT.rawValue : BULKHEAD_BUFFER_IN.rawValue
    // What the function is only to give is none before.
    let isOwn = !isBack && buffer.access & access == 0
    if !isOwn, let claimant, !claimant.may(buffer.address, UInt(buffer.size), access) {
      return -BULKHEAD_EFAULT
    }
    // Safety: the caller reaches its variable, or has privileges; and the copy is the call's.
    let outside = unsafe UnsafeMutablePointer<bulkhead_capability>(bitPattern: buffer.address)
      .unsafelyUnwrapped
    let inside = unsafe UnsafeMutablePointer<bulkhead_capability>(bitPattern: buffer.copy)
      .unsafelyUnwrapped
    if isOwn {
      unsafe bulkhead_clear_bytes(inside, buffer.size)
      return 0
    }
    return unsafe isBack
      ? bulkhead_pass_capability(outside, inside, buffer.access, true, callerCompartment?.record)
      : bulkhead_pass_capability(inside, outside, buffer.access, false, compartment.record)
  }

  /// Whose code has made the call; nil if it belongs to no compartment.
  private var callerCompartment: Compartment? {
    if let place = caller?.activation { return place.compartment }
    return thread.flatMap(Compartment.init(ofThread:))
  }

  /// What a region lent is out of reach again.
  func takeRegionsBack() {
    for index in 0..<buffers {
      let buffer = self[buffer: index]
      if buffer.access != 0, buffer.region != 0 { user.giveUp(Int(buffer.region)) }
      self[buffer: index].access = 0
    }
  }

  /// Takes the regions back that lend what the caller does not reach any more; false if there are none.
  fileprivate func takeLostRegionsBack(from caller: User) -> Bool {
    var hasLost = false
    for index in 0..<buffers {
      let buffer = self[buffer: index]
      if buffer.access == 0 || buffer.region == 0 { continue }
      if caller.may(buffer.address, UInt(buffer.size), buffer.access) { continue }
      user.giveUp(Int(buffer.region))
      self[buffer: index].region = 0
      hasLost = true
    }
    if hasLost { user.loadIfRunning() }
    return hasLost
  }

  private static func size(
    of buffer: GateBuffer, _ arguments: (UInt, UInt, UInt, UInt)
  ) -> UInt {
    switch buffer.size_argument {
    case 0: arguments.0
    case 1: arguments.1
    case 2: arguments.2
    case 3: arguments.3
    default: UInt(buffer.size)
    }
  }

  private func requireReach(_ address: UInt, _ size: UInt, _ access: UInt32) {
    guard let claimant, !claimant.may(address, size, access) else { return }
    // The caller may go on: this may be a call that it makes in another.
    let key = Port.mask()
    release()
    Port.unmask(key)
    refuse("call through a gate with memory that it may not use", at: address)
  }

  /// Whether the function reaches it anyway.
  private func reaches(_ address: UInt, _ size: UInt, _ access: UInt32) -> Bool {
    user.may(address, size, access)
  }

  /// Lets the function reach the buffer itself, and nothing beside it.
  private func lend(_ address: UInt, _ size: UInt, _ access: UInt32, as index: Int) -> Bool {
    guard size <= UInt(UInt32.max),
      let range = AddressRange(
        base: UInt32(truncatingIfNeeded: address), size: UInt32(truncatingIfNeeded: size)),
      !user.overlaps(range), let entry = user.freeEntry
    else { return false }
    let key = Port.mask()
    defer { Port.unmask(key) }
    // It may have been taken from the caller since it was looked at; from now on that is seen here.
    if let claimant, !claimant.may(address, size, access) { return false }
    let isWritten = access & BULKHEAD_BUFFER_OUT.rawValue != 0
    guard user.reach(range, isWritten ? [.read, .write] : .read, as: entry) else { return false }
    self[buffer: index] = LentBuffer(
      address: address, copy: 0, size: Int(size), access: access, region: UInt32(entry))
    return true
  }

  /// What the function is not to be given is 0: it would go back to the caller.
  private func fillCopy(_ buffer: LentBuffer) {
    _ = move(buffer, buffer.access & BULKHEAD_BUFFER_IN.rawValue != 0 ? .intoCopy : .zerosIntoCopy)
  }

  private enum Move {
    case intoCopy
    case zerosIntoCopy
    case outOfCopy
    /// What the function is only to write begins as 0, for it is not to read what was there.
    case zeros
  }

  /// Moves a buffer piece by piece: before each its caller must reach it, and nothing comes between.
  private func move(_ buffer: LentBuffer, _ move: Move) -> Bool {
    var done = 0
    while done < buffer.size {
      let piece = min(buffer.size &- done, 64)
      let theirs = buffer.address &+ UInt(done)
      let key = Port.mask()
      let access = move == .intoCopy ? BULKHEAD_BUFFER_IN.rawValue : BULKHEAD_BUFFER_OUT.rawValue
      if move != .zerosIntoCopy, let claimant, !claimant.may(theirs, UInt(piece), access) {
        Port.unmask(key)
        return false
      }
      // Safety: the caller reaches these bytes, or has privileges; and the copy's are the call's.
      let outside = unsafe UnsafeMutableRawPointer(bitPattern: theirs).unsafelyUnwrapped
      let inside = unsafe UnsafeMutableRawPointer(bitPattern: buffer.copy &+ UInt(done))
      switch move {
      case .intoCopy: unsafe inside.unsafelyUnwrapped.copyMemory(from: outside, byteCount: piece)
      case .zerosIntoCopy: unsafe bulkhead_clear_bytes(inside.unsafelyUnwrapped, piece)
      case .outOfCopy: unsafe outside.copyMemory(from: inside.unsafelyUnwrapped, byteCount: piece)
      case .zeros: unsafe bulkhead_clear_bytes(outside, piece)
      }
      Port.unmask(key)
      done &+= piece
    }
    return true
  }
}

@c @implementation
public func bulkhead_take_lent_back() {
  // What was lent may have been lent on.
  var mayBeMore = true
  while mayBeMore {
    mayBeMore = false
    Compartment.visit { compartment in
      compartment.visitActivations { place in
        if let caller = place.claimant, place.takeLostRegionsBack(from: caller) { mayBeMore = true }
      }
    }
  }
}

extension User {
  /// Whether it may do with memory what a buffer is for.
  fileprivate func may(_ address: UInt, _ size: UInt, _ access: UInt32) -> Bool {
    if access & BULKHEAD_BUFFER_OUT.rawValue != 0 { return mayWrite(address, size) }
    return mayRead(address, size)
  }

  /// A region of its that covers nothing.
  fileprivate var freeEntry: Int? {
    for entry in 1..<Int(BULKHEAD_USER_REGIONS) where reach(entry).size == 0 { return entry }
    return nil
  }

  /// Whether one of its regions has a byte of a range.
  fileprivate func overlaps(_ range: AddressRange) -> Bool {
    if userROM.overlaps(range) { return true }
    for entry in 0..<Int(BULKHEAD_USER_REGIONS) {
      let reach = reach(entry)
      if let other = AddressRange(
        base: UInt32(truncatingIfNeeded: reach.start), size: UInt32(truncatingIfNeeded: reach.size)),
        other.overlaps(range)
      {
        return true
      }
    }
    return false
  }
}
