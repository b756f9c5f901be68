/// Everything that must hold: the package's own suites, and on the host and every board the suites
/// in C and in Swift, in one image for each language where they can share it and it fits the memory;
/// for every processor the scenarios; and the soaks, where asked for.
public struct AllTests: Sendable {
  public var project: Project
  /// Only this board's images.
  public var board: Board?
  public var sanitizer: String?
  public var time = HostTime()
  /// Whether the package's suites on random cases do thousands of them, after everything else.
  public var soaks = false
  /// Seconds that one image may take.
  public var limit: Double = 240

  public init(project: Project) {
    self.project = project
  }

  public func run() async throws -> [SuiteReport] {
    var reports: [SuiteReport] = []
    if board == nil, sanitizer == nil {
      let report = try await SwiftTests(project: project).run()
      announce(report, output: [])
      reports.append(report)
    }
    // The C compiler keeps both processors busy; emulators then run side by side.
    let boards = try chosenBoards
    reports += try await inParallel(boards) { try await run(on: $0) }.flatMap { $0 }
    if soaks {
      for report in try await SwiftTests(project: project).soak() {
        announce(report, output: [])
        reports.append(report)
      }
    }
    return reports
  }

  private var chosenBoards: [Board] {
    get throws {
      if let board { return [board] }
      let all = Board.all(in: project)
      return sanitizer == nil ? all : all.filter { $0.name == "host" }
    }
  }

  private func run(on board: Board) async throws -> [SuiteReport] {
    var reports: [SuiteReport] = []
    let suites = try await suites(of: board)
    let folders = try await TestFolder.all(in: project, for: board).filter {
      suites?.contains($0.application.name) ?? true
    }.filter {
      // A sanitizer's own memory would be closed to threads without privileges.
      sanitizer == nil || !$0.settings.contains("CONFIG_USERSPACE=y")
    }
    for group in TestFolder.groups(folders, for: board) {
      guard let first = group.first else { continue }
      var builder = ImageBuilder(project: project, board: board, application: first.application)
      builder.sanitizer = sanitizer
      if group.count > 1 {
        builder.sharedBy = group
        let hasZtest = group.contains { $0.application.harness == .ztest }
        builder.extraSettings = hasZtest ? ["CONFIG_ZTEST=y"] : []
      }
      reports += try await self.reports(of: builder)
    }
    if sanitizer == nil {
      let scenarios = try await scenarios(for: board)
      if !scenarios.isEmpty { reports.append(await run(scenarios, on: board)) }
    }
    return reports
  }

  /// What a fault prints depends on the processor: of the boards with the same one, the last runs the
  /// scenarios, and the others only those that name them; so does a board that does not do all suites.
  private func scenarios(for board: Board) async throws -> [Scenario] {
    let all = try Scenario.all(in: project)
    return try await isLastOfItsProcessor(board) ? all : all.filter { $0.names(board) }
  }

  /// Nil for a board that does all it can.
  private func suites(of board: Board) async throws -> [String]? {
    Emulator(try await TestNeeds.devicetree(of: board, in: project))?.suites
  }

  private func isLastOfItsProcessor(_ board: Board) async throws -> Bool {
    if try await suites(of: board) != nil { return false }
    func processor(of board: Board) async throws -> String {
      try Processor.of(try await TestNeeds.devicetree(of: board, in: project), in: project).name
    }
    let own = try await processor(of: board)
    for other in try chosenBoards.drop(while: { $0.name != board.name }).dropFirst()
    where try await processor(of: other) == own {
      if try await suites(of: other) == nil { return false }
    }
    return true
  }

  private func run(_ scenarios: [Scenario], on board: Board) async -> SuiteReport {
    var run = ScenarioRun(project: project, board: board)
    run.echoes = false
    let report = await run.report(scenarios, named: "Tests/OnBoard")
    announce(report, output: [])
    return report
  }

  /// Runs an image; where the board's memory is too small for all its folders, one with each half.
  ///
  /// A folder that does not fit alone is skipped, and the reason printed.
  private func reports(of builder: ImageBuilder) async throws -> [SuiteReport] {
    var run = TestRun(builder: builder)
    run.limit = limit
    run.time = time
    run.echoes = false
    do {
      let result = try await run.run()
      announce(result.report, output: result.lines)
      return [result.report]
    } catch let failure as Failure {
      if failure.isShortOfMemory, builder.sharedBy.count > 1 {
        var reports: [SuiteReport] = []
        for half in run.builder.halves { reports += try await self.reports(of: half) }
        return reports
      }
      var report = SuiteReport(name: "\(builder.testName) on \(builder.board.name)")
      report.cases = [
        failure.isShortOfMemory
          ? .init(name: "(memory)", outcome: .skipped)
          : .init(name: "(build)", outcome: .failed(failure.description))
      ]
      announce(report, output: [])
      if failure.isShortOfMemory { print("  skipped: \(failure.message)") }
      return [report]
    }
  }

  /// One line for a suite; before it, what failed and what those tests said.
  private func announce(_ report: SuiteReport, output: [String]) {
    Progress.shared.clear()
    var text = ""
    for failure in report.failures {
      text += "  failed: \(failure.name)\n"
      text += failure.reason.split(separator: "\n").map { "    \($0)\n" }.joined()
      // Not a test's own failure: the image's last words may say why.
      if failure.name.hasPrefix("(") { text += output.suffix(24).map { "    \($0)\n" }.joined() }
    }
    let minutes = Int((report.seconds / 60 * 100).rounded())
    let fraction = minutes % 100 < 10 ? "0\(minutes % 100)" : "\(minutes % 100)"
    let skipped = report.skipped > 0 ? ", \(report.skipped) skipped" : ""
    print(
      "\(text)\(report.name): \(report.passed) passed, \(report.failed) failed\(skipped) "
        + "(\(minutes / 100).\(fraction) min)")
  }
}
