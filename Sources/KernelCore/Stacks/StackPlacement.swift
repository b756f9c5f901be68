// Where a stack may lie so that one region of the memory protection covers it and nothing else. It
// knows the rules of placing, not how a backend writes them into registers.

/// A protection backend's rule for the memory that one region covers.
///
/// Addresses and sizes are in bytes. Every operation takes constant time.
public struct StackPlacement: Equatable, Sendable {
  /// How the sizes and addresses of blocks are related.
  public enum Shape: Sendable {
    /// Any multiple of the granule at any multiple of it.
    ///
    /// PMSAv8, granule 32 (Armv8-M ARM, DDI 0553, MPU_RBAR and MPU_RLAR); PMP with two entries in
    /// TOR mode, and pages of a host.
    case multiples
    /// A power of two, aligned to itself.
    ///
    /// PMP in NAPOT mode (RISC-V privileged architecture, 3.7.1); PMSAv7 without sub-regions.
    case powerOfTwo
    /// One to eight neighbouring eighths of a power of two that is aligned to itself.
    ///
    /// PMSAv7, granule 32: regions of 256 bytes and more have eight sub-regions that can be
    /// disabled one by one (Armv7-M ARM, DDI 0403, B3.5.8 MPU_RBAR and B3.5.9 MPU_RASR). The smaller
    /// regions need no rule of their own: whatever they cover is some eighths of 256 bytes.
    case eighths
  }

  /// What every address and size is a multiple of: a power of two, and at least what the processor's
  /// calling convention wants of a stack pointer.
  public let granule: UInt32
  public let shape: Shape

  public init(granule: UInt32, shape: Shape) {
    precondition(granule.isPowerOfTwo, "a granule is a power of two")
    self.granule = granule
    self.shape = shape
  }

  /// The least size of a block that has room for so many bytes, at least one; nil where none has.
  public func size(for bytes: UInt32) -> UInt32? {
    let bytes = max(bytes, granule)
    switch shape {
    case .multiples: return bytes.alignedUp(to: granule)
    case .powerOfTwo: return .powerOfTwo(atLeast: bytes)
    case .eighths: return eighth(of: bytes).flatMap { bytes.alignedUp(to: $0) }
    }
  }

  /// The greatest size of a block that is not above `limit`; 0 if every block is larger.
  func size(atMost limit: UInt32) -> UInt32 {
    if limit < granule { return 0 }
    switch shape {
    case .multiples: return limit.alignedDown(to: granule)
    case .powerOfTwo: return .powerOfTwo(atMost: limit)
    case .eighths:
      return limit.alignedDown(to: max(granule, .powerOfTwo(atMost: limit) &>> 2))
    }
  }

  /// The lowest address from another on where a block of a size that `size(for:)` says may begin.
  ///
  /// Nil if the address space ends before.
  public func start(of size: UInt32, atOrAbove address: UInt32) -> UInt32? {
    switch shape {
    case .multiples: return address.alignedUp(to: granule)
    case .powerOfTwo: return address.alignedUp(to: size)
    case .eighths:
      guard var eighth = eighth(of: size) else { return nil }
      var lowest: UInt32?
      // Eight eighths are four of the region twice as large, which may begin where eight may not.
      while size & (eighth &- 1) == 0 {
        if let start = start(of: size, inEighthsOf: eighth, atOrAbove: address) {
          lowest = min(lowest ?? start, start)
        }
        eighth &<<= 1
        if eighth == 0 { break }
      }
      return lowest
    }
  }

  /// The size of the largest block between two addresses, the upper one excluded; 0 if none fits.
  ///
  /// Takes few steps: of the sizes that are not above the room, one of the largest twelve fits.
  public func largest(from lower: UInt32, to upper: UInt32) -> UInt32 {
    var size = size(atMost: upper &- lower)
    while size > 0 {
      if let start = start(of: size, atOrAbove: lower), start <= upper &- size { return size }
      size = self.size(atMost: size &- 1)
    }
    return 0
  }

  /// An eighth of the smallest region that has room for so many bytes.
  private func eighth(of bytes: UInt32) -> UInt32? {
    UInt32.powerOfTwo(atLeast: bytes).map { max(granule, $0 &>> 3) }
  }

  private func start(
    of size: UInt32, inEighthsOf eighth: UInt32, atOrAbove address: UInt32
  ) -> UInt32? {
    guard let start = address.alignedUp(to: eighth) else { return nil }
    // Of a region of the whole space the multiplication leaves 0, and its last byte is the last.
    let last = start | (eighth &* 8 &- 1)
    if size &- 1 <= last &- start { return start }
    return last == .max ? nil : last &+ 1
  }
}
