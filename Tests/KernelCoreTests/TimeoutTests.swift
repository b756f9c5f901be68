import KernelCore
import Testing

@Suite struct TimeoutTests {
  @Test func aRelativeTimeCountsFromTheNextTick() {
    #expect(Timeout(encoded: 1).deadline(now: 100) == 102)
    #expect(Timeout(encoded: 10).deadline(now: 100) == 111)
  }

  @Test func anAbsoluteTimeIsItself() {
    #expect(Timeout(encoded: -2).deadline(now: 100) == 0)
    #expect(Timeout(encoded: -2 - 5000).deadline(now: 100) == 5000)
    #expect(Timeout(encoded: .min).deadline(now: 0) == UInt64(Int64.max) - 1)
  }

  /// The clock stays below 2^63 ticks.
  @Test func theLongestWaitDoesNotEndBeforeItBegan() {
    #expect(Timeout(encoded: .max).deadline(now: UInt64(Int64.max)) == .max)
    #expect(Timeout(encoded: .max).deadline(now: 3) == UInt64(Int64.max) + 4)
  }

  @Test func onlyTheirOwnEncodingsAreNoneAndForever() {
    #expect(Timeout.none.isNone && !Timeout.none.isForever)
    #expect(Timeout.forever.isForever && !Timeout.forever.isNone)
    for encoded in [1, -2, .max, .min] as [Int64] {
      #expect(!Timeout(encoded: encoded).isNone && !Timeout(encoded: encoded).isForever)
    }
  }
}
