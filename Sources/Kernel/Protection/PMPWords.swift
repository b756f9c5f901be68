// What a switch loads for a thread where the PMP protects memory.

import CBulkhead
import KernelCore

/// The words of one thread's entries: pmpcfg0 to pmpcfg3, then pmpaddr2 to pmpaddr15, then where each region's
/// entries begin.
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

  /// The word that says where each region's entries begin, behind everybody's, and where the last's end: four bits each.
  private static var starts: Int { 18 }

  private func start(of region: Int) -> Int {
    let shift = UInt32(truncatingIfNeeded: 4 &* region)
    return Int(truncatingIfNeeded: unsafe words[PMPWords.starts] &>> shift & 15 &+ 2)
  }

  /// Gives a region so many entries, and those behind it their new places.
  private func resize(_ region: Int, to new: Int) {
    let old = start(of: region &+ 1) &- start(of: region)
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
    let behind = 0x1111_1111 &<< UInt32(truncatingIfNeeded: 4 &* region &+ 4)
    unsafe words[PMPWords.starts] &+= UInt32(truncatingIfNeeded: offset) &* behind
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
