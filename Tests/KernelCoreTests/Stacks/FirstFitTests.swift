import KernelCore
import TestSupport
import Testing

@Suite struct FirstFitTests {
  private static let words = StackPlacement(granule: 32, shape: .multiples)

  @Test func neighboursThatAreFreeAgainAreOneGap() throws {
    var stacks = FirstFit<8>(total: 1024, base: 0x2000_0000, placement: Self.words)
    let blocks = try (0..<4).map { _ in try stacks.allocate(bytes: 256) }
    #expect(stacks.largestFree == 0)
    for block in [blocks[1], blocks[3], blocks[2]] { try stacks.deallocate(block) }
    #expect(stacks.largestFree == 768)
    #expect(try stacks.allocate(bytes: 768).offset == 256)
  }

  @Test func subRegionsWasteLessThanPowersOfTwo() throws {
    // 1100 bytes are five eighths of 2048, or all of it.
    let wasted: [(StackPlacement.Shape, UInt32)] = [(.eighths, 180), (.powerOfTwo, 948)]
    for (shape, each) in wasted {
      let placement = StackPlacement(granule: 32, shape: shape)
      var stacks = FirstFit<8>(total: 8192, base: 0x2000_0000, placement: placement)
      for _ in 0..<4 { _ = try stacks.allocate(bytes: 1100) }
      #expect(stacks.wasted == 4 * each)
    }
  }

  @Test func oneStackMoreThanItsRecordsIsRefused() throws {
    var stacks = FirstFit<2>(total: 1024, base: 0, placement: Self.words)
    _ = try stacks.allocate(bytes: 32)
    let second = try stacks.allocate(bytes: 32)
    #expect(stacks.largestFree == 0)
    #expect(throws: StackError.exhausted) { try stacks.allocate(bytes: 32) }
    try stacks.deallocate(second)
    #expect(stacks.largestFree == 992)
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func theLowestPlaceIsTaken(seed: UInt64) {
    var dice = Dice(seed: seed)
    let placement = StackPlacement.random(&dice)
    let oracle = PlacementOracle(placement: placement)
    let base = UInt32.random(in: 0...2000, using: &dice)
    let total = UInt32.random(in: 500...4000, using: &dice)
    var stacks = FirstFit<32>(total: total, base: base, placement: placement)
    var live: [StackBlock] = []
    for _ in 0..<60 {
      if dice.chance(40), let index = live.indices.randomElement(using: &dice) {
        #expect(throws: Never.self) { try stacks.deallocate(live[index]) }
        live.remove(at: index)
      }
      let bytes = UInt32.random(in: 0...700, using: &dice)
      let size = placement.size(for: bytes) ?? 0
      let lowest = (0..<total).first { offset in
        oracle.allows(base + offset, size: size) && offset + size <= total
          && !live.contains { $0.offset < offset + size && offset < $0.offset + $0.reserved }
      }
      let block = try? stacks.allocate(bytes: bytes)
      #expect(block?.offset == lowest)
      if let block { live.append(block) }
    }
  }
}
