import Foundation

@testable import BoardTool

/// A folder that goes away with the test, and the project the tests stand in.
final class Fixture: Sendable {
  let folder: Path
  let project = Project(
    root: Path(absolute: #filePath).parent.parent.parent)

  init() throws {
    folder = Path(absolute: NSTemporaryDirectory()) / "bulkhead-\(UUID().uuidString)"
    try folder.createDirectory()
  }

  deinit { try? folder.remove() }

  /// Writes a file below the folder.
  @discardableResult
  func file(_ name: String, _ text: String) throws -> Path {
    let path = folder / name
    try path.parent.createDirectory()
    try path.write(text)
    return path
  }

  /// A text that the tool prints, with this folder and the project's taken out of its paths.
  func shown(_ text: String) -> String {
    text.replacing(folder.string + "/", with: "").replacing(project.root.string + "/", with: "")
      .replacing(/Kconfig\.devices:\d+/, with: "Kconfig.devices:0")
  }

  func application(_ files: [String: String]) throws -> Application {
    for (name, text) in files { try file("application/" + name, text) }
    return try Application(folder: (folder / "application").string, in: project)
  }

  /// What builds an application of one source, in this folder.
  func builder(_ source: String, _ board: String, _ settings: String) throws -> ImageBuilder {
    var builder = ImageBuilder(
      project: project, board: try Board.named(board, in: project),
      application: try application(["src/main.c": source, "prj.conf": settings]))
    builder.buildFolder = (folder / "build").string
    return builder
  }

  /// The description of a board of the project, or of one with the given devicetree.
  func description(
    _ board: Board, application: Application? = nil
  ) async throws -> BoardDescription {
    let build = folder / "build"
    try build.createDirectory()
    return try await BoardDescription(
      board: board, application: application, folder: build, project: project,
      toolchain: Toolchain())
  }

  /// A board of the project with something added to its devicetree.
  func model(
    _ name: String, overlay: String = "", files: [String: String] = [:]
  ) async throws -> ImageModel {
    var all = files
    if !overlay.isEmpty { all["boards/\(name).overlay"] = overlay }
    return try await model(of: try Board.named(name, in: project), all)
  }

  /// Any board, with an application of these files.
  func model(of board: Board, _ files: [String: String]) async throws -> ImageModel {
    var all = files
    all["src/main.c"] = all["src/main.c"] ?? "int main(void) { return 0; }\n"
    let application = try application(all)
    let description = try await description(board, application: application)
    let generated = folder / "generated"
    try generated.createDirectory()
    let configuration = try ConfigurationLoader(
      project: project, description: description, application: application, isTest: false,
      extraSettings: []
    ).load(into: generated)
    return try ImageModel(description: description, configuration: configuration)
  }
}

/// The failure that the work throws; nil if it throws none.
func failure(_ work: () async throws -> Void) async -> Failure? {
  do {
    try await work()
    return nil
  } catch {
    return error as? Failure
  }
}
