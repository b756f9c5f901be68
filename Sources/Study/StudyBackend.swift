import BoardTool

/// What keeps compartments apart in a study: one machine, one workload, and this.
public enum StudyBackend: String, CaseIterable, Sendable {
  case pmp = "PMP"
  case cheri = "CHERI"
  /// The machine of the PMP, and nothing in it.
  case none = "without protection"

  public var board: String {
    switch self {
    case .pmp, .none: "sim_rv32_pmp"
    case .cheri: "sim_rv32_cheri"
    }
  }

  var hasCapabilities: Bool { self == .cheri }

  /// Beside the application's own.
  private var settings: [String] {
    self == .none ? ["CONFIG_USERSPACE=n", "CONFIG_COMPARTMENTS_UNPROTECTED=y"] : []
  }

  /// Why no buffer goes this way.
  func reasonAgainst(_ way: OperationCosts.Way) -> String {
    switch (self, way) {
    case (.cheri, .delegation):
      "the callee's one range of memory is its own: gates copy every buffer; see capabilities"
    case (.none, .copy): "the callee gets the caller's address, whatever it is"
    case (_, .delegation): "nothing was lent"
    case (_, .copy): "nothing was copied"
    }
  }

  /// Builds an application of the study.
  ///
  /// `threads` is how many there are in compartments; nil: no more than usual.
  func image(
    of folder: Path, in project: Project, into build: Path? = nil, threads: Int? = nil
  ) async throws -> Image {
    let application = try Application(folder: folder.string, in: project)
    var builder = ImageBuilder(
      project: project, board: try Board.named(board, in: project), application: application)
    builder.buildFolder = build?.string
    builder.extraSettings = settings
    if let threads, self != .none {
      builder.extraSettings.append("CONFIG_MAX_USER_THREADS=\(threads)")
    }
    // It is what the study tells of the image.
    builder.saysWhatIsOpen = false
    return try await builder.build()
  }
}
