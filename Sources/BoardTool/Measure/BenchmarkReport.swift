import Foundation

// A benchmark's rows, to be read by people and by programs.

extension Benchmark.Report {
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The rows with the peers' figures beside them; those of threads without privileges in a table of
  /// their own, beside peers' threads of that kind.
  public func table(_ peers: Peers, for processor: Processor) -> String {
    let tables = [
      table(rows.filter { !$0.isolated }, "instructions", peers.kernel, for: processor),
      table(
        rows.filter(\.isolated), "instructions, without privileges", peers.isolated, for: processor),
    ]
    return tables.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func table(
    _ rows: [Benchmark.Row], _ title: String, _ peers: Peers.Figures, for processor: Processor
  ) -> String {
    if rows.isEmpty { return "" }
    let columns = peers.columns(for: processor)
    let found = rows.map { row in
      (row, peers.operations.first { $0.name == row.operation.without(Benchmark.withFPU) })
    }
    let hasLimits = found.contains { $0.1?.limit(for: processor) != nil }
    var lines = [
      [title, "Bulkhead", "exceptions", "MPU writes"] + (hasLimits ? ["limit"] : []) + columns
    ]
    for (row, operation) in found {
      let range = row.instructions
      let ours = range.min == range.max ? "\(range.min)" : "\(range.min)-\(range.max)"
      let limit = operation?.limit(for: processor).map { "\($0)" } ?? "-"
      let theirs = columns.map { column in operation?.peers[column].map { "\($0)" } ?? "-" }
      let title = operation.map { "\(row.operation) (\($0.title))" } ?? row.operation
      lines.append(
        [title, ours, "\(row.exceptions)", "\(row.mpuWrites)"] + (hasLimits ? [limit] : []) + theirs
      )
    }
    func verdict(_ title: String, _ bound: (Peers.Operation) -> Int?) -> String {
      let above = found.filter { row, operation in
        operation.flatMap(bound).map { row.instructions.max > $0 } ?? false
      }
      return above.isEmpty ? "" : "\n\(title): " + above.map(\.0.operation).joined(separator: ", ")
    }
    return Table.text(lines) + verdict("above the limit") { $0.limit(for: processor) }
      + verdict("above the best peer") { $0.best(among: columns) }
  }
}

extension String {
  fileprivate func without(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
