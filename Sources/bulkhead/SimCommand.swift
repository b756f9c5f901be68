import ArgumentParser
import BoardTool
import ELF
import Foundation
import Simulator

/// The verb `sim`.
struct Sim: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs an image for a RISC-V of 32 bits on a simulator with PMP and CHERI.",
    discussion: """
      The machine is QEMU's 'virt' with one RV32IMAC hart; an image for qemu_virt_rv32 runs as it is. \
      Standard input and output are the UART. The exit status is the image's; 124 when the limit of \
      instructions was reached, 1 when it cannot go on. docs/SIMULATOR.md says more.
      """)

  @Argument(help: "The image, an ELF file.")
  var image: String?

  @Option(help: "End the run after so many instructions; 0 for no limit.")
  var maxInstructions: UInt64 = 10_000_000_000

  @Flag(help: "Print each instruction on standard error.")
  var trace = false

  @Flag(help: "Print instructions, cycles, loads, stores, traps and more by function at the end.")
  var counts = false

  @Flag(help: "Print at each mark (<bulkhead/mark.h>) what was counted since the one before.")
  var marks = false

  @Option(
    help: ArgumentHelp(
      "A file with cycles of kinds of instructions: lines of a kind and a number.",
      valueName: "file"))
  var costs: String?

  @Option(help: "Wait for a debugger (GDB's remote protocol) at this port of this machine.")
  var gdb: UInt16?

  @Flag(help: "Print the cycles in use, in the form of '--costs', and run nothing.")
  var showCosts = false

  @Flag(inversion: .prefixedNo, help: "Have capabilities (CHERI-RISC-V ISAv9, hybrid mode).")
  var cheri = true

  func run() throws {
    var configuration = Machine.Configuration()
    configuration.hasCapabilities = cheri
    if let costs {
      configuration.costs = try Self.named(costs) { try CostTable(reading: Path(costs).text()) }
    }
    if showCosts {
      print(configuration.costs.text)
      return
    }
    guard let image else { throw Failure("sim needs an image, an ELF file", status: 2) }
    let machine = Machine(configuration)
    try Self.named(image) { try machine.load(Path(image).bytes()) }
    machine.useStandardStreams()
    machine.remark = { printError("bulkhead: sim: \($0)") }
    if marks {
      var before = machine.totals()
      machine.onMark = { machine, number in
        let now = machine.totals()
        printError("mark \(number): \(now.since(before).text)")
        before = now
      }
    }
    if trace { machine.trace { printError($0) } }
    if let gdb {
      let server = try Self.named("--gdb") { try DebugServer(port: gdb) }
      printError("bulkhead: sim: waiting for a debugger at 127.0.0.1:\(server.port)")
      server.serve(machine)
      if counts { printError(CountsTable.text(machine)) }
      return
    }
    let outcome = machine.run(limit: maxInstructions == 0 ? .max : maxInstructions)
    if counts { printError(CountsTable.text(machine)) }
    throw ExitCode(Self.status(outcome, machine))
  }

  /// Says which file something is wrong with.
  private static func named<Value>(_ file: String, _ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as SimulatorError {
      throw Failure("\(file): \(error)")
    } catch let error as ELFError {
      throw Failure("\(file): \(error)")
    }
  }

  private static func status(_ outcome: Machine.Outcome, _ machine: Machine) -> Int32 {
    switch outcome {
    case .finished(let status): return status
    case .limit:
      printError(
        "bulkhead: stopped after \(machine.instructions) instructions (--max-instructions), at "
          + machine.place)
      return 124
    case .stuck(let reason):
      printError("bulkhead: \(reason)")
      return 1
    case .breakpoint, .stopped: return 0
    }
  }
}
