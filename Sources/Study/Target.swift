import BoardTool

/// One of the simulated machine's images: with a PMP, with capabilities, and with neither in use.
struct Target {
  var name: String
  var board: String
  var settings: [String] = []

  var hasCapabilities: Bool { board == StudyBackend.cheri.board }

  static let unprotected = Target(
    name: "without protection", board: StudyBackend.pmp.board,
    settings: ["CONFIG_USERSPACE=n", "CONFIG_COMPARTMENTS_UNPROTECTED=y"])
  static let protected = StudyBackend.allCases.map { Target(name: $0.rawValue, board: $0.board) }
  static let all = [unprotected] + protected

  /// Builds an application for it.
  ///
  /// `threads` is how many there are in compartments; nil: no more than usual.
  func image(of folder: Path, in project: Project, threads: Int? = nil) async throws -> Image {
    var builder = ImageBuilder(
      project: project, board: try Board.named(board, in: project),
      application: try Application(folder: folder.string, in: project))
    builder.extraSettings = settings
    if let threads, settings.isEmpty {
      builder.extraSettings.append("CONFIG_MAX_USER_THREADS=\(threads)")
    }
    return try await builder.build()
  }
}
