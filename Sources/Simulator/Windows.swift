// Accesses that the quick way does not do: all checks in the architecture's order, then RAM or a device.
// A success opens a window, so that the next access nearby is quick.

import Capability

extension Machine {
  /// Whose authority an access uses, and its number for a trap.
  struct Authority {
    var capability: CC64
    var register: UInt32
  }

  var throughDDC: Authority { Authority(capability: ddc, register: 33) }

  /// After a change of DDC, PCC, PMP or the mode nothing is known any more.
  func closeWindows() {
    loadRoom = 0
    storeRoom = 0
    fetchSize = 0
  }

  /// The mode that loads and stores are done in.
  var isDataMachineMode: Bool {
    typealias Status = ControlRegisters.Status
    if isMachineMode, csrs.status & Status.mprv != 0 { return csrs.status & Status.mpp != 0 }
    return isMachineMode
  }

  /// Checks capability and PMP; false if it trapped.
  func permit(
    _ address: UInt32, _ bytes: UInt32, _ access: PMP.Access, _ authority: Authority,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    do {
      try authority.capability.checkAccess(
        at: address, bytes: bytes, reads: access == .read, writes: access == .write)
    } catch {
      raise(error, register: authority.register, place)
      return false
    }
    return permitPhysical(address, bytes, access, place)
  }

  func permitPhysical(
    _ address: UInt32, _ bytes: UInt32, _ access: PMP.Access,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    if pmp.allows(access, address, bytes, isMachine: isDataMachineMode) { return true }
    raise(access == .read ? 5 : 7, address, place)
    return false
  }

  /// A load of an integer, zero-extended; nil if it trapped.
  @inline(never)
  func load(
    _ address: UInt32, _ bytes: UInt32, _ authority: Authority,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> UInt32? {
    guard permit(address, bytes, .read, authority, place) else { return nil }
    if let offset = memory.offset(address, bytes) {
      if authority.register == 33 { openLoadWindow(address) }
      return memory.load(offset, bytes)
    }
    guard let value = devices.read(address, bytes, time: time) else {
      raise(5, address, place)
      return nil
    }
    // A register that was read may have changed what is pending.
    lookAround()
    return bytes == 4 ? value : value & (1 << (8 * bytes) - 1)
  }

  @inline(never)
  func load(_ address: UInt32, _ bytes: UInt32, _ place: UnsafeMutablePointer<Instruction>)
    -> UInt32?
  { load(address, bytes, throughDDC, place) }

  /// A store of an integer; false if the block does not go on, because of a trap or a device.
  @inline(never)
  func store(
    _ address: UInt32, _ bytes: UInt32, _ value: UInt32, _ authority: Authority,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool {
    guard permit(address, bytes, .write, authority, place) else { return false }
    if let offset = memory.offset(address, bytes) {
      if authority.register == 33 { openStoreWindow(address) }
      memory.store(offset, bytes, value)
      return true
    }
    guard devices.write(address, bytes, value) else {
      raise(7, address, place)
      return false
    }
    if let written = devices.clint.takeTimeWritten() {
      let old = time
      let new =
        written.isHigh
        ? old & 0xffff_ffff | UInt64(written.word) << 32
        : old & ~0xffff_ffff | UInt64(written.word)
      timeOffset &+= new &- old
    }
    if let status = devices.finished { outcome = .finished(status: status) }
    if devices.uart.sent.last == 0x0a || devices.uart.sent.count > 200 { flushOutput() }
    leave(after: place)
    return false
  }

  @inline(never)
  func store(
    _ address: UInt32, _ bytes: UInt32, _ value: UInt32,
    _ place: UnsafeMutablePointer<Instruction>
  ) -> Bool { store(address, bytes, value, throughDDC, place) }

  /// RAM around an address where DDC and one entry of the PMP, or none, say the same of all bytes.
  private func extent(around address: UInt32) -> (base: UInt32, size: UInt64) {
    let bounds = ddc.bounds
    let entry = pmp.extent(around: address)
    let first = max(bounds.base, entry.lowerBound, Memory.base)
    let end = min(
      bounds.top, UInt64(entry.upperBound) + 1, UInt64(Memory.base) + UInt64(memory.size))
    return (first, end - UInt64(first))
  }

  /// The last 7 bytes stay outside, so that an address within is enough for any access.
  private func openLoadWindow(_ address: UInt32) {
    let (base, size) = extent(around: address)
    loadRoom = size > 7 ? UInt32(truncatingIfNeeded: size - 7) : 0
    loadBase = base
    loadBytes = memory.bytes + Int(base &- Memory.base)
  }

  private func openStoreWindow(_ address: UInt32) {
    let (base, size) = extent(around: address)
    storeRoom = size > 7 ? UInt32(truncatingIfNeeded: size - 7) : 0
    storeBase = base
    storeOffset = Int(base &- Memory.base)
  }
}
