import ArgumentParser
import BoardTool

struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the kernel's operations and sets them beside other kernels'.",
    discussion: """
      On a board: instructions, counted exactly by the emulator; then those of threads without \
      privileges, where there are such. On the host: nanoseconds, as the benchmark prints them. With --kconfig: processor time on a large tree of options, beside \
      Kconfiglib's in the same run.
      """)

  @Option(name: .shortAndLong, help: "The board (default: host).")
  var board: String = "host"

  @Flag(help: "Print the rows as JSON.")
  var json = false

  @Flag(help: "Measure Kconfig instead of the kernel.")
  var kconfig = false

  @Flag(help: "Measure the simulator's speed beside QEMU's.")
  var simulator = false

  func run() async throws {
    if simulator {
      print(try await guarded { try await SimulatorBenchmark().run() }.text)
      return
    }
    let project = try Project.find()
    if kconfig {
      let result = try await guarded { try await KconfigBenchmark(project: project).run() }
      print(result.text)
      return
    }
    let benchmark = Benchmark(project: project, board: try Board.named(board, in: project))
    let result = try await guarded { try await benchmark.run() }
    if json {
      if let missing = result.missing { printError(missing) }
      print(try result.report.json())
      return
    }
    for line in result.remarks { print(line) }
    if !result.report.rows.isEmpty {
      print(result.report.table(try Peers.read(in: project), for: result.processor))
    }
    if let missing = result.missing { print(missing) }
  }
}

struct Size: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints text, data and bss of an image, by default the smallest two-thread ones.")

  @Argument(help: "The application's folder.")
  var application: String?

  @Option(name: .shortAndLong, help: "Only this board.")
  var board: String?

  func run() async throws {
    let report = try SizeReport(project: try Project.find(), folder: application, board: board)
    print(try await guarded { try await report.text() })
  }
}
