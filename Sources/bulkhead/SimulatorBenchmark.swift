import BoardTool
import Foundation
import Simulator

/// How fast the simulator is, beside QEMU that counts instructions, on the same image in the same run.
struct SimulatorBenchmark {
  /// Rounds of the loop; the difference of two runs leaves out what it takes to start QEMU.
  private static let rounds: (few: UInt32, many: UInt32) = (1 << 20, 1 << 27)
  private static let runs = 3

  /// Instructions in a second of processor time, the best of the runs.
  struct Result {
    var emulator: Double
    var simulator: Double

    var text: String {
      func millions(_ rate: Double) -> String { "\(Int((rate / 1e6).rounded())) million" }
      return "a loop of loads and stores, instructions in a second of processor time: "
        + "qemu-system-riscv32 -icount shift=0 \(millions(emulator)), sim \(millions(simulator)), "
        + "1/\(String(format: "%.1f", emulator / simulator)) (at least 1/20 wanted)"
    }
  }

  func run() async throws -> Result {
    let folder = Path(absolute: NSTemporaryDirectory()) / "bulkhead-\(UUID().uuidString)"
    try folder.createDirectory()
    defer { try? folder.remove() }
    let instructions = Double(UInt64(Self.rounds.many - Self.rounds.few) * LoopImage.round)
    var result = Result(emulator: 0, simulator: 0)
    for _ in 0..<Self.runs {
      let emulated =
        try await emulate(Self.rounds.many, folder) - emulate(Self.rounds.few, folder)
      let simulated = try simulate(Self.rounds.many) - simulate(Self.rounds.few)
      result.emulator = max(result.emulator, instructions / emulated)
      result.simulator = max(result.simulator, instructions / simulated)
    }
    return result
  }

  private func emulate(_ rounds: UInt32, _ folder: Path) async throws -> Double {
    let image = folder / "loop.elf"
    try Data(LoopImage.file(rounds: rounds)).write(to: URL(fileURLWithPath: image.string))
    let before = Self.time(RUSAGE_CHILDREN)
    let ended = try await Tool.run(
      Path("/usr/bin/env"),
      [
        "qemu-system-riscv32", "-icount", "shift=0,align=off,sleep=off", "-M", "virt", "-bios",
        "none", "-display", "none",
        "-monitor", "none", "-serial", "none", "-kernel", image.string,
      ])
    guard ended.status == 0 else { throw Failure("QEMU: \(ended.errors)") }
    return Self.time(RUSAGE_CHILDREN) - before
  }

  private func simulate(_ rounds: UInt32) throws -> Double {
    let machine = Machine()
    try machine.load(LoopImage.file(rounds: rounds))
    let before = Self.time(RUSAGE_SELF)
    let outcome = machine.run()
    guard outcome == .finished(status: 0) else { throw Failure("the loop ended: \(outcome)") }
    return Self.time(RUSAGE_SELF) - before
  }

  /// Seconds of processor time of this process, or of its children that ended.
  private static func time(_ who: __rusage_who) -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(who.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
