// What the host port opens for a thread before that goes on without privileges.

import CBulkhead
import KernelCore

/// The words of one thread's ranges: of each its first page with what may be done, and its bytes.
///
/// Safety: as many words as the record has.
@safe
struct PageWords {
  private let words: UnsafeMutablePointer<UInt32>

  init(_ words: UnsafeMutablePointer<UInt32>) { unsafe self.words = unsafe words }

  static var areUsed: Bool { bulkhead_protection() == BULKHEAD_PAGES }

  /// Nothing can be reached by it.
  func clear(_ region: Int) { set(.none, as: region) }

  /// False if pages cannot be just these bytes.
  func cover(_ range: AddressRange, _ access: Access, as region: Int) -> Bool {
    guard let entry = PageWords.entry(of: range, access) else { return false }
    set(entry, as: region)
    return true
  }

  /// Nil also for what is no variable of the image: that is open to all, or nobody's.
  static func entry(of range: AddressRange, _ access: Access) -> Pages.Entry? {
    let offset = UInt(range.first) &- bulkhead_variables_start()
    let size = bulkhead_variables_size()
    guard offset < size, range.size <= UInt64(size &- offset) else { return nil }
    return Pages.entry(of: range, access)
  }

  /// All that a region has to cover for a stack; nil if it goes beyond the end of memory.
  ///
  /// Of a process whole pages: those of K_THREAD_STACK_DEFINE have them to their end, and those of the pool in
  /// both directions.
  static func stack(at begin: UInt, size: Int) -> AddressRange? {
    let range = AddressRange(
      base: UInt32(truncatingIfNeeded: begin), size: UInt32(truncatingIfNeeded: size))
    guard areUsed, let range else { return range }
    let whole = range.rounded(to: Pages.granule)
    return whole.first == range.first || StackPool.contains(begin) ? whole : range
  }

  private func set(_ entry: Pages.Entry, as region: Int) {
    unsafe words[2 &* region] = entry.first
    unsafe words[2 &* region &+ 1] = entry.size
  }
}
