import ArgumentParser
import BoardTool

/// The verb `explain`: what the build decided, and why.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what the build decided for an image, and why.",
    subcommands: [ExplainInit.self, ExplainShutdown.self])
}

struct ExplainInit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Prints the order in which an image comes up, each entry with its reason.",
    discussion: """
      The order is read from the image that was built. The graph of the dependencies is drawn by \
      Graphviz (Debian package graphviz).
      """)

  @OptionGroup var options: ImageOptions

  @Option(help: "Where to draw the graph (default: init.svg in the build's folder).")
  var svg: String?

  func run() async throws {
    let builder = try options.builder()
    let file = svg.map { Path(absolute: $0) } ?? builder.folder / "init.svg"
    try await guarded {
      let image = try await builder.build()
      let explanation = try InitExplanation(of: image)
      print(explanation.text)
      try await InitDrawing(explanation: explanation).draw(file)
      print("graph: \(file.relative)")
    }
  }
}

struct ExplainShutdown: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shutdown",
    abstract: "Prints the order in which an image goes down: the way back of its init.")

  @OptionGroup var options: ImageOptions

  func run() async throws {
    let builder = try options.builder()
    try await guarded {
      print(try InitExplanation(of: await builder.build()).shutdownText)
    }
  }
}
