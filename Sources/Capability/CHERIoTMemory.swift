// What CHERIoT lets through to memory, and what becomes of a capability on its way.
// Source: cheriot-sail, cheri_insts.sail (handle_load_cap, handle_store_cap) and cheri_mem.sail.

extension CHERIoT {
  /// Bytes of a capability in memory, aligned to as many.
  public static var size: UInt32 { 8 }

  /// The address of a load or a store of 1, 2 or 4 bytes through this capability.
  ///
  /// Whether a core does such accesses where they are not aligned is not a capability's affair.
  public func dataAddress(
    displacement: Int32, bytes: UInt32, isWrite: Bool
  ) throws(CapabilityFault) -> UInt32 {
    let missing: CapabilityFault? =
      permissions.contains(isWrite ? .store : .load) ? nil : isWrite ? .store : .load
    let place = address &+ UInt32(bitPattern: displacement)
    try check(place, bytes: bytes, missing: missing)
    return place
  }

  /// The address of a load of a capability, which must be aligned.
  public func capabilityLoadAddress(displacement: Int32) throws(MemoryFault) -> UInt32 {
    let missing: CapabilityFault? = permissions.contains(.load) ? nil : .load
    return try capabilityAddress(displacement, isWrite: false, missing: missing)
  }

  /// The address of a store of a capability; one with a tag needs a permission more.
  public func capabilityStoreAddress(
    of value: CHERIoT, displacement: Int32
  ) throws(MemoryFault) -> UInt32 {
    let missing: CapabilityFault? =
      if !permissions.contains(.store) {
        .store
      } else if value.isTagged && !permissions.contains(.loadStoreCapability) {
        .storeCapability
      } else {
        nil
      }
    return try capabilityAddress(displacement, isWrite: true, missing: missing)
  }

  private func capabilityAddress(
    _ displacement: Int32, isWrite: Bool, missing: CapabilityFault?
  ) throws(MemoryFault) -> UInt32 {
    let place = address &+ UInt32(bitPattern: displacement)
    do {
      try check(place, bytes: Self.size, missing: missing)
    } catch {
      throw .capability(error)
    }
    if place & (Self.size - 1) != 0 { throw isWrite ? .misalignedStore : .misalignedLoad }
    return place
  }

  /// What a register has after a load of this value through an authority.
  ///
  /// `isRevoked` says whether the granule of an address is marked as freed; it is asked at most once,
  /// for the base of a capability for memory.
  public func loaded(through authority: CHERIoT, isRevoked: (UInt32) -> Bool) -> CHERIoT {
    var value = self
    let allowed = authority.permissions
    if !allowed.contains(.loadStoreCapability) { value.isTagged = false }
    guard value.isTagged else { return value }
    var kept = permissions
    if !allowed.contains(.loadGlobal) {
      kept.remove(.global)
      if !isSealed { kept.remove(.loadGlobal) }
    }
    if !allowed.contains(.loadMutable), !isSealed {
      kept.remove(.store)
      kept.remove(.loadMutable)
    }
    value = value.withPermissions(kept)
    if permissions.isDisjoint(with: .sealing), isRevoked(bounds.base) { value.isTagged = false }
    return value
  }

  /// What memory has after a store of this value through an authority.
  public func stored(through authority: CHERIoT) -> CHERIoT {
    var value = self
    if !permissions.contains(.global), !authority.permissions.contains(.storeLocal) {
      value.isTagged = false
    }
    return value
  }
}
