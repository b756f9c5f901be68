// Pages of an operating system's process: what mprotect (POSIX.1-2017) can say of them.

/// Ranges from any page to any other, of which there may be as many as one likes.
///
/// What overlaps has the access that was said last, so a plan's ranges share no byte. The kind of memory is not
/// to be had: a process has normal memory only.
public enum Pages: ProtectionBackend {
  /// Pages one after the other, with equal access.
  public struct Entry: Equatable, Sendable {
    /// The address of the first page; in its lowest three bits what may be done: read, write, execute.
    public var first: UInt32
    /// Bytes; 0: there is none.
    public var size: UInt32
  }

  /// Of Linux on x86_64; on aarch64, where it can be chosen, of most.
  public static var granule: UInt32 { 4096 }
  public static var hasSpans: Bool { false }

  public static func disabled(number: Int) -> Entry { .none }

  /// What is read before it is written or executed: no processor has pages that can be written only.
  public static func attributes(
    _ access: Access, _ kind: MemoryKind
  ) throws(Refusal) -> UInt32 {
    try access.checkReadable()
    if kind == .device, access.contains(.execute) { throw .executeDevice }
    return UInt32(access.rawValue & 7)
  }

  public static func cost(of piece: Piece, as form: Form, after previous: Piece?) -> PlanCost? {
    PlanCost(entries: 1, bytes: piece.range.size)
  }

  public static func write(
    _ piece: Piece, as form: Form, after previous: Piece?, to list: inout EntryList<Pages>
  ) {
    list.append(entry(piece.range, piece.attributes), covering: piece.range)
  }

  /// All of a range and nothing else; nil if it is not of whole pages, or not possible with this access.
  public static func entry(of range: AddressRange, _ access: Access) -> Entry? {
    guard let attributes = try? attributes(access, .normal), range == range.rounded(to: granule)
    else { return nil }
    return entry(range, attributes)
  }

  private static func entry(_ range: AddressRange, _ attributes: UInt32) -> Entry {
    Entry(
      first: range.first | attributes, size: UInt32(truncatingIfNeeded: range.size))
  }
}

extension Pages.Entry {
  /// Of no bytes.
  public static var none: Pages.Entry { Pages.Entry(first: 0, size: 0) }
}
