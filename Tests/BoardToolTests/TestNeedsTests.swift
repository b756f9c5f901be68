import Testing

@testable import BoardTool

/// Which boards a folder of tests runs on.
struct TestNeedsTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func folder(needs: String? = nil) throws -> Application {
    var files = ["src/main.c": "#include <cmocka.h>\n"]
    files["needs.yml"] = needs
    return try fixture.application(files)
  }

  private func refusal(_ application: Application, on board: String) async throws -> String? {
    let board = try Board.named(board, in: fixture.project)
    return await failure {
      try await TestNeeds.check(application, on: board, in: fixture.project)
    }.map { fixture.shown($0.description) }
  }

  @Test func a_folder_without_needs_runs_everywhere() async throws {
    #expect(try await refusal(folder(), on: "host") == nil)
  }

  @Test func a_board_with_the_alias_meets_the_need() async throws {
    let application = try folder(needs: "aliases: [watchdog0]\n")
    #expect(try await refusal(application, on: "qemu_mps2_an385") == nil)
  }

  @Test func a_board_without_the_alias_does_not() async throws {
    #expect(
      try await refusal(folder(needs: "aliases: [watchdog0]\n"), on: "host") == """
        boards/host/board.dts:1: error: application needs the devicetree alias 'watchdog0', which \
        names no enabled node of host
          help: run it on another board, or name this one's device in /aliases: watchdog0 = &label;
        """)
  }

  @Test func a_board_that_the_folder_cannot_run_on_is_told_why() async throws {
    let application = try folder(needs: "not-on:\n  host: it has no such line\n")
    #expect(
      try await refusal(application, on: "host") == """
        bulkhead: application cannot run on host: it has no such line
          help: run it on another board
        """)
    #expect(try await refusal(application, on: "qemu_mps2_an385") == nil)
  }

  @Test func a_folder_for_certain_boards_is_refused_on_others() async throws {
    let application = try folder(
      needs: "only-on:\n  qemu_mps2_an386: of its clock\n  qemu_mps2_an385: so, too\n")
    #expect(
      try await refusal(application, on: "host") == """
        bulkhead: application is not for host, only for qemu_mps2_an385: so, too; \
        qemu_mps2_an386: of its clock
          help: run it on one of these
        """)
    #expect(try await refusal(application, on: "qemu_mps2_an385") == nil)
  }

  @Test func the_folders_of_a_board_are_those_whose_needs_it_meets() async throws {
    func names(_ board: String) async throws -> [String] {
      let board = try Board.named(board, in: fixture.project)
      return try await TestFolder.all(in: fixture.project, for: board).map(\.application.name)
    }
    #expect(try await names("qemu_mps2_an385").contains("watchdog"))
    #expect(try await !names("host").contains("watchdog"))
  }
}
