import Simulator
import Testing

/// The image that speed is measured with.
@Suite struct LoopTests {
  @Test(arguments: [1, 3, 2047, 2048, 4096, 100_000] as [UInt32])
  func doesItsRounds(rounds: UInt32) throws {
    let machine = Machine()
    try machine.load(LoopImage.file(rounds: rounds))
    #expect(machine.run(limit: 10_000_000) == .finished(status: 0))
    #expect(machine.instructions == 3 + UInt64(rounds) * LoopImage.round + 4)
    #expect(machine.totals().loads == 2 * UInt64(rounds))
    #expect(machine.totals().stores == 2 * UInt64(rounds) + 1)
  }
}
