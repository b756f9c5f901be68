import ArgumentParser
import BoardTool
import Foundation
import Kconfig

/// The verb `kconfig`: the Kconfig library for scripts.
struct KconfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kconfig",
    abstract: "Reads a Kconfig tree and assignments; writes the configuration that follows.",
    discussion: "Status 0 with warnings on standard error, 1 on errors.")

  @Argument(help: "The top Kconfig file.")
  var kconfig: String

  @Option(help: "A file of assignments; several are merged in order.")
  var config: [String] = []

  @Option(help: "Write the full configuration (.config) here.")
  var writeConfig: String?

  @Option(help: "Write the C header here.")
  var writeHeader: String?

  @Option(help: "Write the minimal configuration here.")
  var writeMinimal: String?

  func run() throws {
    let request = Kconfig.Request(
      kconfig: kconfig, configurations: config, configOutput: writeConfig,
      headerOutput: writeHeader, minimalOutput: writeMinimal)
    do {
      for finding in try Kconfig.generate(request) { printError(finding.description) }
    } catch let error as KconfigError {
      printError(error.description)
      throw ExitCode(1)
    }
  }
}
