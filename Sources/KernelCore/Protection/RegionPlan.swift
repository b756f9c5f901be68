// Packs what a thread may reach into the entries that the hardware has. It is done when a thread is
// made or its memory changes; a switch loads the words.

/// What is loaded for a thread, and what it lets the thread reach.
///
/// Memory that was asked for can be reached with the access asked for, and nothing outside the rooms.
/// Entries never contradict each other: what is asked for with one access is never within an entry
/// that has another, so no plan relies on the order in which hardware looks at entries.
public struct RegionPlan<Backend: ProtectionBackend>: Sendable {
  private let list: EntryList<Backend>
  /// For each grant the number of entries that the piece of memory takes which it lies in.
  ///
  /// Grants that were merged lie in the same piece and share its entries.
  public let takes: InlineArray<16, UInt8>

  /// The hardware's numbers of the entries.
  public var numbers: Range<Int> { list.numbers }
  /// Words for each number in turn, the unused ones disabled; as many as there are numbers.
  public var entries: InlineArray<16, Backend.Entry> { list.entries }
  /// What each entry lets be reached; nil: nothing by itself, such as the base of a TOR.
  public var covers: InlineArray<16, AddressRange?> { list.covers }
  /// Entries that are in use: the first ones.
  public var used: Int { list.needed }
  /// Entries that are left.
  public var spare: Int { list.numbers.count - list.needed }

  /// Plans for up to sixteen grants and sixteen entries.
  ///
  /// Neighbours with equal access and kind are covered together where that saves an entry and
  /// their rooms hang together. A region's sub-regions are left out at either end of what it covers,
  /// not in between. Of all ways to do so it finds the one with the fewest entries, and
  /// among these the one with the fewest bytes.
  ///
  /// At any time. The cost grows with the square of the grants that could be merged: with PMSAv7
  /// some ten thousand instructions for five that cannot, some hundred thousand for sixteen that all
  /// could; for the others a tenth of that. It takes about 2.5 kB of stack on Cortex-M.
  public init(_ grants: Span<Grant>, entries numbers: Range<Int>) throws(PlanFailure) {
    if grants.count > 16 { throw .tooManyGrants }
    let found = try GrantSegments<Backend>(grants)
    let segments = found.segments.span.extracting(first: found.count)
    let choice = PieceChoice<Backend>(segments)
    var list = EntryList<Backend>(numbers: numbers)
    var takenBy = InlineArray<16, UInt8>(repeating: 0)
    var previous: Piece?
    var start = 0
    while start < segments.count {
      let (last, form) = choice.piece(from: start, after: previous == nil ? .block : .span)
      let piece = segments.piece(start, through: last)
      let before = list.needed
      Backend.write(piece, as: form, after: previous, to: &list)
      for index in start...last {
        takenBy[index] = UInt8(truncatingIfNeeded: list.needed - before)
      }
      previous = form == .span ? piece : nil
      start = last + 1
    }
    var takes = InlineArray<16, UInt8>(repeating: 0)
    for index in grants.indices { takes[index] = takenBy[Int(found.segment[index])] }
    if list.needed > numbers.count { throw .doesNotFit(needed: list.needed, takes: takes) }
    self.list = list
    self.takes = takes
  }
}

/// Which segments are covered together, and in which form: the cheapest of all ways.
///
/// From the last segment back, the cheapest way to cover all that follows is found for each place,
/// and for each form that the piece before it may have: its cost depends on nothing else.
private struct PieceChoice<Backend: ProtectionBackend> {
  /// Where a piece ends, and its form, by the place where it begins and the form before it.
  private var choices = InlineArray<32, (last: UInt8, form: Form)>(repeating: (0, .block))

  init(_ segments: Span<Segment>) {
    let forms: UInt8 = Backend.hasSpans ? 2 : 1
    var costs = InlineArray<34, PlanCost>(repeating: .zero)
    for start in (0..<segments.count).reversed() {
      for before in 0..<Int(forms) {
        // Of the piece before only the end counts, and all that could stand there end alike.
        let previous =
          before == 1 && start > 0 ? segments.piece(start - 1, through: start - 1) : nil
        var least: PlanCost?
        for last in start..<segments.count {
          if last > start, !segments.joins(last - 1) { break }
          let piece = segments.piece(start, through: last)
          for form in 0..<forms {
            guard let form = Form(rawValue: form),
              let own = Backend.cost(of: piece, as: form, after: previous)
            else { continue }
            let cost = own + costs[(last + 1) * 2 + Int(form.rawValue)]
            if let least, least <= cost { continue }
            least = cost
            choices[start * 2 + before] = (UInt8(truncatingIfNeeded: last), form)
          }
        }
        costs[start * 2 + before] = least ?? .zero
      }
    }
  }

  /// The piece that begins at a place: its last segment, and its form.
  func piece(from start: Int, after before: Form) -> (last: Int, form: Form) {
    let choice = choices[start * 2 + Int(before.rawValue)]
    return (Int(choice.last), choice.form)
  }
}
