// What a plan lets be reached beyond what was asked for: for reports, not for the kernel.

extension RegionPlan {
  /// Bytes that can be reached and that no grant asked for.
  ///
  /// Cost grows with the square of the grants.
  public func bytesBeyond(_ grants: Span<Grant>) -> UInt64 {
    bytesBeyond(grants) { _ in true }
  }

  /// Bytes that come with one grant: in the entries that serve it, and asked for by no grant.
  ///
  /// Grants that share an entry have the same bytes beside them, so these figures do not add up to
  /// `bytesBeyond`.
  public func padding(of grant: Int, _ grants: Span<Grant>) -> UInt64 {
    let range = grants[grant].range
    return bytesBeyond(grants) { $0.overlaps(range) }
  }

  private func bytesBeyond(
    _ grants: Span<Grant>, where counts: (AddressRange) -> Bool
  ) -> UInt64 {
    var bytes: UInt64 = 0
    var place: UInt64 = 0
    // All bytes between two edges are alike.
    while true {
      var next = UInt64.max
      var isReached = false
      var isAsked = false
      for index in 0..<used {
        guard let covered = covers[index], counts(covered) else { continue }
        if Self.contains(covered, place, next: &next) { isReached = true }
      }
      for index in grants.indices {
        if Self.contains(grants[index].range, place, next: &next) { isAsked = true }
      }
      if next == UInt64.max { return bytes }
      if isReached, !isAsked { bytes += next - place }
      place = next
    }
  }

  /// Whether a range has an address; the range's next edge above it is noted.
  private static func contains(
    _ range: AddressRange, _ place: UInt64, next: inout UInt64
  ) -> Bool {
    let end = UInt64(range.last) + 1
    if place < UInt64(range.first) {
      next = min(next, UInt64(range.first))
    } else if place < end {
      next = min(next, end)
      return true
    }
    return false
  }
}
