// What an ISAv9 capability lets through to memory.
// Source: sail-cheri-riscv, cheri_insts.sail and cheri_sys_exceptions.sail; alignment is asked for
// after these, by whoever does the access.

extension CC64 {
  /// Refuses an access that its permissions, seal or bounds forbid, in the order of the architecture.
  public func checkAccess(
    at address: UInt32, bytes: UInt32, reads: Bool, writes: Bool
  ) throws(CapabilityFault) {
    try check(address, bytes: bytes, missing: missing(reads: reads, writes: writes))
  }

  /// Refuses a store of a capability; one with a tag needs more.
  public func checkStore(
    of value: CC64, at address: UInt32, reads: Bool = false
  ) throws(CapabilityFault) {
    var missing = missing(reads: reads, writes: true)
    if missing == nil, value.isTagged {
      if !permissions.contains(.storeCapability) {
        missing = .storeCapability
      } else if !value.permissions.contains(.global), !permissions.contains(.storeLocal) {
        missing = .storeLocal
      }
    }
    try check(address, bytes: Self.size, missing: missing)
  }

  /// Refuses the instruction that loads the tags of a block.
  public func checkTagLoad(at address: UInt32, bytes: UInt32) throws(CapabilityFault) {
    var missing = missing(reads: true, writes: false)
    if missing == nil, !permissions.contains(.loadCapability) { missing = .loadCapability }
    try check(address, bytes: bytes, missing: missing)
  }

  /// What a register has after a load of this value through an authority.
  public func loaded(through authority: CC64) -> CC64 {
    authority.permissions.contains(.loadCapability) ? self : clearingTag()
  }

  private func missing(reads: Bool, writes: Bool) -> CapabilityFault? {
    if reads, !permissions.contains(.load) { return .load }
    if writes, !permissions.contains(.store) { return .store }
    return nil
  }
}
