import Capability

/// The memory of a compartment that capabilities confine: one stack below what all of its threads reach, and one above.
///
///     | first stack | other stacks, imports, constants, variables | last stack |
///     |<-------- DDC of the first's thread ------->|
///                   |<------ DDC of all others --->|
///                   |<------- DDC of the last's thread ---------->|
///
/// A DDC is one range, so no more than two stacks can be out of reach of the compartment's other threads.
struct BlockLayout: Equatable {
  /// Where what all threads reach begins, and where it ends, in bytes from the start.
  var shared: Range<Int>
  /// Bytes of the whole.
  var size: Int
  /// What its address is a multiple of.
  var alignment: Int

  /// The shortest whose three ranges have exact bounds; `alignment` is what its variables want.
  init(first: Int, shared: Int, last: Int, alignment: Int) {
    // Bounds are multiples of 2^(E+3), and E grows with the length (ISAv9 3.5.4).
    var unit = 32
    while true {
      let start = first.roundedUp(to: max(unit, alignment))
      let end = start + shared.roundedUp(to: unit)
      let whole = end + last.roundedUp(to: unit)
      let needed = max(Self.granule(of: end), Self.granule(of: whole - start))
      if needed <= unit {
        self.shared = start..<end
        size = whole
        self.alignment = max(unit, alignment)
        return
      }
      unit = needed
    }
  }

  /// A block in which all reach all.
  init(of bytes: Int) { self.init(first: 0, shared: max(bytes, 1), last: 0, alignment: 1) }

  /// What the bounds of so many bytes are multiples of.
  private static func granule(of length: Int) -> Int {
    Int(~CC64.alignmentMask(forLength: UInt32(length)) &+ 1)
  }
}

extension Int {
  /// `unit` is a power of two.
  fileprivate func roundedUp(to unit: Int) -> Int { (self + unit - 1) & ~(unit - 1) }
}
