import ArgumentParser
import BoardTool

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Builds an application and runs it, on this machine or in the board's emulator.",
    discussion: "The exit status is the image's; 124 when the time was up.")

  @OptionGroup var options: ImageOptions

  @OptionGroup var time: TimeOptions

  @Option(help: "End the run after so many seconds.")
  var timeout: Double?

  @Option(
    help: ArgumentHelp("Run the image on this emulator, not on the board's.", valueName: "path"))
  var emulator: String?

  @Option(
    help: ArgumentHelp(
      "Make an init entry go wrong, by its name in 'explain init'; may be given again.",
      discussion: """
        The kinds are fail, fault and overrun, of its init function, and shutdown-fail, \
        shutdown-fault and shutdown-overrun.
        """, valueName: "entry=kind"))
  var inject: [String] = []

  @Flag(help: "Instead of calling main, print what became of the entries, and go down.")
  var bootOnly = false

  @Argument(
    parsing: .postTerminator, help: "Given to the process on the host, else to the emulator.")
  var arguments: [String] = []

  func run() async throws {
    let builder = try options.builder()
    var session = RunSession(builder: builder)
    session.time = time.choice
    session.timeout = timeout
    session.arguments = arguments
    session.emulator = try emulatorPath(emulator, on: builder.board)
    session.injections = try inject.map(InitInjection.init(parsing:))
    session.isBootOnly = bootOnly
    let status = try await guarded { [session] in try await session.run() }
    throw ExitCode(status)
  }
}

struct Build: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Builds an application for a board and prints where the image is.")

  @OptionGroup var options: ImageOptions

  func run() async throws {
    let builder = try options.builder()
    let image = try await guarded { try await builder.build() }
    print(image.elf.relative)
  }
}

struct Boards: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Lists the boards.")

  @OptionGroup var roots: RootOptions

  func run() throws {
    for board in Board.all(in: try roots.project()) { print(board.name) }
  }
}
