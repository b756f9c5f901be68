// What confines a thread where capabilities do: the code and the memory of one compartment, and nothing else.

import CBulkhead
import KernelCore

/// PCC and DDC of one thread, which are computed when it gets its stack.
///
/// DDC is one range: what all of the compartment's threads reach, and the stack. There is no second.
///
/// Safety: as many words as the record has.
@safe
struct CapabilityWords {
  private let words: UnsafeMutablePointer<UInt32>

  init(_ words: UnsafeMutablePointer<UInt32>) { unsafe self.words = unsafe words }

  @inline(__always)
  static var areUsed: Bool { bulkhead_protection() == BULKHEAD_CAPABILITIES }

  /// Nothing can be reached any more.
  func clear(_ entry: Int) {
    guard entry == 0 else { return }
    for index in 0..<Int(BULKHEAD_USER_WORDS) { unsafe words[index] = 0 }
  }

  /// Confines the thread to the compartment in whose memory its stack is; false if it is in none.
  func cover(_ range: AddressRange, as entry: Int) -> Bool {
    guard entry == 0, let block = unsafe bulkhead_block_of(UInt(range.first)) else { return false }
    return unsafe port_confine(words, block, UInt(range.first))
  }

  /// What a thread of a compartment reaches whose stack begins where a range does; nil if that is in none.
  static func reach(around range: AddressRange) -> AddressRange? {
    guard let block = unsafe bulkhead_block_of(UInt(range.first)) else { return nil }
    let reach = unsafe bulkhead_reach_in_block(block, UInt(range.first))
    return AddressRange(base: reach.start, size: reach.size)
  }
}

/// Ends the run: a thread was to be confined that is in no compartment.
@c @implementation
public func bulkhead_refuse_confinement() -> Never {
  fatal(.confinement, about: kernel.current)
}
