// The MPU of Armv8-M: what its region registers say. Armv8-M Architecture Reference Manual, ARM DDI
// 0553, "Protected Memory System Architecture, PMSAv8", and the registers by their names.

/// Regions from any multiple of 32 bytes to any other.
///
/// An address in two regions faults, so the plan's regions share no byte; regions that the kernel
/// keeps for itself must not be in their way either.
///
/// What privileged code may do follows from what is given to unprivileged code: AP says who may,
/// and whether writing is part of it, the same for both. So the kernel cannot write memory that
/// the running thread may only read, unlike with PMSAv7, until it has disabled that region.
public enum PMSAv8: ProtectionBackend {
  public struct Region: Equatable, Sendable {
    /// MPU_RBAR: base, SH, AP, XN.
    public var rbar: UInt32
    /// MPU_RLAR: limit, AttrIndx, EN.
    public var rlar: UInt32
  }

  /// MPU_MAIR0, which the regions refer to: for AttrIndx 0 write-back with read and write
  /// allocation, for 1 non-cacheable, for 2 Device-nGnRE.
  public static var mair0: UInt32 { 0x00_04_44_ff }

  public static var granule: UInt32 { 32 }
  public static var hasSpans: Bool { false }

  public static func disabled(number: Int) -> Region { Region(rbar: 0, rlar: 0) }

  /// The low bits of MPU_RBAR, and from bit 8 on those of MPU_RLAR.
  ///
  /// Memory is not shareable (SH is 0): there is one processor.
  public static func attributes(
    _ access: Access, _ kind: MemoryKind
  ) throws(Refusal) -> UInt32 {
    try access.checkReadable()
    if kind == .device, access.contains(.execute) { throw .executeDevice }
    let permission: UInt32 = access.contains(.write) ? 0b01 : 0b11
    let index: UInt32 =
      switch kind {
      case .normal: 0
      case .uncached: 1
      case .device: 2
      }
    return (index << 1 | 1) << 8 | permission << 1 | (access.contains(.execute) ? 0 : 1)
  }

  /// The one region that covers a range and nothing else; nil if there is none.
  public static func region(
    of range: AddressRange, _ access: Access, _ kind: MemoryKind = .normal
  ) -> Region? {
    guard let attributes = try? attributes(access, kind), range == range.rounded(to: granule) else {
      return nil
    }
    return region(range, attributes)
  }

  public static func cost(of piece: Piece, as form: Form, after previous: Piece?) -> PlanCost? {
    PlanCost(entries: 1, bytes: piece.range.size)
  }

  public static func write(
    _ piece: Piece, as form: Form, after previous: Piece?, to list: inout EntryList<PMSAv8>
  ) {
    list.append(region(piece.range, piece.attributes), covering: piece.range)
  }

  private static func region(_ range: AddressRange, _ attributes: UInt32) -> Region {
    Region(
      rbar: range.first | attributes & 0xff, rlar: range.last & ~0x1f | attributes >> 8)
  }
}
