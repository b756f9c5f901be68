import Simulator
import Testing

@testable import BoardTool
@testable import Study

/// samples/compartments: with protection one call fails, and without none does.
@Suite(.serialized) struct SampleTests {
  private static let right = ["1: weighed 250", "2: refused -14", "3: weighed 75", "4: in all 325"]

  private func lines(_ backend: StudyBackend) async throws -> [String] {
    let project = try Project.find()
    let image = try await backend.image(of: project.root / "samples/compartments", in: project)
    return try SampleRun(image, backend, .default).lines
  }

  @Test func a_frame_that_lies_is_refused_and_nothing_is_lost() async throws {
    for backend in [StudyBackend.pmp, .cheri] { #expect(try await lines(backend) == Self.right) }
  }

  @Test func without_protection_the_parser_is_believed() async throws {
    try expectDamage(try await lines(.none))
  }

  private func expectDamage(_ lines: [String]) throws {
    try #require(lines.count == 4)
    #expect(lines[0] == Self.right[0] && lines[2] == Self.right[2])
    #expect(lines[1].hasPrefix("2: weighed "), "\(lines)")
    #expect(lines[3].hasPrefix("4: in all ") && lines[3] != Self.right[3], "\(lines)")
  }

  @Test(arguments: ["host", "qemu_mps2_an385"])
  func it_runs_on_other_boards(_ board: String) async throws {
    let project = try Project.find()
    let builder = ImageBuilder(
      project: project, board: try Board.named(board, in: project),
      application: try Application(
        folder: (project.root / "samples/compartments").string, in: project))
    let result = try await CapturedRun(builder: builder, limit: 60, echoes: false).run()
    let lines = result.lines.filter { $0.first?.isNumber == true }
    if board == "host" { try expectDamage(lines) } else { #expect(lines == Self.right) }
  }
}
