import BoardTool
import Foundation

extension Study {
  /// Applications with more and more compartments, with each backend.
  func grown() async throws -> Section {
    let folder = Path(absolute: NSTemporaryDirectory()) / "bulkhead-study-\(UUID().uuidString)"
    defer { try? folder.remove() }
    var rows: [Figures.Row] = []
    for count in growth {
      let application = folder / "of-\(count)"
      try GrownApplication(count: count).write(to: application)
      for backend in StudyBackend.allCases {
        Progress.shared.say("study: \(count) compartments with \(backend.rawValue)")
        let build = folder / "build-\(count)-\(backend.board)"
        rows.append(
          Figures.Row(
            "\(count)", backend.rawValue,
            try await grown(backend, application, application / "system.yml", into: build)))
        try build.remove()
      }
    }
    return Section(
      "growth", "As compartments grow",
      method: """
        Generated applications: a chain of compartments, each with 80 bytes of data, three exports and two imports from \
        the next, built and run. Of each: the regions or capabilities that a call in it has. Copies, a part of text, are \
        functions that several compartments have. Where there are no figures stands what the build says.
        """,
      [
        Figures(
          "growth of an image", of: "compartments", Self.growthColumns,
          drawn: [
            "in all", "text", "data and bss", "padding", "gate call and return",
          ], rows: rows)
      ])
  }

  private static let growthColumns: [Figures.Column] = [
    .init("of each", .regions), .init("in all", .regions), .init("text", .bytes),
    .init("copies", .bytes), .init("data and bss", .bytes), .init("padding", .bytes),
    .init("gate call and return", .instructions),
  ]

  private func grown(
    _ backend: StudyBackend, _ application: Path, _ description: Path, into build: Path
  ) async throws -> [Figures.Cell] {
    let image: Image
    do {
      image = try await backend.image(of: application, in: project, into: build)
    } catch let failure as Failure where failure.location?.file == description.string {
      // What it refuses to describe is a finding; all else is a mistake of the study.
      return Self.growthColumns.map { _ in .none(failure.message) }
    }
    let run = try MarkedRun(image, backend, costs)
    let shots = run.shots(of: GrownApplication.call).dropFirst(OperationCosts.dropped)
      .map { Int($0.instructions) }
    guard let least = shots.min(), let most = shots.max() else {
      throw Failure("the study's image on \(backend.board) called nothing")
    }
    let size = try ImageSize(of: image)
    let reach = try CompartmentReach.all(in: image)
    let numbers = [
      reach.map(\.regions).max() ?? 0, reach.reduce(0) { $0 + $1.regions }, Int(size.text),
      size.copies, Int(size.data + size.bss), try CompartmentReach.padding(in: image),
    ]
    return numbers.map(Figures.Cell.number) + [.number(least: least, most: most)]
  }
}
