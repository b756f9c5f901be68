// What was counted, as a table for a person.

/// The counts of a run by function, those with the most cycles first, and their sum.
public enum CountsTable {
  private static let titles = [
    "instructions", "cycles", "loads", "stores", "cap loads", "cap stores", "traps", "PMP writes",
    "cap reg writes", "function",
  ]

  public static func text(_ machine: Machine) -> String {
    let rows = machine.countsBySymbol().sorted {
      ($1.counts.cycles, $0.name) < ($0.counts.cycles, $1.name)
    }
    let all = [("total", machine.totals())] + rows.map { ($0.name, $0.counts) }
    let lines: [[String]] = [titles] + all.map { numbers(of: $0.1) + [$0.0] }
    let widths = titles.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line($0, widths) }.joined(separator: "\n")
  }

  /// Numbers to the right, the name as it is.
  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    let numbers = zip(cells, widths).dropLast().map { cell, width in
      String(repeating: " ", count: width - cell.count) + cell
    }
    return (numbers + [cells[cells.count - 1]]).joined(separator: "  ")
  }

  private static func numbers(of counts: Counts) -> [String] {
    [
      counts.instructions, counts.cycles, counts.loads, counts.stores, counts.capabilityLoads,
      counts.capabilityStores, counts.traps, counts.pmpWrites, counts.capabilityRegisterWrites,
    ].map(String.init)
  }
}
