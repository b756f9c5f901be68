import KernelCore
import TestSupport
import Testing

@Suite struct ByteRingTests {
  @Test func bytesComeOutInTheirOrder() {
    var ring = ByteRing<4>()
    let answers = ([7, 8, 9] as [UInt8]).map { ring.append($0) }
    #expect(answers == [true, true, true])
    #expect(ring.count == 3)
    let order = (0..<4).map { _ in ring.removeFirst() }
    #expect(order == [7, 8, 9, nil])
  }

  @Test func aFullRingRefusesAndKeepsWhatItHas() {
    var ring = ByteRing<4>()
    let answers = ([0, 1, 2, 3, 99] as [UInt8]).map { ring.append($0) }
    #expect(answers == [true, true, true, true, false])
    #expect(ring.isFull)
    let order = (0..<4).map { _ in ring.removeFirst() }
    #expect(order == [0, 1, 2, 3])
    #expect(ring.isEmpty)
  }

  @Test func aRingGoesRound() {
    var ring = ByteRing<8>()
    var dice = Dice(seed: 5)
    var model: [UInt8] = []
    for number in 0..<5000 {
      if Bool.random(using: &dice) {
        let byte = UInt8(truncatingIfNeeded: number)
        let isTaken = ring.append(byte)
        #expect(isTaken == (model.count < 8))
        if isTaken { model.append(byte) }
      } else {
        let byte = ring.removeFirst()
        #expect(byte == (model.isEmpty ? nil : model.removeFirst()))
      }
      #expect(ring.count == model.count)
    }
  }
}
