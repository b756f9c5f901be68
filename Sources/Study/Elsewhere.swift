import BoardTool

extension Study {
  /// The same of boards with another instruction set, where QEMU counts.
  func elsewhere() async throws -> Section {
    var operations: [Figures.Row] = []
    var padding: [Figures.Row] = []
    for name in others {
      Progress.shared.say("study: \(name)")
      let board = try Board.named(name, in: project)
      let benchmark = Benchmark(project: project, board: board)
      operations += try rows(await benchmark.isolatedRows(of: "gates"), ["gate-call"], name)
      operations += try rows(await benchmark.isolatedRows(), ["yield-switch"], name)
      let application = try Application(folder: workload.string, in: project)
      let image = try await ImageBuilder(
        project: project, board: board, application: application
      ).build()
      padding += try ReachRows.rows(image, name)
    }
    return Section(
      "elsewhere", "Another instruction set",
      method: """
        Cortex-M3 (an385, PMSAv7) and Cortex-M33 (an505, PMSAv8): Tests/Benchmarks/gates and isolated, as \
        `bulkhead bench` counts them, and Tests/Study/costs. An instruction of one set is not one of another, and QEMU \
        counts nothing for what an exception itself does: compare such figures with each other only.
        """,
      [
        Figures(
          "cost of operations on Cortex-M", of: "operation",
          [
            .init("instructions", .emulated), .init("exceptions", .emulatedEvents),
            .init("MPU writes", .emulatedEvents),
          ], drawn: ["instructions"], rows: operations.grouped),
        Figures(
          "reach of a call on Cortex-M", of: "compartment", ReachRows.columns(.bytesElsewhere),
          drawn: ["beyond what was asked"], rows: padding.grouped),
      ])
  }

  private static let titles = [
    "gate-call": "gate call and return", "yield-switch": "context switch",
  ]

  private func rows(
    _ found: [Benchmark.Row], _ wanted: [String], _ board: String
  ) throws -> [Figures.Row] {
    try wanted.map { name in
      guard let row = found.first(where: { $0.operation == name }), let title = Self.titles[name]
      else { throw Failure("the benchmark of \(board) has no row '\(name)'") }
      return Figures.Row(
        title, board,
        [
          .number(least: row.instructions.min, most: row.instructions.max),
          .number(row.exceptions), .number(row.mpuWrites),
        ])
    }
  }
}

extension [Figures.Row] {
  /// Rows of the same subject together.
  fileprivate var grouped: [Figures.Row] {
    map(\.subject).withoutRepetition.flatMap { subject in filter { $0.subject == subject } }
  }
}
