import Capability
import TestSupport
import Testing

/// Values of a format as programs come by them, and as nobody does.
protocol Samples: CapabilityValue {
  static var roots: [Self] { get }
  static var size: UInt32 { get }
}

extension CHERIoT: Samples {
  static var roots: [CHERIoT] { [.memoryRoot, .executableRoot, .sealingRoot] }
}

extension CC64: Samples {
  static var roots: [CC64] { [.almighty] }
}

extension Samples {
  /// A word of any magnitude.
  static func word(_ dice: inout Dice) -> UInt32 {
    UInt32.random(in: 0...UInt32.max, using: &dice) >> UInt32.random(in: 0...31, using: &dice)
  }

  /// Any bits.
  static func bits(_ dice: inout Dice, isTagged: Bool) -> Self {
    Self(isTagged: isTagged, high: UInt32(truncatingIfNeeded: dice.next()), address: word(&dice))
  }

  /// One that has a tag, by a way of legal steps from a root; as an address within the last bounds.
  static func derived(_ dice: inout Dice) -> Self {
    var value = dice.pick(roots)
    for _ in 0..<Int.random(in: 0...4, using: &dice) {
      let next = value.step(&dice)
      if next.isTagged { value = next }
    }
    return value
  }

  /// One operation on the value alone.
  func step(_ dice: inout Dice) -> Self {
    let bounds = bounds
    let room = UInt32(truncatingIfNeeded: min(bounds.length, 0xffff_ffff))
    let inside = bounds.base &+ (room == 0 ? 0 : Self.word(&dice) % room)
    switch Int.random(in: 0..<8, using: &dice) {
    case 0, 1: return settingAddress(inside)
    case 2: return addingToAddress(inside &- address)
    case 3: return addingToAddress(Self.word(&dice))
    case 4:
      return restrictingPermissions(
        to: Permissions(rawValue: UInt32(truncatingIfNeeded: dice.next())))
    case 5: return settingBounds(length: Self.word(&dice)).exactly
    default:
      let rest = UInt32(truncatingIfNeeded: min(bounds.top &- UInt64(address), 0xffff_ffff))
      let length = rest == 0 ? 0 : Self.word(&dice) % rest
      return settingBounds(length: length).value
    }
  }
}

/// What holds of both formats, whatever the values.
///
/// Cases are of fixed seeds.
@Suite struct CapabilityLawSoak {
  static let count = Soak.count(sample: 3000, soak: 30_000)

  private static func forEach<Value: Samples>(
    _ type: Value.Type, _ law: (Value, inout Dice) throws -> Void
  ) rethrows {
    for seed in 0..<UInt64(count) {
      var dice = Dice(seed: seed)
      try law(dice.chance(20) ? .bits(&dice, isTagged: false) : .derived(&dice), &dice)
    }
  }

  @Test func aStepGivesNoMoreThanThereWas() {
    func law<Value: Samples>(_ value: Value, _ dice: inout Dice) {
      let next = value.step(&dice)
      #expect(value.isTagged || !next.isTagged, "a tag from nothing: \(value), \(next)")
      guard next.isTagged else { return }
      #expect(value.bounds.contains(next.bounds), "bounds grew: \(value), \(next)")
      #expect(value.permissions.isSuperset(of: next.permissions), "\(value), \(next)")
      #expect(value.covers(next))
    }
    Self.forEach(CHERIoT.self, law)
    Self.forEach(CC64.self, law)
  }

  @Test func boundsHaveWhatWasAskedFor() {
    func law<Value: Samples>(_ value: Value, _ dice: inout Dice) {
      let length = Value.word(&dice)
      let result = value.settingBounds(length: length)
      #expect(result.value.address == value.address)
      guard result.value.isTagged else { return }
      let bounds = result.value.bounds
      #expect(bounds.contains(value.address, bytes: length))
      let isAsAsked =
        bounds.base == value.address && bounds.top == UInt64(value.address) + UInt64(length)
      #expect(result.isExact == isAsAsked)
      #expect(result.exactly.isTagged == isAsAsked)
    }
    Self.forEach(CHERIoT.self, law)
    Self.forEach(CC64.self, law)
  }

  @Test func alignedRequestsAreExact() {
    func law<Value: Samples>(_ root: Value, _ dice: inout Dice) {
      let length = Value.word(&dice)
      let mask = Value.alignmentMask(forLength: length)
      let round = Value.representableLength(length)
      guard round >= length else { return }
      #expect(round - length <= ~mask)
      let place = Value.word(&dice) & mask
      guard UInt64(place) + UInt64(round) <= 1 << 32 else { return }
      let result = root.settingAddress(place).settingBounds(length: round)
      #expect(result.isExact && result.value.isTagged, "\(place) \(round)")
    }
    for seed in 0..<UInt64(Self.count) {
      var dice = Dice(seed: seed)
      law(CHERIoT.memoryRoot, &dice)
      law(CC64.almighty, &dice)
    }
  }

  @Test func aMoveKeepsBoundsOrLosesTheTag() {
    func law<Value: Samples>(_ value: Value, _ dice: inout Dice) {
      let place = Value.word(&dice)
      let moved = value.settingAddress(place)
      #expect(moved.address == place && moved.high == value.high)
      if moved.isTagged { #expect(moved.bounds == value.bounds) }
      // What is within the bounds can always be reached.
      if value.isTagged, !value.isSealed, value.bounds.contains(place, bytes: 1) {
        #expect(moved.isTagged)
        #expect(value.addingToAddress(place &- value.address).isTagged)
      }
      let back = moved.isTagged ? moved.settingAddress(value.address) : value
      #expect(back == value)
    }
    Self.forEach(CHERIoT.self, law)
    Self.forEach(CC64.self, law)
  }

  @Test func whatIsSealedIsUsedForNothing() {
    func law<Value: Samples>(_ value: Value, _ key: Value, _ dice: inout Dice) {
      let sealed = value.sealed(with: key)
      guard sealed.isTagged else { return }
      #expect(sealed.isSealed && value.isTagged && !value.isSealed)
      #expect(sealed.bounds == value.bounds && sealed.permissions == value.permissions)
      #expect(!sealed.settingAddress(value.address).isTagged)
      #expect(!sealed.settingBounds(length: 0).value.isTagged)
      #expect(!sealed.sealed(with: key).isTagged)
      #expect(sealed.unsealed(with: key) == value)
      #expect(!sealed.unsealed(with: key.clearingTag()).isTagged)
      #expect(!sealed.unsealed(with: sealed).isTagged)
    }
    var sealed = 0
    for seed in 0..<UInt64(Self.count) {
      var dice = Dice(seed: seed)
      let type = UInt32.random(in: 0...15, using: &dice)
      let value = CHERIoT.derived(&dice)
      law(value, CHERIoT.sealingRoot.settingAddress(type), &dice)
      law(CC64.derived(&dice), CC64.almighty.settingAddress(type), &dice)
      if value.sealed(with: CHERIoT.sealingRoot.settingAddress(type)).isTagged { sealed += 1 }
    }
    #expect(sealed > Self.count / 10)
  }

  @Test func memoryNeverGivesMoreThanItWasGiven() {
    for seed in 0..<UInt64(Self.count) {
      var dice = Dice(seed: seed)
      let (value, authority) = (CHERIoT.derived(&dice), CHERIoT.derived(&dice))
      let isRevoked = dice.chance(30)
      let loaded = value.loaded(through: authority) { _ in isRevoked }
      #expect(loaded.bounds == value.bounds)
      #expect(value.permissions.isSuperset(of: loaded.permissions))
      #expect(value.isTagged || !loaded.isTagged)
      let isKey = !value.permissions.isDisjoint(with: [.seal, .unseal, .user])
      #expect(!(isRevoked && loaded.isTagged) || isKey)
      if loaded.isTagged, !authority.permissions.contains(.loadMutable), !value.isSealed {
        #expect(!loaded.permissions.contains(.store))
      }
      let local = value.restrictingPermissions(to: CHERIoTPermissions.all.subtracting(.global))
      if !authority.permissions.contains(.storeLocal) {
        #expect(!local.stored(through: authority).isTagged)
      }
      #expect(!CC64.derived(&dice).clearingTag().loaded(through: .almighty).isTagged)
    }
  }

  @Test func permissionsArePackedAndUnpacked() {
    for code in UInt8(0)..<64 {
      #expect(CHERIoTPermissions(packed: code).packed == code)
    }
    for set in UInt32(0)..<4096 {
      let asked = CHERIoTPermissions(rawValue: set)
      let held = CHERIoTPermissions(packed: asked.packed)
      #expect(asked.isSuperset(of: held))
      #expect(!held.isSuperset(of: [.execute, .store]))
    }
  }

  @Test func roundingDownStaysInside() {
    Self.forEach(CHERIoT.self) { value, dice in
      let length = CHERIoT.word(&dice)
      let down = value.settingBoundsRoundedDown(length: length)
      guard down.isTagged else { return }
      #expect(down.bounds.base == value.address)
      #expect(down.bounds.length <= UInt64(length))
      #expect(length == 0 || down.bounds.length > 0)
      #expect(value.bounds.contains(down.bounds))
    }
  }

  /// What was saved as data gets its tag back from an authority that covers it, and only from such.
  @Test func savedBitsAreRebuiltWithinTheAuthority() {
    for seed in 0..<UInt64(Self.count) {
      var dice = Dice(seed: seed)
      let (value, authority) = (CC64.derived(&dice), CC64.derived(&dice))
      let saved = value.clearingTag()
      let rebuilt = authority.rebuilding(saved)
      #expect(CC64.almighty.rebuilding(saved) == value)
      #expect(rebuilt.isTagged == (authority.isTagged && authority.covers(value)))
      #expect(!authority.clearingTag().rebuilding(saved).isTagged)
      let forged = authority.rebuilding(CC64.bits(&dice, isTagged: false))
      if forged.isTagged { #expect(authority.covers(forged)) }
    }
  }
}
