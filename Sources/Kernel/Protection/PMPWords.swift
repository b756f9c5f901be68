// What a switch loads for a thread where the PMP protects memory.

import CBulkhead
import KernelCore

/// The words of one thread's entries: pmpcfg0 to pmpcfg3, then pmpaddr2 to pmpaddr15.
///
/// Each region has two entries, the first of which only says where it begins, so that one region changes
/// without the others. Entries 0 and 1 are the application's code and constants.
///
/// Safety: as many words as the record has.
@safe
struct PMPWords {
  private let words: UnsafeMutablePointer<UInt32>

  init(_ words: UnsafeMutablePointer<UInt32>) { unsafe self.words = unsafe words }

  static var areUsed: Bool { bulkhead_protection() == BULKHEAD_PMP }

  /// Nothing can be reached by it.
  func clear(_ region: Int) { set(PMP.Span.none, as: region) }

  /// False if entries cannot cover just these bytes.
  func cover(_ range: AddressRange, _ access: Access, as region: Int) -> Bool {
    guard let span = PMP.Span(range, access) else { return false }
    set(span, as: region)
    return true
  }

  /// What the chip's entries are enough for beside everybody's region and a stack; no chip has less than 8.
  static var partitions: Int {
    min(Int(bulkhead_region_count) / 2 &- 2, Int(BULKHEAD_DOMAIN_PARTITIONS))
  }

  private func set(_ span: PMP.Span, as region: Int) {
    unsafe words[2 &* region &+ 4] = span.base
    unsafe words[2 &* region &+ 5] = span.top
    let number = 2 &* region &+ 3
    let shift = UInt32(truncatingIfNeeded: number % 4 &* 8)
    unsafe words[number / 4] &= ~(0xff &<< shift)
    unsafe words[number / 4] |= UInt32(span.configuration) &<< shift
    unsafe words[0] = words[0] & ~0xffff | PMPWords.forAll
  }

  /// Lets everybody read and execute a range; false if that cannot be.
  static func startProtection(with range: AddressRange) -> Bool {
    guard let span = PMP.Span(range, [.read, .execute]) else { return false }
    port_start_protection(span.base, span.top, forAll)
    return true
  }

  /// Of pmpcfg0 what entries 0 and 1 have of it.
  private static var forAll: UInt32 { UInt32(PMP.Span.configuration([.read, .execute])) &<< 8 }
}
