import BoardTool

/// What keeps compartments apart in a study: one machine, one workload, and this.
public enum StudyBackend: String, CaseIterable, Sendable {
  case pmp = "PMP"
  case cheri = "CHERI"

  public var board: String {
    switch self {
    case .pmp: "sim_rv32_pmp"
    case .cheri: "sim_rv32_cheri"
    }
  }

  /// Why no buffer goes this way.
  func reasonAgainst(_ way: OperationCosts.Way) -> String {
    switch (self, way) {
    case (.cheri, .delegation):
      "the callee's one range of memory is its own: gates copy every buffer"
    case (_, .delegation): "nothing was lent"
    case (_, .copy): "nothing was copied"
    }
  }

  /// Builds an application of the study.
  func image(
    of folder: Path, in project: Project, into build: Path? = nil
  ) async throws -> Image {
    let application = try Application(folder: folder.string, in: project)
    var builder = ImageBuilder(
      project: project, board: try Board.named(board, in: project), application: application)
    builder.buildFolder = build?.string
    return try await builder.build()
  }
}
