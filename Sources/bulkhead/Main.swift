import ArgumentParser
import BoardTool
@preconcurrency import Foundation

/// The command line.
///
/// Wrong input is answered with one line and status 2.
@main
struct Bulkhead: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bulkhead",
    abstract: "Builds, runs, tests and measures Bulkhead images.",
    subcommands: [
      Run.self, Test.self, Bench.self, Size.self, Build.self, Boards.self, BoardCommand.self,
      Explain.self,
      Menuconfig.self, KconfigCommand.self, Vectors.self, Sim.self, StudyCommand.self,
    ])

  static func main() async {
    // In a pipe, too, a line is seen when it is printed.
    setvbuf(stdout, nil, _IOLBF, 0)
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try checkVerb(arguments)
      var command = try parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      printError(failure.description)
      Foundation.exit(failure.status)
    } catch {
      finish(error, arguments)
    }
  }

  private static func checkVerb(_ arguments: [String]) throws {
    guard let verb = arguments.first, !verb.hasPrefix("-"), verb != "help" else { return }
    var command: any ParsableCommand.Type = Bulkhead.self
    var rest = arguments[...]
    // Down through a command that has commands of its own: `explain init`.
    while !command.configuration.subcommands.isEmpty {
      let verbs = command.configuration.subcommands
      guard let name = rest.first, !name.hasPrefix("-") else { return }
      guard let next = verbs.first(where: { $0._commandName == name }) else {
        throw Failure.unknown("command", name, among: verbs.map { $0._commandName })
      }
      command = next
      rest = rest.dropFirst()
    }
    let known = options(of: command)
    for argument in rest.prefix(while: { $0 != "--" }) {
      guard argument.hasPrefix("--") else { continue }
      let name = String(argument.prefix { $0 != "=" })
      if !known.contains(name) { throw Failure.unknown("option", name, among: known) }
    }
  }

  /// The long options of a verb, as its help lists them.
  private static func options(of command: any ParsableCommand.Type) -> [String] {
    let lines = command.helpMessage(columns: 200).split(separator: "\n")
    return lines.flatMap { line -> [String] in
      guard line.hasPrefix("  -") else { return [] }
      return line.split { " ,/".contains($0) }.prefix(2).map(String.init)
        .filter { $0.hasPrefix("--") }
    }
  }

  /// Help goes out whole; an error of the parser as its first line.
  private static func finish(_ error: any Error, _ arguments: [String]) -> Never {
    let code = exitCode(for: error)
    if error is ExitCode { Foundation.exit(code.rawValue) }
    let text = fullMessage(for: error)
    if code.isSuccess {
      print(text)
      Foundation.exit(0)
    }
    guard code == .validationFailure else {
      printError("bulkhead: \(error)")
      Foundation.exit(1)
    }
    let line = text.split(separator: "\n").first.map(String.init) ?? text
    let message = line.hasPrefix("Error: ") ? String(line.dropFirst("Error: ".count)) : line
    let verb = arguments.first { !$0.hasPrefix("-") }.map { $0 + " " } ?? ""
    printError("bulkhead: \(message) (see bulkhead \(verb)--help)")
    Foundation.exit(2)
  }
}

/// Runs the work of a verb so that Ctrl-C ends everything it started.
func guarded<Value: Sendable>(
  _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  switch try await Interruption.guarding(work) {
  case .finished(let value): return value
  case .interrupted(let signal): throw ExitCode(128 + signal)
  }
}
