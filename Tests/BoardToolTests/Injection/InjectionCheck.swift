import Foundation
import Testing

@testable import BoardTool

/// Compares runs of an image in which init entries go wrong with what follows from its graph.
struct InjectionCheck {
  let fixture: Fixture
  let image: Image

  /// Builds the sample with a deadline that a busy machine does not make an entry miss.
  init(_ sample: Application, _ board: Board, _ fixture: Fixture) async throws {
    var builder = ImageBuilder(project: fixture.project, board: board, application: sample)
    builder.extraSettings = ["CONFIG_\(InitInjection.symbol)=y", "CONFIG_INIT_DEADLINE_MS=1000"]
    image = try await builder.build()
    self.fixture = fixture
  }

  /// The entries that the boot brings up, as `explain init` calls them.
  var entries: [String] { image.plan.table.filter { $0.level != nil }.map(\.name) }

  /// `number` tells runs side by side from each other.
  func run(_ injections: [InitInjection], number: Int) async throws {
    let file = fixture.folder / "\(image.elf.parent.name)-\(number)"
    let copy = try image.copied(to: file, with: injections, isBootOnly: true)
    let forecast = InitForecast(image, injections)
    let run = try await InjectedRun(copy, socket: fixture.folder / "gdb-\(number)")
    try copy.elf.remove()
    let name = Comment(
      rawValue: "\(image.application.name) on \(image.board.name): "
        + injections.map { "\($0.entry)=\($0.kind.rawValue)" }.joined(separator: ", "))
    #expect(forecast.selected(from: run.lines) == forecast.lines, name)
    #expect(run.end == .exited(forecast.status), name)
    if image.model.processor.isHost { return }
    try #require(run.memories.count == 2, name)
    #expect(run.memories[0].rows == forecast.atBoot, name)
    #expect(run.memories[1].rows == forecast.atEnd, name)
    for (memory, rows) in zip(run.memories, [forecast.atBoot, forecast.atEnd]) {
      let isUp = zip(memory.isReady, rows).map { $0 == nil ? nil : $1.state == .up }
      #expect(memory.isReady == isUp, name)
      #expect(memory.takesCalls == isUp, name)
      #expect(memory.trail == forecast.trail, name)
    }
  }

  /// Several, on all processors.
  func run(_ cases: [[InitInjection]]) async throws {
    _ = try await inParallel(Array(cases.enumerated())) { number, injections in
      do { try await run(injections, number: number) } catch {
        Issue.record(error, "\(image.elf.parent.name): \(injections)")
      }
    }
  }
}
