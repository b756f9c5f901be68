// bulkhead/capability.h's rights and results, as the kernel's code says them.

import CBulkhead

/// What may be done by a capability; enum bulkhead_capability_right.
struct CapabilityRights: OptionSet {
  var rawValue: UInt32

  static let read = right(BULKHEAD_CAPABILITY_READ)
  static let write = right(BULKHEAD_CAPABILITY_WRITE)
  static let load = right(BULKHEAD_CAPABILITY_LOAD)
  static let store = right(BULKHEAD_CAPABILITY_STORE)
  static let keep = right(BULKHEAD_CAPABILITY_KEEP)
  static let deepWrite = right(BULKHEAD_CAPABILITY_DEEP_WRITE)
  static let deepKeep = right(BULKHEAD_CAPABILITY_DEEP_KEEP)

  private static func right(_ one: bulkhead_capability_right) -> CapabilityRights {
    CapabilityRights(rawValue: one.rawValue)
  }

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What somebody asks for; nil if that is nothing, or makes no sense.
  init?(asked: UInt32) {
    self.init(rawValue: asked)
    if !contains(.load) { subtract([.deepWrite, .deepKeep]) }
    if asked & ~UInt32(BULKHEAD_CAPABILITY_ALL) != 0 || isDisjoint(with: [.read, .write])
      || contains(.load) && !contains(.read) || contains(.store) && !contains(.write)
    {
      return nil
    }
  }
}

/// Why something is not done with a capability.
enum CapabilityRefusal: Error {
  case invalid
  case permission
  case range
  case noSpace
  case unsupported
  case fault

  var number: Int32 {
    switch self {
    case .invalid: -BULKHEAD_EINVAL
    case .permission: -BULKHEAD_EPERM
    case .range: -BULKHEAD_ERANGE
    case .noSpace: -BULKHEAD_ENOSPC
    case .unsupported: -BULKHEAD_ENOTSUP
    case .fault: -BULKHEAD_EFAULT
    }
  }
}
