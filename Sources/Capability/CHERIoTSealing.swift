// Seals of CHERIoT: types for code, some of which are doors, and types for data.
// Source: the CHERIoT Instruction Set Architecture, "Sealing", and cheri_insts.sail (CSeal, CUnseal,
// CJALR).

extension CHERIoT {
  /// What the types of code mean that are not software's.
  ///
  /// A sentry is a sealed door: a jump enters it.
  public enum Sentry: UInt32, Sendable {
    /// Interrupts stay as they are.
    case inheriting = 1
    case disabling = 2
    case enabling = 3
    /// What a call leaves to return by, made with interrupts disabled.
    case returningDisabled = 4
    case returningEnabled = 5

    /// What becomes of the bit MIE; nil if it stays.
    var interrupts: Bool? {
      switch self {
      case .inheriting: nil
      case .disabling, .returningDisabled: false
      case .enabling, .returningEnabled: true
      }
    }
  }

  public var isSealed: Bool { typeField != 0 }

  /// 0, 1 to 7 for code, 9 to 15 for the rest.
  public var type: UInt32 {
    let field = typeField
    return field == 0 || permissions.contains(.execute) ? field : field | 8
  }

  var sentry: Sentry? {
    permissions.contains(.execute) ? Sentry(rawValue: typeField) : nil
  }

  public func sealed(with key: CHERIoT) -> CHERIoT {
    let types: ClosedRange<UInt32> = permissions.contains(.execute) ? 1...7 : 9...15
    var result = self
    result.typeField = key.address
    result.isTagged =
      isTagged && !isSealed && key.isTagged && !key.isSealed && key.permissions.contains(.seal)
      && key.bounds.contains(key.address, bytes: 1) && types.contains(key.address)
    return result
  }

  /// The key need not point to the type, but its bounds must have it.
  public func unsealed(with key: CHERIoT) -> CHERIoT {
    let isAllowed =
      isSealed && key.isTagged && !key.isSealed && key.permissions.contains(.unseal)
      && key.bounds.contains(type, bytes: 1)
    var result = self
    if !key.permissions.contains(.global) {
      result = result.withPermissions(permissions.subtracting(.global))
    }
    result.typeField = 0
    result.isTagged = isTagged && isAllowed
    return result
  }

  /// Where a jump leaves its way back.
  public enum Link: Sendable {
    /// The register x0.
    case none
    /// The register ra: a call.
    case returnAddress
    case other
  }

  /// A jump that was done.
  public struct Jump: Equatable, Sendable {
    /// Without a seal, its address as it was.
    public var code: CHERIoT
    /// Where execution goes on: the address with the displacement, even.
    public var address: UInt32
    public var link: CHERIoT?
    public var areInterruptsEnabled: Bool
  }

  /// Jumps to `self` with a displacement, as the instruction CJALR does.
  ///
  /// What is fetched there is not looked at. A return is a jump through ra that leaves no link;
  /// `isThroughReturnAddress` says that `self` stands in ra, and `code` is what jumps.
  public func jump(
    by displacement: Int32, link: Link, isThroughReturnAddress: Bool, from code: CHERIoT,
    next: UInt32, areInterruptsEnabled: Bool
  ) throws(CapabilityFault) -> Jump {
    if !isTagged { throw .tag }
    if isSealed, displacement != 0 || !canEnter(link, isThroughReturnAddress) { throw .seal }
    if !isSealed, link == .none, isThroughReturnAddress { throw .seal }
    if !permissions.contains(.execute) { throw .execute }
    var target = self
    target.typeField = 0
    var back: CHERIoT?
    if link != .none {
      var way = code
      way.address = next
      if link == .returnAddress {
        let sentry: Sentry = areInterruptsEnabled ? .returningEnabled : .returningDisabled
        way.typeField = sentry.rawValue
      }
      back = way
    }
    return Jump(
      code: target, address: (address &+ UInt32(bitPattern: displacement)) & ~1, link: back,
      areInterruptsEnabled: sentry?.interrupts ?? areInterruptsEnabled)
  }

  private func canEnter(_ link: Link, _ isThroughReturnAddress: Bool) -> Bool {
    switch sentry {
    case .inheriting: !(link == .none && isThroughReturnAddress)
    case .disabling, .enabling: link == .returnAddress
    case .returningDisabled, .returningEnabled: link == .none && isThroughReturnAddress
    case nil: false
    }
  }
}
