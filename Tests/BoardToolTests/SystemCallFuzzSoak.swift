import TestSupport
import Testing

@testable import BoardTool

/// Random system calls of a thread without privileges, a million on each board in a soak.
///
/// Every run makes ten thousand, as one of the folders in `Tests/C`.
@Suite(.serialized) struct SystemCallFuzzSoak {
  private static let boards = [
    "qemu_mps2_an385", "qemu_mps2_an386", "qemu_mps2_an500", "qemu_mps2_an505", "qemu_mps3_an547",
    "qemu_lm3s6965evb", "qemu_netduinoplus2", "qemu_virt_rv32",
  ]

  @Test(arguments: Soak.isOn ? boards : Array(boards.prefix(1)))
  func the_kernel_outlives_any_call(_ board: String) async throws {
    let calls = Soak.count(sample: 500, soak: 1_000_000)
    let fixture = try Fixture()
    let folder = fixture.project.root / "Tests/C/system_call_fuzz"
    let text = try (folder / "src/main.c").text()
    var builder = try fixture.builder(
      "#define CALLS \(calls)\n" + text, board, try (folder / "prj.conf").text())
    builder.isTest = true
    let run = try await CapturedRun(builder: builder, limit: 1800, echoes: false).run()
    let counts = run.lines.compactMap {
      $0.wholeMatch(of: /(\d+) system calls, of which (\d+) were refused; (\d+) looks.*/)
    }.first
    let made = try #require(counts.flatMap { Int($0.1) }, "\(run.lines.suffix(8))")
    #expect(made >= calls)
    #expect(run.end == .exited(0), "\(run.lines.suffix(8))")
    Soak.say("\(board): \(run.lines.first { $0.contains("system calls") } ?? "")")
  }
}
