import ArgumentParser
import BoardTool
import CapabilityVectors

/// The verb `vectors`.
struct Vectors: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replays test vectors of capabilities, CHERIoT's or CC64's (JSON).",
    discussion: "Status 0 if all pass, 1 if some fail or a file is not of either form.")

  @Argument(help: "Files of vectors; each is of one form.")
  var files: [String]

  func run() throws {
    var passed = 0
    var failed = 0
    var isBad = false
    for file in files {
      do {
        let replay = try VectorReplay(try Path(file).bytes())
        for failure in replay.failures { print("\(file): \(failure)") }
        passed += replay.passed
        failed += replay.failures.count
      } catch let error as VectorError {
        printError("bulkhead: \(file): \(error)")
        isBad = true
      } catch let failure as Failure {
        printError(failure.description)
        isBad = true
      }
    }
    print("\(passed) passed, \(failed) failed")
    if failed > 0 || isBad { throw ExitCode(1) }
  }
}
