// RISC-V's physical memory protection: what its entries say. The RISC-V Instruction Set Manual,
// Volume II: Privileged Architecture, "Physical Memory Protection", for RV32.

/// Blocks of a power of two, aligned to it (NAPOT, and NA4 for 4 bytes), or all from the address of
/// the entry below to one's own (TOR).
///
/// A piece is always in one entry: an access must lie within the first entry that has any of its
/// bytes, so it must not go across two. As a block it takes an entry; as a span it takes another
/// for its base, unless the entry below is a span that ends there or, in both rooms, may be made to.
///
/// Entries are not locked, so machine mode may do all. Memory's kind is not the PMP's affair but
/// a fact of the platform (its physical memory attributes).
public enum PMP: ProtectionBackend {
  public struct Entry: Equatable, Sendable {
    /// pmpaddrN: bits 33 to 2 of an address.
    public var address: UInt32
    /// pmpNcfg, a byte of pmpcfg(N / 4).
    public var configuration: UInt8

    public init(address: UInt32, configuration: UInt8) {
      (self.address, self.configuration) = (address, configuration)
    }
  }

  /// The field A of a configuration.
  private static var tor: UInt8 { 1 << 3 }
  private static var na4: UInt8 { 2 << 3 }
  private static var napot: UInt8 { 3 << 3 }

  public static var granule: UInt32 { 4 }
  public static var hasSpans: Bool { true }

  public static func disabled(number: Int) -> Entry { Entry(address: 0, configuration: 0) }

  /// R, W and X.
  ///
  /// To write without reading is reserved; code that cannot be read is possible.
  public static func attributes(
    _ access: Access, _ kind: MemoryKind
  ) throws(Refusal) -> UInt32 {
    if access.isEmpty { throw .noAccess }
    if access.contains(.write), !access.contains(.read) { throw .writeWithoutRead }
    if kind == .device, access.contains(.execute) { throw .executeDevice }
    return (access.contains(.read) ? 1 : 0) | (access.contains(.write) ? 2 : 0)
      | (access.contains(.execute) ? 4 : 0)
  }

  public static func cost(of piece: Piece, as form: Form, after previous: Piece?) -> PlanCost? {
    switch form {
    case .block:
      let block = block(around: piece.range)
      return piece.room.contains(block) ? PlanCost(entries: 1, bytes: block.size) : nil
    case .span:
      guard let previous, joint(previous, piece) != nil else {
        return PlanCost(entries: 2, bytes: piece.range.size)
      }
      // What is between them is in one of the two.
      return PlanCost(entries: 1, bytes: UInt64(piece.range.last &- previous.range.last))
    }
  }

  public static func write(
    _ piece: Piece, as form: Form, after previous: Piece?, to list: inout EntryList<PMP>
  ) {
    let access = UInt8(truncatingIfNeeded: piece.attributes)
    if form == .block {
      let block = block(around: piece.range)
      list.append(entry(for: block, access), covering: block)
      return
    }
    var first = piece.range.first
    if let previous, let joint = joint(previous, piece) {
      first = joint
      if joint - 1 > previous.range.last, let below = list.lastCovers {
        let longer = AddressRange(below.first, through: joint - 1)
        list.replaceLast(top(of: longer, UInt8(previous.attributes)), covering: longer)
      }
    } else {
      list.append(Entry(address: first >> 2, configuration: 0), covering: nil)
    }
    let span = AddressRange(first, through: piece.range.last)
    list.append(top(of: span, access), covering: span)
  }

  /// A block as it is written.
  private static func entry(for block: AddressRange, _ access: UInt8) -> Entry {
    // The trailing ones say the size: none for 4 and for 8 bytes.
    let ones = block.first ^ block.last
    return Entry(
      address: block.first >> 2 | ones >> 3, configuration: access | (ones == 3 ? na4 : napot))
  }

  private static func top(of span: AddressRange, _ access: UInt8) -> Entry {
    Entry(address: (span.last >> 2) &+ 1, configuration: access | tor)
  }

  /// Where a span and the next can meet, as low as it can be; nil if they cannot.
  private static func joint(_ below: Piece, _ above: Piece) -> UInt32? {
    // The one below ends before another begins: no overflow.
    let lowest = max(below.range.last + 1, (above.room.first + 3) & ~3)
    let highest = min(above.range.first, (below.room.last + 1) & ~3)
    return lowest <= highest ? lowest : nil
  }

  /// The smallest block of a power of two that has all of a range.
  private static func block(around range: AddressRange) -> AddressRange {
    let differing = range.first ^ range.last
    return range.rounded(to: 1 << UInt32(32 &- differing.leadingZeroBitCount))
  }
}

extension PMP {
  /// The entries that cover just a range: one for a block, two for a span.
  public struct Cover: Equatable, Sendable {
    /// A block, or where a span begins.
    public var first: Entry
    /// Where a span ends; nil for a block.
    public var second: Entry?

    public var count: Int { second == nil ? 1 : 2 }

    /// Nil if no entries cover just these bytes, or not with this access.
    public init?(_ range: AddressRange, _ access: Access) {
      let bits = range.first ^ range.last
      guard bits & (bits &+ 1) == 0, range.first & bits == 0 else {
        self.init(asSpan: range, access)
        return
      }
      guard Cover.isPossible(range, access) else { return nil }
      self.init(first: entry(for: range, access.rawValue))
    }

    /// The same with two entries, whatever the range.
    public init?(asSpan range: AddressRange, _ access: Access) {
      guard Cover.isPossible(range, access) else { return nil }
      // R, W and X are the bits of an access.
      self.init(
        first: Entry(address: range.first >> 2, configuration: 0),
        second: top(of: range, access.rawValue))
    }

    private static func isPossible(_ range: AddressRange, _ access: Access) -> Bool {
      range.first & 3 == 0 && range.last & 3 == 3 && !access.isEmpty
        && (access.contains(.read) || !access.contains(.write))
    }

    private init(first: Entry, second: Entry? = nil) { (self.first, self.second) = (first, second) }
  }

  /// pmpcfg of the upper entry of a span.
  public static func configurationOfSpan(_ access: Access) -> UInt8 { access.rawValue | tor }
}

extension RegionPlan<PMP> {
  /// The register pmpcfgN: the configurations of entries 4N to 4N + 3.
  ///
  /// Those that are not the plan's are 0.
  public func pmpcfg(_ register: Int) -> UInt32 {
    var word: UInt32 = 0
    for place in 0..<4 {
      let number = register * 4 + place
      if !numbers.contains(number) { continue }
      let configuration = entries[number - numbers.lowerBound].configuration
      word |= UInt32(configuration) << UInt32(place * 8)
    }
    return word
  }
}
