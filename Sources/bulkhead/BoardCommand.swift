import ArgumentParser
import BoardTool

/// The verb `board`: what one does with a board's folder.
struct BoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board", abstract: "Makes boards.", subcommands: [BoardImportCommand.self])
}

struct BoardImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a board from a devicetree: QEMU's dumpdtb, or a .dts of Linux or Zephyr.",
    discussion: """
      Nodes without a driver are disabled and listed. For QEMU: \
      qemu-system-riscv32 -M virt,dumpdtb=virt.dtb -bios none
      """)

  @Argument(help: "The devicetree: a blob (.dtb) or a source (.dts).")
  var file: String

  @Option(help: "The new board's name.")
  var name: String

  @Option(help: "Make the board's folder in this one (default: boards/).")
  var boardRoot: String?

  @Option(help: "A folder of files that a source includes; may be given again.")
  var include: [String] = []

  @Option(help: "The processor, as in arm,cortex-m4, where a source names none (Linux's do not).")
  var cpu: String?

  func run() async throws {
    var work = BoardImport(
      project: try Project.find(), file: Path(absolute: file), name: name,
      root: boardRoot.map { Path(absolute: $0) })
    work.includes = include.map { Path(absolute: $0) }
    work.processor = cpu
    for line in try await guarded({ [work] in try await work.run() }) { print(line) }
  }
}
