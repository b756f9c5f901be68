/// `bulkhead size`: how large an image is, and how large the peers' are.
public struct SizeReport: Sendable {
  public var project: Project
  /// The one that was named.
  public var application: Application?
  public var boards: [Board]

  /// For the smallest two-thread images, on every board that is not this machine, unless named.
  public init(project: Project, folder: String?, board: String?) throws {
    self.project = project
    application = try folder.map { try Application(folder: $0, in: project) }
    boards = try board.map { [try Board.named($0, in: project)] } ?? Board.all(in: project)
  }

  public func text() async throws -> String {
    var rows = [["bytes", "text", "data", "bss", "main's stack"]]
    if let application {
      rows += try await measure(application, on: boards).flatMap(\.rows)
      return Table.text(rows)
    }
    let peers = try Peers.read(in: project)
    let smallest = try await measure(benchmark("smallest"), on: boards)
    rows += smallest.flatMap(\.rows) + peers.kernel.sizes.map(row)
    let isolating = smallest.filter { $0.model.hasUserThreads }
    if !isolating.isEmpty {
      let images = try await measure(
        benchmark("smallest_isolated"), on: isolating.map(\.model.board))
      rows += images.flatMap(\.rows) + peers.isolated.sizes.map(row)
    }
    return Table.text(rows)
  }

  private func benchmark(_ name: String) throws -> Application {
    try Application(folder: (project.benchmarks / name).string, in: project)
  }

  private func row(_ peer: Peers.ImageSize) -> [String] {
    [peer.name, "\(peer.text)", "\(peer.data)", "\(peer.bss)", ""]
  }

  private struct Measured {
    /// The image's, and what of it compartments take.
    var rows: [[String]]
    var model: ImageModel
  }

  /// What capabilities cost an image with compartments: copies of functions, and what makes bounds exact.
  private static func confinedRows(_ size: ImageSize) -> [[String]] {
    if size.copies == 0, size.padding == (0, 0) { return [] }
    return [
      ["  of it copies for compartments", "\(size.copies)", "", "", ""],
      [
        "  beside it padding for exact bounds", "\(size.padding.code)", "",
        "\(size.padding.memory)", "",
      ],
    ]
  }

  private func measure(_ application: Application, on boards: [Board]) async throws -> [Measured] {
    var images: [Measured] = []
    for board in boards {
      let builder = ImageBuilder(project: project, board: board, application: application)
      let image = try await builder.build()
      if image.model.processor.isHost, boards.count > 1 { continue }
      let size = try ImageSize(of: image)
      let row =
        ["\(application.name), \(board.name)"] + [size.text, size.data, size.bss].map { "\($0)" }
        + ["\(image.mainStack.size)" + (image.mainStack.isGrown ? " for init" : "")]
      images.append(
        Measured(rows: [row] + Self.confinedRows(size), model: image.model))
    }
    return images
  }
}
