/// `bulkhead size`: how large an image is, and how large the peers' are.
public struct SizeReport: Sendable {
  public var project: Project
  public var application: Application
  public var boards: [Board]

  /// For the smallest two-thread image, on every board that is not this machine, unless named.
  public init(project: Project, folder: String?, board: String?) throws {
    self.project = project
    let smallest = (project.benchmarks / "smallest").string
    application = try Application(folder: folder ?? smallest, in: project)
    boards = try board.map { [try Board.named($0, in: project)] } ?? Board.all(in: project)
  }

  public func text() async throws -> String {
    var rows = [["bytes", "text", "data", "bss", "main's stack"]]
    for board in boards {
      let builder = ImageBuilder(project: project, board: board, application: application)
      let image = try await builder.build()
      if image.model.processor.isHost, boards.count > 1 { continue }
      let size = try ELFFile(image.elf.bytes()).size(ram: image.model.ram?.range)
      rows.append(
        ["\(application.name), \(board.name)"] + [size.text, size.data, size.bss].map { "\($0)" }
          + ["\(image.mainStack.size)" + (image.mainStack.isGrown ? " for init" : "")])
    }
    if application.folder == project.benchmarks / "smallest" {
      for peer in try Peers.read(in: project).sizes {
        rows.append([peer.name, "\(peer.text)", "\(peer.data)", "\(peer.bss)", ""])
      }
    }
    return Table.text(rows)
  }
}
