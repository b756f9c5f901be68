import ArgumentParser
import BoardTool

/// Folders outside the package that hold more boards and drivers.
struct RootOptions: ParsableArguments {
  @Option(help: "A folder of boards beside the package's own; may be given again.")
  var boardRoot: [String] = []

  @Option(help: "A folder of drivers beside the package's own; may be given again.")
  var driverRoot: [String] = []

  func project() throws -> Project {
    var project = try Project.find()
    project.boardRoots = try boardRoot.map { try folder($0, "--board-root") }
    project.driverRoots = try driverRoot.map { try folder($0, "--driver-root") }
    return project
  }

  private func folder(_ path: String, _ option: String) throws -> Path {
    let folder = Path(absolute: path)
    guard folder.isDirectory else {
      throw Failure("\(option) names '\(path)', which is not a folder", status: 2)
    }
    return folder
  }
}
