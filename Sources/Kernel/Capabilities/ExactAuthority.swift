// What a capability allows where the kernel holds it on a board: just the bytes and the rights that were said.

#if arch(arm) || arch(riscv32)
import CBulkhead
import KernelCore

extension AuthorityRecord {
  /// Beside the rights: it is a key, to the type that is its `type`.
  private static var keyBit: UInt32 { 1 << 31 }

  static func over(
    _ start: UInt, _ size: UInt, _ rights: CapabilityRights
  ) throws(CapabilityRefusal) -> AuthorityRecord {
    AuthorityRecord(base: start, size: Int(bitPattern: size), rights: rights.rawValue, type: 0)
  }

  static func key(_ number: UInt32) throws(CapabilityRefusal) -> AuthorityRecord {
    let rights: CapabilityRights = [.read, .write, .keep]
    return AuthorityRecord(
      base: 0, size: 1, rights: rights.rawValue | keyBit, type: number &+ 1)
  }

  /// The bytes that one can have exactly are multiples of this, and lie at multiples.
  static func granule(_ size: UInt) -> UInt { 1 }

  var start: UInt { base }
  var byteCount: UInt { UInt(bitPattern: size) }
  var allowed: CapabilityRights { CapabilityRights(rawValue: rights & ~Self.keyBit) }
  var isKey: Bool { rights & Self.keyBit != 0 }
  var isSealed: Bool { !isKey && type != 0 }

  /// A part of it, which is within its bounds and its rights.
  func narrowed(
    _ offset: UInt, _ size: UInt, _ rights: CapabilityRights
  ) throws(CapabilityRefusal) -> AuthorityRecord {
    var part = self
    part.base = base &+ offset
    part.size = Int(bitPattern: size)
    part.rights = rights.rawValue | self.rights & Self.keyBit
    return part
  }

  func sealed(with key: AuthorityRecord) throws(CapabilityRefusal) -> AuthorityRecord {
    guard key.isKey, key.allowed.contains(.write), !isSealed, !isKey else { throw .permission }
    var sealed = self
    sealed.type = key.type
    return sealed
  }

  func unsealed(with key: AuthorityRecord) throws(CapabilityRefusal) -> AuthorityRecord {
    guard key.isKey, key.allowed.contains(.read), isSealed, type == key.type else {
      throw .permission
    }
    var open = key.allowed.contains(.keep) ? self : withoutKeep
    open.type = 0
    return open
  }

  var withoutKeep: AuthorityRecord {
    var less = self
    less.rights &= ~CapabilityRights.keep.rawValue
    return less
  }

  /// What comes of it when it is loaded.
  func loaded(through authority: AuthorityRecord) -> AuthorityRecord {
    var lost: CapabilityRights = []
    if !authority.allowed.contains(.deepKeep) {
      lost.formUnion(isSealed ? .keep : [.keep, .deepKeep])
    }
    if !authority.allowed.contains(.deepWrite), !isSealed, !isKey {
      lost.formUnion([.write, .store, .deepWrite])
    }
    var loaded = self
    loaded.rights &= ~lost.rawValue
    return loaded
  }
}
#endif
