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
  /// Throws a failure that lists the boards if there is none.
  public static func named(_ name: String, in project: Project) throws -> Board {
    let boards = all(in: project)
    guard let board = boards.first(where: { $0.name == name }) else {
      throw Failure.unknown("board", name, among: boards.map(\.name))
    }
    return board
  }
}
