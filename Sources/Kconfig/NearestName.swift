// Finds the known name that an unknown one was probably meant to be.

enum NearestName {
  /// The candidate that the fewest insertions, deletions and replacements lead to; nil when
  /// more than a third of the letters would have to change.
  static func find(_ name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.utf8)
    var limit = max(1, wanted.count / 3)
    var best: String?
    for candidate in candidates where abs(candidate.utf8.count - wanted.count) <= limit {
      if let distance = distance(wanted, Array(candidate.utf8), limit: limit) {
        best = candidate
        limit = distance - 1
        if limit < 0 { break }
      }
    }
    return best
  }

  /// The number of changes from one name to another; nil beyond the limit.
  private static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      var least = row[0]
      for (j, b) in right.enumerated() {
        let changed = min(row[j], row[j + 1]) + 1
        (diagonal, row[j + 1]) = (row[j + 1], min(changed, diagonal + (a == b ? 0 : 1)))
        least = min(least, row[j + 1])
      }
      if least > limit { return nil }
    }
    return row[right.count] <= limit ? row[right.count] : nil
  }
}
