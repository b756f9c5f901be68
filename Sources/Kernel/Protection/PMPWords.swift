// What a switch loads for a thread where the PMP protects memory.

import CBulkhead
import KernelCore

/// The words of one thread's entries: pmpcfg0 to pmpcfg3, then pmpaddr2 to pmpaddr15, then how many entries each
/// region has.
///
/// Entries 0 and 1 are the application's code and constants. Behind them lie those of the regions, in their order and
/// without gaps: one for a block of a power of two, two for others. So the last entry in use has a configuration, and
/// where pmpcfgN is 0 none behind is in use: a switch loads no more (load_entries in user_mode_macros.h).
///
/// Safety: as many words as the record has.
@safe
struct PMPWords {
  private let words: UnsafeMutablePointer<UInt32>

  init(_ words: UnsafeMutablePointer<UInt32>) { unsafe self.words = unsafe words }

  static var areUsed: Bool { bulkhead_protection() == BULKHEAD_PMP }

  /// Nothing can be reached by it.
  func clear(_ region: Int) {
    unsafe words[0] = words[0] & ~0xffff | PMPWords.forAll
    resize(region, to: 0)
  }

  /// False if entries cannot cover just these bytes.
  func cover(_ range: AddressRange, _ access: Access, as region: Int) -> Bool {
    guard let cover = PMP.Cover(range, access) else { return false }
    resize(region, to: cover.count)
    let start = start(of: region)
    set(start, cover.first)
    if let second = cover.second { set(start &+ 1, second) }
    return true
  }

  /// What the chip's entries are enough for beside everybody's region and a stack, if each takes two; no chip has
  /// less than 8.
  static var partitions: Int {
    min(Int(bulkhead_region_count) / 2 &- 2, Int(BULKHEAD_DOMAIN_PARTITIONS))
  }

  // MARK: Entries

  /// The word that has two bits for each region.
  private static var counts: Int { 18 }

  /// Entries of a region.
  private func count(of region: Int) -> Int {
    Int(truncatingIfNeeded: unsafe words[PMPWords.counts] &>> PMPWords.shift(of: region) & 3)
  }

  private static func shift(of region: Int) -> UInt32 { UInt32(truncatingIfNeeded: 2 &* region) }

  /// The first entry of a region: behind those of everybody's, and of the regions before it.
  private func start(of region: Int) -> Int {
    var counts = unsafe words[PMPWords.counts] & (1 &<< PMPWords.shift(of: region) &- 1)
    counts = counts & 0x3333 &+ counts &>> 2 & 0x3333
    counts = (counts &+ counts &>> 4) & 0x0f0f
    return Int(truncatingIfNeeded: 2 &+ (counts &+ counts &>> 8) & 0xff)
  }

  /// Moves the entries of the regions behind.
  private func resize(_ region: Int, to new: Int) {
    let old = count(of: region)
    if old == new { return }
    let end = start(of: Int(BULKHEAD_USER_REGIONS))
    let offset = new &- old
    var number = start(of: region) &+ old
    if offset > 0 {
      var last = end
      while last > number {
        last &-= 1
        set(last &+ offset, entry(last))
      }
    } else {
      while number < end {
        set(number &+ offset, entry(number))
        number &+= 1
      }
      while number > end &+ offset {
        number &-= 1
        set(number, PMP.disabled(number: number))
      }
    }
    let shift = PMPWords.shift(of: region)
    unsafe words[PMPWords.counts] =
      words[PMPWords.counts] & ~(3 &<< shift) | UInt32(truncatingIfNeeded: new) &<< shift
  }

  /// pmpcfg0 to pmpcfg3, byte by byte: they are little-endian, as RISC-V's memory is.
  private var configurations: UnsafeMutablePointer<UInt8> {
    unsafe UnsafeMutableRawPointer(words).assumingMemoryBound(to: UInt8.self)
  }

  private func entry(_ number: Int) -> PMP.Entry {
    unsafe PMP.Entry(address: words[number &+ 2], configuration: configurations[number])
  }

  private func set(_ number: Int, _ entry: PMP.Entry) {
    unsafe words[number &+ 2] = entry.address
    unsafe configurations[number] = entry.configuration
  }

  // MARK: Everybody's

  /// Lets everybody read and execute a range; false if that cannot be.
  static func startProtection(with range: AddressRange) -> Bool {
    guard let span = PMP.Cover(asSpan: range, [.read, .execute]), let top = span.second else {
      return false
    }
    port_start_protection(span.first.address, top.address, forAll)
    return true
  }

  /// Of pmpcfg0 what entries 0 and 1 have of it.
  private static var forAll: UInt32 {
    UInt32(PMP.configurationOfSpan([.read, .execute])) &<< 8
  }
}
