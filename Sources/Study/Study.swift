import BoardTool

/// `bulkhead study`: one workload on a PMP and on capabilities, the same code with the same flags.
public struct Study: Sendable {
  public var project: Project

  public init(project: Project) {
    self.project = project
  }

  /// What it found.
  public struct Report: Sendable {
    var costs = StudyCosts()
    var sizes: [[String]] = []

    public var text: String {
      """
      \(costs.text)

      \(Table.text(sizes))

      Counts are of the simulator (docs/SIMULATOR.md), between two marks in the code, the marks taken off;
      of \(costs.rows.first?.shots ?? 0) times the least and the most. Cycles are of its table (--show-costs), which models
      no certain core. Passed bytes are lent by a region of the PMP, and copied with capabilities.
      Sizes are read from the images; copies are functions that several compartments have, each its own.

      """
    }

    /// Files by name.
    public var files: [(name: String, text: String)] {
      let rows = sizes.map { $0.joined(separator: ",") + "\n" }.joined()
      return [("costs.csv", costs.csv), ("sizes.csv", rows)]
    }
  }

  public func run() async throws -> Report {
    var report = Report()
    report.sizes = [["bytes", "text", "data", "bss", "copies", "padding"]]
    let folder = project.root / "Tests/Study/costs"
    for backend in StudyBackend.allCases {
      let application = try Application(folder: folder.string, in: project)
      let board = try Board.named(backend.board, in: project)
      let image = try await ImageBuilder(
        project: project, board: board, application: application
      ).build()
      try report.costs.add(MarkedRun(image, backend), backend)
      let size = try ImageSize(of: image)
      let padding = size.padding.code + size.padding.memory
      report.sizes.append(
        [backend.rawValue, "\(size.text)", "\(size.data)", "\(size.bss)", "\(size.copies)"]
          + ["\(padding)"])
    }
    return report
  }
}
