// What a switch loads for a thread, as the port's memory protection has it.

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

  /// The hardware's number of what an entry is; region 0 is the application's code and constants.
  private func number(_ entry: Int) -> Int { entry &+ 1 }

  /// Nothing can be reached by it.
  func clear(_ entry: Int) { set(PMSAv7.disabled(number: number(entry)), as: entry) }

  /// False if no single region covers just these bytes.
  func cover(_ range: AddressRange, _ access: Access, as entry: Int) -> Bool {
    guard let region = PMSAv7.region(of: range, access, number: number(entry)) else { return false }
    set(region, as: entry)
    return true
  }

  /// Whether `cover` can; no access is possible always.
  static func canCover(_ range: AddressRange, _ access: Access) -> Bool {
    access.isEmpty || PMSAv7.region(of: range, access, number: 0) != nil
  }

  /// Loads them: the thread runs, in no system call.
  func load() { unsafe port_load_regions(words) }

  private func set(_ region: PMSAv7.Region, as entry: Int) {
    unsafe words[2 &* entry] = region.rbar
    unsafe words[2 &* entry &+ 1] = region.rasr
  }
}
