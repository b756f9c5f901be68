/// An application with the console it is expected to have: a folder of Tests/OnBoard.
public struct Scenario: Sendable {
  public var application: Application
  var transcript: Transcript

  /// Nil if the folder has no transcript.
  public init?(_ application: Application) throws {
    let file = application.folder / Transcript.fileName
    guard file.exists else { return nil }
    self.application = application
    transcript = try Transcript(file: file)
  }

  /// Whether it is for this very board.
  func names(_ board: Board) -> Bool { transcript.boards.contains(board.name) }

  static func all(in project: Project) throws -> [Scenario] {
    try project.onBoard.entries.filter { ($0 / Transcript.fileName).exists }.compactMap {
      try Scenario(Application(folder: $0.string, in: project))
    }
  }
}

/// Runs scenarios on one board, each as an image of its own, and compares.
public struct ScenarioRun: Sendable {
  public var project: Project
  public var board: Board
  /// Seconds an image may take.
  public var limit: Double = 60
  /// Overrides the folder under .build-images.
  public var buildFolder: String?
  /// Whether the images' consoles go to this command's output.
  public var echoes = true

  public init(project: Project, board: Board) {
    self.project = project
    self.board = board
  }

  /// What came of them; scenarios that make no sense on this board are left out.
  public func report(_ scenarios: [Scenario], named name: String) async -> SuiteReport {
    var report = SuiteReport(name: "\(name) on \(board.name)")
    report.isScenario = true
    let started = ContinuousClock.now
    do {
      let tree = try await TestNeeds.devicetree(of: board, in: project)
      let processor = try Processor.of(tree, in: project)
      for scenario in scenarios {
        let place = Transcript.Place(
          board: board.name, port: processor.port,
          processor: processor.isHost ? Transcript.Place.buildMachine : processor.name,
          folder: scenario.application.folder.relative)
        let isServed = try TestNeeds.of(scenario.application.folder).areMet(by: board, tree)
        guard isServed, scenario.transcript.runs(on: place) else { continue }
        let before = ContinuousClock.now
        let outcome = await outcome(of: scenario, at: place)
        report.cases.append(
          .init(
            name: scenario.application.name, outcome: outcome,
            seconds: (ContinuousClock.now - before).seconds))
      }
    } catch {
      report.cases.append(.init(name: "(description)", outcome: .failed("\(error)")))
    }
    report.seconds = (ContinuousClock.now - started).seconds
    return report
  }

  private func outcome(
    of scenario: Scenario, at place: Transcript.Place
  ) async -> SuiteReport.Outcome {
    do {
      var run = CapturedRun(builder: try builder(for: scenario), limit: limit, echoes: echoes)
      run.dropsRemarks = true
      let result = try await run.run()
      var reasons: [String] = []
      if let text = try scenario.transcript.difference(from: result.lines, at: place) {
        reasons.append(text)
      }
      let wanted = scenario.transcript.status
      switch result.end {
      case .exited(wanted): break
      case .exited: reasons.append("\(result.end), expected is \(wanted)")
      case .timedOut: reasons.append("the image did not end within \(Int(limit)) seconds")
      }
      return reasons.isEmpty ? .passed : .failed(reasons.joined(separator: "\n"))
    } catch let failure as Failure where failure.isShortOfMemory {
      print("  skipped: \(scenario.application.name) on \(board.name): \(failure.message)")
      return .skipped
    } catch {
      return .failed("\(error)")
    }
  }

  /// Scenarios with equal settings are built in one folder: all but the application is the same.
  private func builder(for scenario: Scenario) throws -> ImageBuilder {
    let application = scenario.application
    var builder = ImageBuilder(project: project, board: board, application: application)
    builder.isTest = application.harness != .none
    builder.imageName = application.name
    if let buildFolder {
      builder.buildFolder = buildFolder
    } else if application.swiftSources.isEmpty {
      let files = [application.configuration, application.configuration(for: board)]
      let settings = try files.filter(\.exists).map { try $0.text() }
      let overlay = try application.overlay(for: board)?.text() ?? ""
      let version = APIVersion.ofIncludes(application).number
      let variant = settings + [overlay, "\(application.harness) \(version)"]
      let hash = ShortHash.of(variant.joined(separator: "\n"))
      builder.buildFolder = (project.images / board.name / "scenarios-\(hash)").string
    }
    return builder
  }
}
