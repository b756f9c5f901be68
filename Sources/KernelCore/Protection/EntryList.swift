// The entries of a plan as they are written one after the other, and what each covers.

/// Up to sixteen entries with numbers in a row.
///
/// More can be added; they are counted and not kept.
public struct EntryList<Backend: ProtectionBackend>: Sendable {
  /// The hardware's numbers of the entries.
  public let numbers: Range<Int>
  /// Words for each of the numbers in turn; those above `needed` are disabled.
  public private(set) var entries: InlineArray<16, Backend.Entry>
  /// What each entry lets be reached; nil if it does not by itself.
  public private(set) var covers: InlineArray<16, AddressRange?>
  /// How many were added.
  public private(set) var needed = 0

  /// All disabled; at most sixteen numbers.
  public init(numbers: Range<Int>) {
    precondition(numbers.count <= 16)
    self.numbers = numbers
    entries = InlineArray { Backend.disabled(number: numbers.lowerBound + $0) }
    covers = InlineArray(repeating: nil)
  }

  /// What the last entry covers, if it was kept.
  public var lastCovers: AddressRange? {
    0 < needed && needed <= numbers.count ? covers[needed - 1] : nil
  }

  /// The number that the next entry has.
  public var nextNumber: Int { numbers.lowerBound + needed }

  public mutating func append(_ entry: Backend.Entry, covering covered: AddressRange?) {
    if needed < numbers.count {
      entries[needed] = entry
      covers[needed] = covered
    }
    needed += 1
  }

  /// Writes the last entry anew.
  public mutating func replaceLast(_ entry: Backend.Entry, covering covered: AddressRange?) {
    needed -= 1
    append(entry, covering: covered)
  }
}
