// What a capability allows on the host: what CHERIoT's format can say, and nothing else. A model: nothing keeps
// code in C from memory that it has no capability for.

#if !(arch(arm) || arch(riscv32))
import CBulkhead
import Capability
import KernelCore

extension AuthorityRecord {
  /// Of the seven types for data (9 to 15).
  private static var firstType: UInt32 { 9 }
  private static var lastType: UInt32 { 15 }

  private init(_ value: CHERIoT, origin: UInt64) {
    self.init(origin: origin, high: value.high, address: value.address)
  }

  private var value: CHERIoT { CHERIoT(isTagged: true, high: high, address: address) }

  static func over(
    _ start: UInt, _ size: UInt, _ rights: CapabilityRights
  ) throws(CapabilityRefusal) -> AuthorityRecord {
    let low = UInt64(start) & 0xffff_ffff
    guard low &+ UInt64(size) <= 0x1_0000_0000 else { throw .range }
    let origin = UInt64(start) &- low
    return try AuthorityRecord(
      .memoryRoot.settingAddress(UInt32(low)), origin: origin
    ).narrowed(UInt(low), size, rights)
  }

  static func key(_ number: UInt32) throws(CapabilityRefusal) -> AuthorityRecord {
    guard number <= lastType &- firstType else { throw .noSpace }
    let root = CHERIoT.sealingRoot.settingAddress(firstType &+ number)
    return AuthorityRecord(
      root.settingBounds(length: 1).exactly
        .restrictingPermissions(to: [.seal, .unseal, .global]), origin: 0)
  }

  static func granule(_ size: UInt) -> UInt {
    UInt(~CHERIoT.alignmentMask(forLength: UInt32(truncatingIfNeeded: size))) &+ 1
  }

  var start: UInt { UInt(origin &+ UInt64(value.bounds.base)) }
  var byteCount: UInt { UInt(value.bounds.top &- UInt64(value.bounds.base)) }
  var isKey: Bool { !value.permissions.isDisjoint(with: [.seal, .unseal]) }
  var isSealed: Bool { value.isSealed }

  var allowed: CapabilityRights {
    let permissions = value.permissions
    var rights: CapabilityRights = []
    if permissions.contains(isKey ? .unseal : .load) { rights.insert(.read) }
    if permissions.contains(isKey ? .seal : .store) { rights.insert(.write) }
    if permissions.contains(.global) { rights.insert(.keep) }
    guard permissions.contains(.loadStoreCapability) else { return rights }
    if permissions.contains(.store) { rights.insert(.store) }
    guard permissions.contains(.load) else { return rights }
    rights.insert(.load)
    if permissions.contains(.loadMutable) { rights.insert(.deepWrite) }
    if permissions.contains(.loadGlobal) { rights.insert(.deepKeep) }
    return rights
  }

  private static func permissions(of rights: CapabilityRights, isKey: Bool) -> CHERIoTPermissions {
    var permissions: CHERIoTPermissions = []
    if rights.contains(.read) { permissions.insert(isKey ? .unseal : .load) }
    if rights.contains(.write) { permissions.insert(isKey ? .seal : .store) }
    if rights.contains(.keep) { permissions.insert(.global) }
    if !rights.isDisjoint(with: [.load, .store]) { permissions.insert(.loadStoreCapability) }
    if rights.contains(.deepWrite) { permissions.insert(.loadMutable) }
    if rights.contains(.deepKeep) { permissions.insert(.loadGlobal) }
    return permissions
  }

  /// A part of it, which is within its bounds and its rights.
  func narrowed(
    _ offset: UInt, _ size: UInt, _ rights: CapabilityRights
  ) throws(CapabilityRefusal) -> AuthorityRecord {
    let bounded = value.settingAddress(value.bounds.base &+ UInt32(truncatingIfNeeded: offset))
      .settingBounds(length: UInt32(truncatingIfNeeded: size))
    guard bounded.exactly.isTagged else { throw .range }
    let mask = Self.permissions(of: rights, isKey: isKey)
    let part = AuthorityRecord(bounded.value.restrictingPermissions(to: mask), origin: origin)
    // One permission of the format is for loads and stores of capabilities.
    guard part.allowed == rights else { throw .unsupported }
    return part
  }

  func sealed(with key: AuthorityRecord) throws(CapabilityRefusal) -> AuthorityRecord {
    let sealed = value.sealed(with: key.value)
    guard !isKey, key.isKey, sealed.isTagged else { throw .permission }
    return AuthorityRecord(sealed, origin: origin)
  }

  func unsealed(with key: AuthorityRecord) throws(CapabilityRefusal) -> AuthorityRecord {
    let open = value.unsealed(with: key.value)
    guard key.isKey, open.isTagged else { throw .permission }
    return AuthorityRecord(open, origin: origin)
  }

  var withoutKeep: AuthorityRecord {
    let less = value.restrictingPermissions(to: CHERIoTPermissions.all.subtracting(.global))
    return AuthorityRecord(less, origin: origin)
  }

  /// What comes of it when it is loaded.
  func loaded(through authority: AuthorityRecord) -> AuthorityRecord {
    AuthorityRecord(value.loaded(through: authority.value) { _ in false }, origin: origin)
  }
}
#endif
