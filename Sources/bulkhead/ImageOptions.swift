import ArgumentParser
import BoardTool

/// What every verb that builds an image asks for.
struct ImageOptions: ParsableArguments {
  @Argument(help: "The application's folder: src/*.c or src/*.swift, optionally prj.conf, boards/.")
  var application: String

  @Option(name: .shortAndLong, help: "The board, as listed by 'bulkhead boards'.")
  var board: String?

  @Option(help: "Build here instead of under .build-images.")
  var buildDir: String?

  @Option(help: "Compile the application with a sanitizer: 'address' (host only).")
  var sanitize: String?

  @OptionGroup var roots: RootOptions

  func builder() throws -> ImageBuilder {
    let project = try roots.project()
    guard let name = board else {
      let known = Board.all(in: project).map(\.name).joined(separator: ", ")
      throw Failure("--board is missing (known: \(known))", status: 2)
    }
    let board = try Board.named(name, in: project)
    var builder = ImageBuilder(
      project: project, board: board,
      application: try Application(folder: application, in: project))
    builder.buildFolder = buildDir
    builder.sanitizer = try checkedSanitizer(sanitize)
    return builder
  }
}

/// How time passes on the host; without effect on a board.
struct TimeOptions: ParsableArguments {
  @Flag(help: "Host: pace virtual time by the wall clock.")
  var realtime = false

  @Flag(help: "Host: make a forced tick a failure.")
  var strictTime = false

  var choice: HostTime { HostTime(isPaced: realtime, isStrict: strictTime) }
}

func checkedSanitizer(_ name: String?) throws -> String? {
  let known = ["address"]
  if let name, !known.contains(name) { throw Failure.unknown("sanitizer", name, among: known) }
  return name
}

/// What --emulator names; a board that is this machine has none.
func emulatorPath(_ path: String?, on board: Board) throws -> Path? {
  guard let path else { return nil }
  guard board.name != "host" else {
    throw Failure("the host has no emulator: leave --emulator out", status: 2)
  }
  return Path(absolute: path)
}
