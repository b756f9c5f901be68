// What a switch loads for a thread, as the port's memory protection has it: the one place that chooses the
// backend.

import CBulkhead
import KernelCore

/// The words of one thread's regions, in the order in which the port loads them.
///
/// Safety: as many words as the record has.
@safe
struct RegionWords {
  private let words: UnsafeMutablePointer<UInt32>

  init(of user: User) {
    unsafe words = withUnsafeMutablePointer(to: &user.record.pointee.words) {
      unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt32.self)
    }
  }

  /// Nothing can be reached by it.
  func clear(_ entry: Int) {
    if PMPWords.areUsed { return unsafe PMPWords(words).clear(entry) }
    if PageWords.areUsed { return unsafe PageWords(words).clear(entry) }
    if CapabilityWords.areUsed { return unsafe CapabilityWords(words).clear(entry) }
    set(.disabled(entry), as: entry)
  }

  /// False if no single region covers just these bytes.
  func cover(_ range: AddressRange, _ access: Access, as entry: Int) -> Bool {
    if PMPWords.areUsed { return unsafe PMPWords(words).cover(range, access, as: entry) }
    if PageWords.areUsed { return unsafe PageWords(words).cover(range, access, as: entry) }
    if CapabilityWords.areUsed { return unsafe CapabilityWords(words).cover(range, as: entry) }
    guard let region = RegionRegisters(range, access, as: entry) else { return false }
    set(region, as: entry)
    return true
  }

  /// Whether `cover` can; no access is possible always, but not two regions at one place with PMSAv8.
  static func canCover(_ range: AddressRange, _ access: Access) -> Bool {
    if PMPWords.areUsed { return access.isEmpty || PMP.Cover(range, access) != nil }
    if PageWords.areUsed { return access.isEmpty || PageWords.entry(of: range, access) != nil }
    if CapabilityWords.areUsed { return CapabilityWords.reach(around: range) != nil }
    if RegionRegisters.isPMSAv8, range.overlaps(userROM) { return false }
    return access.isEmpty || RegionRegisters(range, access, as: 0) != nil
  }

  /// All that is reached by what `cover` does for a range.
  static func reached(by range: AddressRange) -> AddressRange {
    CapabilityWords.areUsed ? CapabilityWords.reach(around: range) ?? range : range
  }

  /// How many regions a thread may have beside its stack.
  static var partitions: Int {
    if CapabilityWords.areUsed { return 0 }
    return PMPWords.areUsed ? PMPWords.partitions : Int(BULKHEAD_DOMAIN_PARTITIONS)
  }

  /// Loads them: the thread runs.
  func load() { unsafe port_load_regions(words) }

  private func set(_ region: RegionRegisters, as entry: Int) {
    let place = RegionRegisters.place(of: entry)
    unsafe words[place] = region.base
    unsafe words[place &+ 1] = region.rest
  }

  /// Lets everybody read and execute a range; false if no single region covers just that.
  static func startProtection(with range: AddressRange) -> Bool {
    if PMPWords.areUsed { return PMPWords.startProtection(with: range) }
    if PageWords.areUsed || CapabilityWords.areUsed {
      // What is everybody's the linker script says: it is never closed.
      port_start_protection(0, 0, 0)
      return true
    }
    let entry = RegionRegisters.entryForAll
    guard let region = RegionRegisters(range, [.read, .execute], as: entry) else { return false }
    port_start_protection(region.base, region.rest, PMSAv8.mair0)
    return true
  }
}

/// A region, as the two registers of the port's backend say it.
private struct RegionRegisters {
  /// MPU_RBAR.
  var base: UInt32
  /// MPU_RASR of PMSAv7, MPU_RLAR of PMSAv8.
  var rest: UInt32

  static var isPMSAv8: Bool { bulkhead_protection() == BULKHEAD_PMSAV8 }

  /// Nil if no single region covers just these bytes.
  init?(_ range: AddressRange, _ access: Access, as entry: Int) {
    let kind = MemoryKind(ofArmAddress: range.first)
    if Self.isPMSAv8 {
      guard let region = PMSAv8.region(of: range, access, kind) else { return nil }
      (base, rest) = (region.rbar, region.rlar)
    } else {
      let number = Self.number(entry)
      guard let region = PMSAv7.region(of: range, access, kind, number: number) else { return nil }
      (base, rest) = (region.rbar, region.rasr)
    }
  }

  private init(base: UInt32, rest: UInt32) { (self.base, self.rest) = (base, rest) }

  static func disabled(_ entry: Int) -> RegionRegisters {
    if isPMSAv8 {
      let region = PMSAv8.disabled(number: entry)
      return RegionRegisters(base: region.rbar, rest: region.rlar)
    }
    let region = PMSAv7.disabled(number: number(entry))
    return RegionRegisters(base: region.rbar, rest: region.rasr)
  }

  /// The application's code and constants, which no switch loads: the hardware's region 0 of PMSAv7, and 7
  /// of PMSAv8.
  static var entryForAll: Int { isPMSAv8 ? Int(BULKHEAD_USER_REGIONS) : -1 }

  /// The hardware's number of what an entry is, where the registers say it.
  private static func number(_ entry: Int) -> Int { entry &+ 1 }

  /// Where an entry's words lie: see BULKHEAD_USER_WORDS.
  static func place(of entry: Int) -> Int {
    2 &* entry &+ (isPMSAv8 ? (entry < 4 ? 2 : 5) : (entry < 4 ? 0 : 1))
  }
}
