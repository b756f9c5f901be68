import ArgumentParser
import BoardTool
import Foundation
import Study

/// The verb `study`.
struct StudyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract:
      "Runs one workload of compartments on a PMP and on capabilities, and compares what it costs.",
    discussion: """
      Both are the simulator's: the boards sim_rv32_pmp and sim_rv32_cheri. docs/CHERI.md says what is measured.
      """)

  @Option(
    help: ArgumentHelp("Write the figures there, too, as CSV files.", valueName: "folder"))
  var output: String?

  func run() async throws {
    let study = Study(project: try Project.find())
    let report = try await guarded { try await study.run() }
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
