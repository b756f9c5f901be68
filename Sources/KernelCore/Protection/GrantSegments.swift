// Grants in the order of their addresses, those that must be covered together joined, each with the
// memory that it may take. What no architecture's entries could give is refused here.

/// One or more grants with the same attributes whose ranges share bytes, or a granule.
struct Segment: Sendable {
  /// From the first byte asked for to the last, rounded to the granule.
  var range: AddressRange
  /// The rooms of all grants with these attributes, as far as they hang together around this one;
  /// not beyond the next byte above that is asked for with others.
  var room: AddressRange
  var attributes: UInt32
}

struct GrantSegments<Backend: ProtectionBackend> {
  private(set) var count = 0
  /// The first `count` of them, by their addresses.
  private(set) var segments: InlineArray<16, Segment>
  /// The segment that each grant lies in.
  private(set) var segment = InlineArray<16, UInt8>(repeating: 0)
  /// The attributes of each grant.
  private var attributes = InlineArray<16, UInt32>(repeating: 0)
  /// Grants by their addresses.
  private var order = InlineArray<16, UInt8>(repeating: 0)

  /// Takes at most sixteen grants; the cost grows with the cube of their number at worst.
  init(_ grants: Span<Grant>) throws(PlanFailure) {
    let nowhere = AddressRange(0, through: 0)
    segments = InlineArray(repeating: Segment(range: nowhere, room: nowhere, attributes: 0))
    for index in grants.indices { try examine(index, grants) }
    var start = 0
    while start < grants.count { try addSegment(from: &start, grants) }
  }

  /// Checks a grant by itself and against those before it, and puts it where it belongs in the order.
  private mutating func examine(_ index: Int, _ grants: Span<Grant>) throws(PlanFailure) {
    let grant = grants[index]
    if !grant.room.contains(grant.range) {
      throw .refused(grant: index, .outsideRoom)
    }
    do throws(Refusal) {
      attributes[index] = try Backend.attributes(grant.access, grant.kind)
    } catch {
      throw .refused(grant: index, error)
    }
    var place = index
    for other in 0..<index {
      if attributes[other] != attributes[index], grants[other].range.overlaps(grant.range) {
        throw .refused(grant: index, .conflict(with: other))
      }
    }
    while place > 0, grants[Int(order[place - 1])].range.first > grant.range.first {
      order[place] = order[place - 1]
      place -= 1
    }
    order[place] = UInt8(truncatingIfNeeded: index)
  }

  /// Joins grants from a place in the order on, and moves the place behind them.
  private mutating func addSegment(from start: inout Int, _ grants: Span<Grant>) throws(PlanFailure)
  {
    let lowest = Int(order[start])
    var highest = lowest
    var asked = grants[lowest].range
    let attributes = attributes[lowest]
    repeat {
      let index = Int(order[start])
      let range = grants[index].range
      if range.last > asked.last { highest = index }
      asked = AddressRange(asked.first, through: max(asked.last, range.last))
      segment[index] = UInt8(truncatingIfNeeded: count)
      start += 1
    } while continues(at: start, asked, attributes, grants)

    let range = asked.rounded(to: Backend.granule)
    let room = room(around: asked, from: grants[lowest].room, attributes, grants)
    if !room.contains(range) {
      throw .refused(grant: range.first < room.first ? lowest : highest, .granule)
    }
    segments[count] = Segment(range: range, room: room, attributes: attributes)
    count += 1
  }

  // Inlined, these two have no copy of all that is here.

  /// Whether the next grant has bytes in a granule of those before it, and may be joined to them.
  @inline(__always)
  private func continues(
    at place: Int, _ asked: AddressRange, _ attributes: UInt32, _ grants: Span<Grant>
  ) -> Bool {
    if place == grants.count { return false }
    let next = Int(order[place])
    let end = asked.last | (Backend.granule - 1)
    return self.attributes[next] == attributes ? grants[next].range.first <= end : false
  }

  /// Joins the rooms that hang together with one, and ends before what others asked for.
  @inline(__always)
  private func room(
    around asked: AddressRange, from start: AddressRange, _ attributes: UInt32,
    _ grants: Span<Grant>
  ) -> AddressRange {
    var (first, last) = (start.first, start.last)
    var grows = true
    while grows {
      grows = false
      for index in grants.indices where self.attributes[index] == attributes {
        let other = grants[index].room
        let touches =
          UInt64(other.first) <= UInt64(last) + 1 && UInt64(first) <= UInt64(other.last) + 1
        if touches, other.first < first || other.last > last {
          (first, last) = (min(first, other.first), max(last, other.last))
          grows = true
        }
      }
    }
    for index in grants.indices where self.attributes[index] != attributes {
      let other = grants[index].range
      if other.first > asked.last { last = min(last, other.first &- 1) }
    }
    return AddressRange(first, through: last)
  }
}

extension Span<Segment> {
  /// Whether one piece may cover a segment and the next.
  func joins(_ index: Int) -> Bool {
    // A room does not go as far as the next segment that has other attributes.
    self[index].room.contains(self[index + 1].range)
  }

  /// The piece of segments in a row that join.
  func piece(_ first: Int, through last: Int) -> Piece {
    let range = AddressRange(self[first].range.first, through: self[last].range.last)
    var room = self[first].room
    if first > 0 {
      let below = self[first - 1].range.last &+ 1
      room = AddressRange(max(room.first, below), through: room.last)
    }
    if last + 1 < count {
      let above = self[last + 1].range.first &- 1
      room = AddressRange(room.first, through: min(room.last, above))
    }
    return Piece(range, within: room, attributes: self[first].attributes)
  }
}
