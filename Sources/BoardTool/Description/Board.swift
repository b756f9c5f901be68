/// A board: a folder with `board.dts` and `board.defconfig`.
///
/// Everything about it is data.
public struct Board: Sendable {
  public let name: String
  public let folder: Path

  public var devicetree: Path { folder / "board.dts" }
  public var defconfig: Path { folder / "board.defconfig" }

  public static func all(in project: Project) -> [Board] {
    (project.boardRoots.flatMap(\.entries) + project.boards.entries)
      .map { Board(name: $0.name, folder: $0) }
      .filter(\.devicetree.exists)
  }

  /// The board of that name.
  ///
  /// Throws a failure that lists the boards if there is none, or says which of its files is missing.
  public static func named(_ name: String, in project: Project) throws -> Board {
    let boards = all(in: project)
    if let board = boards.first(where: { $0.name == name }) {
      guard board.defconfig.exists else { throw incomplete(board.folder, lacks: board.defconfig) }
      return board
    }
    let folders = (project.boardRoots + [project.boards]).map { $0 / name }
    if let folder = folders.first(where: \.isDirectory) {
      throw incomplete(folder, lacks: Board(name: name, folder: folder).devicetree)
    }
    throw Failure.unknown("board", name, among: boards.map(\.name))
  }

  private static func incomplete(_ folder: Path, lacks file: Path) -> Failure {
    Failure(
      "\(folder.relative) is no board: it has no \(file.name)",
      remedy: "a board is board.dts and board.defconfig, which may be empty (see boards/README.md)",
      status: 2)
  }
}
