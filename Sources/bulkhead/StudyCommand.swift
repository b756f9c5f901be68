import ArgumentParser
import BoardTool
import Simulator
import Study

/// The verb `study`.
struct StudyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract:
      "Runs one workload with a PMP, with capabilities and without protection, and compares what it costs.",
    discussion: """
      All are on the simulator: the boards sim_rv32_pmp and sim_rv32_cheri. Figures of boards with a Cortex-M, which \
      QEMU counts, stand beside. Builds some forty images, which takes two to five minutes. docs/STUDY.md says how \
      each figure is obtained.
      """)

  @Option(
    help: ArgumentHelp(
      "Write the figures there, too: a CSV file for each section, and index.html.",
      valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A file with cycles of kinds of instructions, as for 'sim'.", valueName: "file"))
  var costs: String?

  func run() async throws {
    var study = Study(project: try Project.find())
    if let costs {
      do { study.costs = try CostTable(reading: Path(costs).text()) } catch let error
        as SimulatorError
      { throw Failure("\(costs): \(error)") }
      study.costsName = costs
    }
    let report = try await guarded { [study] in try await study.run() }
    Progress.shared.clear()
    print(report.text, terminator: "")
    guard let output else { return }
    let folder = Path(output)
    do {
      try folder.createDirectory()
      for file in report.files { try (folder / file.name).write(file.text) }
    } catch {
      throw Failure("the figures cannot be written to \(output): \(error)")
    }
  }
}
