import BoardTool
import Foundation

extension Study {
  /// Applications with more and more compartments, and with more and more of one, with each backend.
  func grown() async throws -> Section {
    let compartments = try await rows(growth) { GrownApplication(count: $0) }
    let pieces = try await rows(devices) { GrownApplication(count: 2, devices: $0) }
    return Section(
      "growth", "As compartments grow",
      method: """
        Generated applications: a chain of compartments, each with 80 bytes of data, three exports and two imports from \
        the next, built and run. Of each: the regions or capabilities that a call in it has. Copies, a part of text, are \
        functions that several compartments have. Where there are no figures stands what the build says. \
        Then two compartments, of which the one that is called has more and more devices, each a piece of memory.
        """,
      [
        Figures(
          "growth of an image", of: "compartments", Self.growthColumns,
          drawn: ["in all", "text", "data and bss", "padding", "gate call and return"],
          rows: compartments),
        Figures(
          "growth of a compartment", of: "devices", Self.growthColumns,
          drawn: ["of each", "gate call and return"], rows: pieces),
      ])
  }

  private func rows(
    _ counts: [Int], _ make: (Int) -> GrownApplication
  ) async throws -> [Figures.Row] {
    let folder = Path(absolute: NSTemporaryDirectory()) / "bulkhead-study-\(UUID().uuidString)"
    defer { try? folder.remove() }
    var rows: [Figures.Row] = []
    for count in counts {
      let grown = make(count)
      try grown.write(to: folder / "application")
      for backend in StudyBackend.allCases {
        Progress.shared.say(
          "study: \(grown.count) compartments, \(grown.devices) devices with \(backend.rawValue)")
        let cells = try await cells(backend, folder / "application", into: folder / "build")
        rows.append(Figures.Row("\(count)", backend.rawValue, cells))
      }
      try folder.remove()
    }
    return rows
  }

  private static let growthColumns: [Figures.Column] = [
    .init("of each", .regions), .init("in all", .regions), .init("text", .bytes),
    .init("copies", .bytes), .init("data and bss", .bytes), .init("padding", .bytes),
    .init("gate call and return", .instructions),
  ]

  private func cells(
    _ backend: StudyBackend, _ application: Path, into build: Path
  ) async throws -> [Figures.Cell] {
    defer { try? build.remove() }
    let image: Image
    do {
      image = try await backend.image(of: application, in: project, into: build)
    } catch let failure as Failure
      where failure.location?.file == (application / "system.yml").string
    {
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
    let reach = backend == .none ? [] : try CompartmentReach.all(in: image)
    let numbers = [
      reach.map(\.regions).max() ?? 0, reach.reduce(0) { $0 + $1.regions }, Int(size.text),
      size.copies, Int(size.data + size.bss), try CompartmentReach.padding(in: image),
    ]
    return numbers.map(Figures.Cell.number) + [.number(least: least, most: most)]
  }
}
