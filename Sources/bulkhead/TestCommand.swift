import ArgumentParser
import BoardTool

struct Test: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs the tests of a folder, or without a folder everything.",
    discussion: """
      A folder of tests is an application whose src/*.c uses cmocka or ztest, whose src/*.swift \
      imports BulkheadTesting, or whose expected.txt says what it prints. Without a folder: the \
      package's own suites, every folder of Tests/C, Tests/Swift and Tests/OnBoard on the host, and \
      the same on every board. Suites on random cases do a sample of them; with --soak they do \
      thousands once more, from the same seed each time.
      """)

  @Argument(help: "A folder of tests.")
  var folder: String?

  @Option(name: .shortAndLong, help: "Run on this board (default: host).")
  var board: String?

  @Option(help: "Compile with a sanitizer: 'address' (host only).")
  var sanitize: String?

  @Option(
    help: ArgumentHelp(
      "Run the image on this emulator, not on the board's (a folder of tests only).",
      valueName: "path"))
  var emulator: String?

  @Flag(help: "Afterwards, run thousands of random cases too (all tests only).")
  var soak = false

  @OptionGroup var time: TimeOptions

  @Option(help: "Write a JUnit report to this file.")
  var junit: String?

  @Option(help: "Seconds an image of tests may take.")
  var timeout: Double?

  @Option(help: "Build here instead of under .build-images.")
  var buildDir: String?

  @OptionGroup var roots: RootOptions

  func run() async throws {
    let project = try roots.project()
    let sanitizer = try checkedSanitizer(sanitize)
    if soak, folder != nil || board != nil || sanitizer != nil {
      throw Failure(
        "--soak goes with all tests: leave the folder, --board and --sanitize out", status: 2)
    }
    if emulator != nil, folder == nil {
      throw Failure("--emulator goes with a folder of tests", status: 2)
    }
    let suites: [SuiteReport]
    if let folder {
      let board = try Board.named(board ?? "host", in: project)
      let application = try Application(folder: folder, in: project)
      try await TestNeeds.check(application, on: board, in: project)
      let scenario = try Scenario(application)
      if emulator != nil, scenario != nil {
        throw Failure("--emulator goes with tests in C or Swift, not with a scenario", status: 2)
      }
      if scenario == nil { try application.requireTests() }
      suites = [
        try await guarded {
          if let scenario { return await report(scenario, on: board, in: project) }
          return try await report(application, on: board, in: project, sanitizer)
        }
      ]
    } else {
      var all = AllTests(project: project)
      all.board = try board.map { try Board.named($0, in: project) }
      all.sanitizer = sanitizer
      all.time = time.choice
      all.soaks = soak
      if let timeout { all.limit = timeout }
      suites = try await guarded { [all] in try await all.run() }
    }
    if let junit { try Path(absolute: junit).write(JUnit.text(suites)) }
    for suite in suites where folder != nil {
      for failure in suite.failures where suite.isScenario || failure.name.hasPrefix("(") {
        printError(failure.reason)
      }
    }
    print(SuiteReport.closingLine(suites))
    if suites.contains(where: { $0.failed > 0 }) { throw ExitCode(1) }
  }

  private func report(
    _ application: Application, on board: Board, in project: Project, _ sanitizer: String?
  ) async throws -> SuiteReport {
    var builder = ImageBuilder(project: project, board: board, application: application)
    builder.sanitizer = sanitizer
    builder.buildFolder = buildDir
    var test = TestRun(builder: builder)
    test.time = time.choice
    test.emulator = try emulatorPath(emulator, on: board)
    if let timeout { test.limit = timeout }
    return await test.report()
  }

  private func report(
    _ scenario: Scenario, on board: Board, in project: Project
  ) async -> SuiteReport {
    var run = ScenarioRun(project: project, board: board)
    run.buildFolder = buildDir
    if let timeout { run.limit = timeout }
    return await run.report([scenario], named: scenario.application.name)
  }
}
