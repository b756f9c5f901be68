import ArgumentParser
import BoardTool

/// The verb `explain`: what the build decided, and why.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what the build decided for an image, and why.",
    subcommands: [ExplainInit.self, ExplainShutdown.self, ExplainStack.self, ExplainRegions.self])
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
      let drawing = InitDrawing(explanation: explanation)
      if drawing.isTooLarge {
        print("graph: none, for more than \(InitDrawing.limit) entries: dot would take hours")
      } else {
        try await drawing.draw(file)
        print("graph: \(file.relative)")
      }
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

struct ExplainStack: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stack",
    abstract: "Prints how deep init entries and main make their stack, and who decided its size.",
    discussion: """
      The figures are read from the instructions of the image that was built, an interrupt's frame \
      included. Calls whose callee is not in the code, and circles of calls, take what Kconfig \
      declares; each place is listed. The stacks of the host are not computed.
      """)

  @OptionGroup var options: ImageOptions

  @Option(help: "One more function to look at, by its symbol.")
  var function: String?

  func run() async throws {
    let builder = try options.builder()
    try await guarded {
      print(try await StackExplanation(of: builder.build(), function: function).text)
    }
  }
}

struct ExplainRegions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regions",
    abstract: "Prints which memory each thread without privileges reaches, and by which regions.",
    discussion: """
      The addresses are read from the image that was built, and the regions are computed as the kernel does. \
      For threads that are made at run time it is shown what each stack and each partition would take.
      """)

  @OptionGroup var options: ImageOptions

  func run() async throws {
    let builder = try options.builder()
    try await guarded {
      if let confined = try await ConfinementExplanation(building: builder) {
        print(confined.text)
      } else {
        print(try await RegionExplanation(building: builder).text)
      }
    }
  }
}
