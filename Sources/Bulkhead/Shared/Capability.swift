// Authority over memory, to be passed on, narrowed and sealed; bulkhead/capability.h, docs/CAPABILITIES.md.

import CBulkhead

/// Why a capability is not to be had, or not to be used like this.
public enum CapabilityError: Error, Sendable {
  /// There is none, or what was asked for makes no sense.
  case none
  /// A right is missing, it is sealed, it is a key, or it cannot be kept there.
  case permission
  /// Not all is within its bounds, or bounds of such a size cannot be exact there.
  case range
  /// The caller does not reach the memory itself.
  case unreachable
  /// This backend cannot say such rights.
  case unsupported
  /// The caller has as many as it may, or there are no more types for keys.
  case noRoom
}

/// What may be done by a capability.
public struct CapabilityRights: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let read = CapabilityRights(rawValue: 1)
  public static let write = CapabilityRights(rawValue: 2)
  /// Capabilities can be loaded from the memory.
  public static let load = CapabilityRights(rawValue: 4)
  /// Capabilities can be stored in the memory.
  public static let store = CapabilityRights(rawValue: 8)
  /// It can lie elsewhere than on a stack; without it, it cannot be captured.
  public static let keep = CapabilityRights(rawValue: 16)
  /// What is loaded through it can be written to; without it, it is deeply immutable.
  public static let deepWrite = CapabilityRights(rawValue: 32)
  /// What is loaded through it can be kept.
  public static let deepKeep = CapabilityRights(rawValue: 64)
  public static let all = CapabilityRights(rawValue: 127)
}

/// Memory of an application to derive capabilities from.
///
/// Belongs in a global or static `let`. Begins as zeros. Who else reaches it may change it at any time. For capabilities
/// that are to lie in it, its elements are of 8 bytes.
@safe
public struct SharedMemory<Element: BitwiseCopyable & Sendable, let count: Int>: ~Copyable,
  @unchecked Sendable
{
  private let elements: Room<Element, count>

  @inline(__always)
  public init() { elements = Room() }

  /// Its elements; a place beyond the end is a fault of the caller.
  ///
  /// Any context.
  public subscript(place: Int) -> Element {
    get {
      precondition(place >= 0 && place < count)
      return unsafe elements.start[place]
    }
    nonmutating set {
      precondition(place >= 0 && place < count)
      unsafe elements.start[place] = newValue
    }
  }

  @unsafe
  fileprivate var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      start: elements.address, count: count &* MemoryLayout<Element>.stride)
  }
}

/// A variable for a capability, which is good there only.
///
/// In a global or static `let` it has what may be kept, until that is dropped or another takes its place; in a local
/// `let` anything, until the thread or the call into a compartment ends. Moved, it has none. All is for threads.
@safe
public struct Capability: ~Copyable, @unchecked Sendable {
  private let variable: Cell<bulkhead_capability>

  /// It has none.
  @inline(__always)
  public init() { variable = Cell(bulkhead_capability(words: (0, 0))) }

  /// What it is.
  public struct Facts: Equatable, Sendable {
    /// Bytes.
    public var size: Int
    public var rights: CapabilityRights
    public var isSealed: Bool
    public var isKey: Bool

    public init(size: Int, rights: CapabilityRights, isSealed: Bool, isKey: Bool) {
      self.size = size
      self.rights = rights
      self.isSealed = isSealed
      self.isKey = isKey
    }
  }

  /// Nil if it has none.
  public var facts: Facts? {
    var facts = bulkhead_capability_facts(size: 0, rights: 0, is_sealed: false, is_key: false)
    guard unsafe bulkhead_capability_facts(variable.address, &facts) == 0 else { return nil }
    return Facts(
      size: Int(facts.size), rights: CapabilityRights(rawValue: facts.rights),
      isSealed: facts.is_sealed, isKey: facts.is_key)
  }

  /// Takes authority over all of some memory.
  public func derive<Element, let count: Int>(
    from memory: borrowing SharedMemory<Element, count>, _ rights: CapabilityRights
  ) throws(CapabilityError) {
    let bytes = unsafe memory.bytes
    // Safety: the memory has an address.
    try check(
      unsafe bulkhead_capability_derive(
        variable.address, bytes.baseAddress.unsafelyUnwrapped, bytes.count, rights.rawValue))
  }

  /// Takes a part of another, with rights that it has.
  public func narrow(
    _ other: borrowing Capability, to bytes: Range<Int>, _ rights: CapabilityRights
  ) throws(CapabilityError) {
    guard bytes.lowerBound >= 0 else { throw .range }
    try check(
      unsafe bulkhead_capability_narrow(
        variable.address, other.variable.address, bytes.lowerBound, bytes.count, rights.rawValue))
  }

  /// Takes a part of what it has.
  public func narrow(to bytes: Range<Int>, _ rights: CapabilityRights) throws(CapabilityError) {
    try narrow(self, to: bytes, rights)
  }

  public func copy(_ other: borrowing Capability) throws(CapabilityError) {
    try check(unsafe bulkhead_capability_copy(variable.address, other.variable.address))
  }

  /// Takes the key to a type that nobody else has.
  public func makeKey() throws(CapabilityError) {
    try check(unsafe bulkhead_capability_make_key(variable.address))
  }

  /// Takes another, sealed: only who has the key can use it.
  public func seal(
    _ other: borrowing Capability, with key: borrowing Capability
  ) throws(CapabilityError) {
    try check(
      unsafe bulkhead_capability_seal(
        variable.address, other.variable.address, key.variable.address))
  }

  /// Takes what another has under its seal.
  public func unseal(
    _ other: borrowing Capability, with key: borrowing Capability
  ) throws(CapabilityError) {
    try check(
      unsafe bulkhead_capability_unseal(
        variable.address, other.variable.address, key.variable.address))
  }

  /// A value out of its memory, `offset` bytes from its begin.
  public func read<Value: BitwiseCopyable>(
    _ type: Value.Type = Value.self, at offset: Int = 0
  ) throws(CapabilityError) -> Value {
    guard offset >= 0 else { throw .range }
    let room = RoomLike<Value>()
    let address = unsafe room.address
    try check(
      unsafe bulkhead_capability_read(
        variable.address, offset, address, MemoryLayout<Value>.size))
    // Safety: any bits are a value.
    return unsafe address.load(as: Value.self)
  }

  /// A value into its memory.
  public func write<Value: BitwiseCopyable>(
    _ value: Value, at offset: Int = 0
  ) throws(CapabilityError) {
    guard offset >= 0 else { throw .range }
    let cell = Cell(value)
    try check(
      unsafe bulkhead_capability_write(
        variable.address, offset, cell.address, MemoryLayout<Value>.size))
  }

  /// Takes what lies in another's memory.
  public func load(from other: borrowing Capability, at offset: Int) throws(CapabilityError) {
    guard offset >= 0 else { throw .range }
    try check(unsafe bulkhead_capability_load(variable.address, other.variable.address, offset))
  }

  /// Puts one into its memory.
  public func store(_ other: borrowing Capability, at offset: Int) throws(CapabilityError) {
    guard offset >= 0 else { throw .range }
    try check(unsafe bulkhead_capability_store(variable.address, offset, other.variable.address))
  }

  /// It has none any more.
  public func drop() { unsafe bulkhead_capability_drop(variable.address) }

  private func check(_ result: Int32) throws(CapabilityError) {
    switch result {
    case 0: return
    case -BULKHEAD_EPERM: throw .permission
    case -BULKHEAD_ERANGE: throw .range
    case -BULKHEAD_EFAULT: throw .unreachable
    case -BULKHEAD_ENOTSUP: throw .unsupported
    case -BULKHEAD_ENOSPC: throw .noRoom
    default: throw .none
    }
  }
}
