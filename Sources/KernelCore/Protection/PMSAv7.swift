// The MPU of Armv7-M: what its region registers say. Armv7-M Architecture Reference Manual,
// ARM DDI 0403E, B3.5. How sub-regions fit a piece of memory is SubregionCover's affair.

/// Regions of 32 bytes to 4 GiB, a power of two in size and aligned to it.
///
/// From 256 bytes on each of a region's eighths can be left out. Where regions overlap the one with
/// the higher number counts, but no plan depends on that.
///
/// What privileged code may do follows from what is given to unprivileged code (table B3-15 has no
/// other values): memory that may be written is writable to both. Memory that may only be read is
/// writable to privileged code, since the kernel writes what threads may only read, a lent buffer
/// for example; but with `execute` it is read-only to both, so that no error of the kernel's
/// changes code.
public enum PMSAv7: ProtectionBackend {
  public struct Region: Equatable, Sendable {
    /// MPU_RBAR: base, VALID, and the region's number (B3.5.8), so that MPU_RNR need not be written.
    public var rbar: UInt32
    /// MPU_RASR (B3.5.9).
    public var rasr: UInt32
  }

  public static var granule: UInt32 { 32 }
  public static var hasSpans: Bool { false }

  /// RBAR is written before RASR, and in between the region is as large as the one before, and there: on the
  /// processor's own bus, where the MPU has no say (B3.5.1).
  public static func disabled(number: Int) -> Region {
    Region(rbar: base(0xe000_0000, number), rasr: 0)
  }

  /// XN, AP, TEX, S, C and B where MPU_RASR has them.
  ///
  /// Memory is not shareable: there is one processor, and a Cortex-M7 caches no shareable memory.
  public static func attributes(
    _ access: Access, _ kind: MemoryKind
  ) throws(Refusal) -> UInt32 {
    try access.checkReadable()
    if kind == .device, access.contains(.execute) { throw .executeDevice }
    let executes = access.contains(.execute)
    let permission: UInt32 = access.contains(.write) ? 0b011 : executes ? 0b110 : 0b010
    return (executes ? 0 : 1 << 28) | permission << 24 | type(kind)
  }

  public static func cost(of piece: Piece, as form: Form, after previous: Piece?) -> PlanCost? {
    let cover = SubregionCover(piece)
    return PlanCost(entries: cover.count, bytes: cover.covered.size)
  }

  public static func write(
    _ piece: Piece, as form: Form, after previous: Piece?, to list: inout EntryList<PMSAv7>
  ) {
    let cover = SubregionCover(piece)
    var part = cover.first
    for index in 0..<cover.count {
      if index > 0 { part = cover.part(after: part) }
      list.append(
        region(part, attributes: piece.attributes, number: list.nextNumber), covering: part.bytes)
    }
  }

  /// The one region that covers a range and nothing else; nil if there is none.
  public static func region(
    of range: AddressRange, _ access: Access, _ kind: MemoryKind = .normal, number: Int
  ) -> Region? {
    guard let attributes = try? attributes(access, kind) else { return nil }
    guard let part = SubregionCover.Part(exactly: range) else { return nil }
    return region(part, attributes: attributes, number: number)
  }

  /// TEX, S, C and B (B3.5.9, table B3-13).
  private static func type(_ kind: MemoryKind) -> UInt32 {
    switch kind {
    case .normal: 0b001_0_1_1 << 16  // Write-back, write and read allocate.
    case .uncached: 0b001_0_0_0 << 16
    case .device: 0b000_0_0_1 << 16  // Shareable device.
    }
  }

  /// The region that gives a part's bytes and no others.
  private static func region(
    _ part: SubregionCover.Part, attributes: UInt32, number: Int
  ) -> Region {
    let bytes = part.bytes
    let length = bytes.last &- bytes.first
    var level = part.level + 3
    var disabled: UInt32 = 0
    var start = bytes.first
    if length & (length &+ 1) == 0, start & length == 0 {
      // All of a smaller region; only this has less than 256 bytes.
      level = UInt32(32 - length.leadingZeroBitCount)
    } else {
      start &= ~(UInt32.max &>> (32 - level))
      let lowest = (bytes.first &- start) &>> part.level
      let highest = (bytes.last &- start) &>> part.level
      disabled = ~((2 << highest) &- (1 << lowest)) & 0xff
    }
    return Region(
      rbar: base(start, number), rasr: attributes | disabled << 8 | (level - 1) << 1 | 1)
  }

  private static func base(_ address: UInt32, _ number: Int) -> UInt32 {
    address | 1 << 4 | UInt32(truncatingIfNeeded: number) & 0xf
  }
}

extension Access {
  /// Refuses what an Arm MPU cannot say: it has neither memory that may be written but not read,
  /// nor any that is executed but not read.
  func checkReadable() throws(Refusal) {
    if isEmpty { throw .noAccess }
    if contains(.read) { return }
    throw contains(.write) ? .writeWithoutRead : .executeWithoutRead
  }
}
