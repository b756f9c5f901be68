import Devicetree

/// What a folder of tests wants of a board, in its `needs.yml`: aliases of the devicetree, such as
/// `watchdog0`, that name an enabled node; and the boards it cannot run on, or the only ones that
/// it is for, each with the reason.
///
/// A folder without the file runs on every board.
public struct TestNeeds: Decodable, Sendable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case aliases
    case notOn = "not-on"
    case onlyOn = "only-on"
  }

  var aliases: [String]?
  var notOn: [String: String]?
  var onlyOn: [String: String]?

  static func of(_ folder: Path) throws -> TestNeeds {
    let file = folder / "needs.yml"
    guard file.exists else { return TestNeeds() }
    return try YAMLFile.read(TestNeeds.self, from: file, keys: CodingKeys.allCases.map(\.rawValue))
  }

  /// Whether the folder runs on a board; `tree` is its devicetree.
  func areMet(by board: Board, _ tree: Devicetree) -> Bool {
    notOn?[board.name] == nil && isMeant(for: board) && missing(in: tree).isEmpty
  }

  private func isMeant(for board: Board) -> Bool { onlyOn.map { $0[board.name] != nil } ?? true }

  /// The aliases that name no enabled node.
  private func missing(in tree: Devicetree) -> [String] {
    (aliases ?? []).filter { alias in
      let node = tree["/aliases"]?[alias]?.string.flatMap { tree[$0] }
      return node.map(tree.isEnabled) != true
    }
  }

  static func devicetree(of board: Board, in project: Project) async throws -> Devicetree {
    let folder = project.images / board.name / "description"
    try folder.createDirectory()
    return try await FileLock.hold(folder / "lock") {
      try await DevicetreeSource(board: board, project: project).compile(
        in: folder, toolchain: Toolchain())
    }
  }

  /// Throws a failure that names what the board lacks.
  public static func check(
    _ application: Application, on board: Board, in project: Project
  ) async throws {
    let needs = try of(application.folder)
    if let reason = needs.notOn?[board.name] {
      throw Failure(
        "\(application.folder.relative) cannot run on \(board.name): \(reason)",
        remedy: "run it on another board", status: 2)
    }
    if !needs.isMeant(for: board) {
      let boards = (needs.onlyOn ?? [:]).sorted { $0.key < $1.key }.map { "\($0): \($1)" }
      throw Failure(
        "\(application.folder.relative) is not for \(board.name), only for "
          + boards.joined(separator: "; "),
        remedy: "run it on one of these", status: 2)
    }
    let tree = try await devicetree(of: board, in: project)
    guard let alias = needs.missing(in: tree).first else { return }
    throw Failure(
      "\(application.folder.relative) needs the devicetree alias '\(alias)', which names no enabled "
        + "node of \(board.name)", at: SourceLocation(file: board.devicetree.relative, line: 1),
      remedy: "run it on another board, or name this one's device in /aliases: \(alias) = &label;",
      status: 2)
  }
}
