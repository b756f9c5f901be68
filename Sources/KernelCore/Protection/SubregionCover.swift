// Covers a piece of memory with regions whose eighths can be left out (PMSAv7): as few regions as
// there can be, and of these ways the one with the fewest bytes beyond.

/// The regions that cover a piece, from its first byte on.
///
/// A region's eighths in use lie in a row; those at either end are left out. At each place there are
/// 25 candidates, one for each size of a sub-region from 32 bytes to 512 MiB. Going for the one that
/// reaches furthest takes the fewest regions, as with any intervals. Only the first and the last
/// region can have bytes beyond the piece, so only these are chosen for that.
struct SubregionCover {
  /// What one region covers.
  struct Part: Sendable {
    var bytes: AddressRange
    /// The sub-regions have 2^level bytes.
    var level: UInt32

    init(bytes: AddressRange, level: UInt32) {
      self.bytes = bytes
      self.level = level
    }

    /// Nil if no region covers just this range.
    init?(exactly range: AddressRange) {
      // The smallest block that has all of it; in a larger one the eighths are larger, too.
      var block = UInt32(32 - (range.first ^ range.last).leadingZeroBitCount)
      if block < 8, range.last &- range.first != (1 << block) &- 1 || block < 5 { block = 8 }
      if block < 8 {
        self.init(bytes: range, level: 5)
        return
      }
      let inside = (1 << (block &- 3)) &- 1 as UInt32
      guard range.first & inside == 0, range.last & inside == inside else { return nil }
      self.init(bytes: range, level: block &- 3)
    }
  }

  private static var levels: ClosedRange<UInt32> { 5...29 }

  let first: Part
  /// How many regions it takes.
  let count: Int
  /// From the first byte that can be reached to the last.
  let covered: AddressRange
  private let piece: AddressRange
  private let room: AddressRange

  /// The piece's range is rounded to 32 bytes, and in its room.
  ///
  /// Some hundred steps where one region does; for more regions at worst 625 for each.
  init(_ piece: Piece) {
    (self.piece, room) = (piece.range, piece.room)
    let start = piece.range.first
    var part = Self.furthest(from: start, piece.range, piece.room)
    var count = 1
    while part.bytes.last < piece.range.last {
      part = Self.furthest(from: part.bytes.last &+ 1, piece.range, piece.room)
      count += 1
    }
    self.count = count
    if count == 1 {
      (first, covered) = (part, part.bytes)
      return
    }
    var best: (first: Part, covered: AddressRange)?
    for level in Self.levels {
      guard let first = Self.part(from: start, level, piece.range, piece.room) else { break }
      var part = first
      for _ in 2..<count {
        part = Self.furthest(from: part.bytes.last &+ 1, piece.range, piece.room)
      }
      part = Self.furthest(from: part.bytes.last &+ 1, piece.range, piece.room)
      if part.bytes.last < piece.range.last { continue }
      let covered = AddressRange(first.bytes.first, through: part.bytes.last)
      if let best, best.covered.size <= covered.size { continue }
      best = (first, covered)
    }
    // The candidate that reaches furthest was among them.
    (first, covered) = best ?? (part, part.bytes)
  }

  /// The region that goes on where another ends.
  func part(after part: Part) -> Part {
    Self.furthest(from: part.bytes.last &+ 1, piece, room)
  }

  /// Of the candidates that reach furthest, the one with the fewest bytes beyond the piece: the
  /// one with the smallest sub-regions.
  private static func furthest(
    from place: UInt32, _ piece: AddressRange, _ room: AddressRange
  ) -> Part {
    var best = Part(bytes: AddressRange(place, through: place), level: 0)
    for level in levels {
      guard let part = part(from: place, level, piece, room) else { break }
      if min(part.bytes.last, piece.last) > min(best.bytes.last, piece.last) || best.level == 0 {
        best = part
      }
    }
    return best
  }

  /// The part of the region with such sub-regions that begins with a place's sub-region, and goes
  /// on to the piece's end or as far as it can; nil if the room has no such sub-region.
  private static func part(
    from place: UInt32, _ level: UInt32, _ piece: AddressRange, _ room: AddressRange
  ) -> Part? {
    let subregion: UInt32 = (1 << level) - 1
    let start = place & ~subregion
    if !room.contains(AddressRange(start, through: place | subregion)) { return nil }
    let regionEnd = place | UInt32.max &>> (29 - level)
    let roomEnd = ((room.last &+ 1) & ~subregion) &- 1
    let last = min(min(regionEnd, roomEnd), piece.last | subregion)
    return Part(bytes: AddressRange(start, through: last), level: level)
  }
}
