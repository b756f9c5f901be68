import KernelCore
import TestSupport
import Testing

@Suite struct BuddyTests {
  private static let powers = StackPlacement(granule: 32, shape: .powerOfTwo)

  @Test func halvesOfOneBlockAreJoinedAndOthersAreNot() throws {
    var stacks = Buddy<4>(total: 1024, base: 0x2000_0000, placement: Self.powers)
    let quarters = try (0..<4).map { _ in try stacks.allocate(bytes: 256) }
    #expect(quarters.map(\.offset) == [0, 256, 512, 768])
    // Neighbours, but halves of different blocks.
    try stacks.deallocate(quarters[1])
    try stacks.deallocate(quarters[2])
    #expect(stacks.largestFree == 256)
    try stacks.deallocate(quarters[3])
    #expect(stacks.largestFree == 512)
    try stacks.deallocate(quarters[0])
    #expect(stacks.largestFree == 1024)
  }

  @Test func leavesAreNoSmallerThanTheGranuleAndNoMoreThanTheCapacity() throws {
    var few = Buddy<4>(total: 4096, base: 0, placement: Self.powers)
    #expect(try few.allocate(bytes: 1).reserved == 1024)
    var many = Buddy<512>(total: 4096, base: 0, placement: Self.powers)
    #expect(try many.allocate(bytes: 1).reserved == 32)
  }

  @Test func aRegionThatIsAlignedToNothingIsUsedUpToItsEnds() throws {
    // From 96 bytes below a multiple of 1024 on: 32, 64, 512, 256, 128 and 32 bytes.
    var stacks = Buddy<64>(total: 1024, base: 0x2000_03a0, placement: Self.powers)
    #expect(stacks.overhead == 0)
    var sizes: [UInt32] = []
    while stacks.largestFree > 0 {
      let block = try stacks.allocate(bytes: stacks.largestFree)
      #expect((0x2000_03a0 + block.offset) % block.reserved == 0)
      sizes.append(block.reserved)
    }
    #expect(sizes == [512, 256, 128, 64, 32, 32])
    #expect(stacks.free == 0)
  }

  @Test func aSingleLeafIsASingleBlock() throws {
    var stacks = Buddy<1>(total: 700, base: 0, placement: Self.powers)
    #expect(stacks.overhead == 188)
    let block = try stacks.allocate(bytes: 3)
    #expect(block.reserved == 512)
    try stacks.deallocate(block)
    #expect(stacks.largestFree == 512)
  }

  @Test func aLeafOutsideTheRegionIsNobodysToGiveBack() {
    var stacks = Buddy<4>(total: 768, base: 0, placement: Self.powers)
    for usable in [0, 256, .max] as [UInt32] {
      let forged = StackBlock(offset: 768, usable: usable, reserved: 256)
      #expect(throws: StackError.notAllocated) { try stacks.deallocate(forged) }
    }
    #expect(stacks.free == 768)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func theLowestBlockIsTakenAndTheLargestIsKnown(seed: UInt64) {
    var dice = Dice(seed: seed)
    let base = UInt32.random(in: 0...2000, using: &dice)
    let total = UInt32.random(in: 500...2048, using: &dice)
    var stacks = Buddy<64>(total: total, base: base, placement: Self.powers)
    // Where the tree has to begin below the base, its leaves are larger.
    var small = stacks
    guard let leaf = try? small.allocate(bytes: 1).reserved, leaf <= 64 else {
      Issue.record("leaves of 32 or 64 bytes")
      return
    }
    var live: [StackBlock] = []
    /// The lowest offset at which a block of a size is free.
    func lowest(_ size: UInt32) -> UInt32? {
      let first = (base + size - 1) / size * size - base
      return stride(from: first, to: total, by: Int(size)).first { offset in
        offset + size <= total
          && !live.contains { $0.offset < offset + size && offset < $0.offset + $0.reserved }
      }
    }
    for _ in 0..<60 {
      if dice.chance(45), let index = live.indices.randomElement(using: &dice) {
        #expect(throws: Never.self) { try stacks.deallocate(live[index]) }
        live.remove(at: index)
      }
      let size: UInt32 = leaf << UInt32.random(in: 0...4, using: &dice)
      let expected = lowest(size)
      let block = try? stacks.allocate(bytes: size / 2 + 1)
      #expect(block?.offset == expected)
      if let block { live.append(block) }
      let largest = (0..<7 as Range<UInt32>).map { leaf << $0 }.last { lowest($0) != nil }
      #expect(stacks.largestFree == largest ?? 0)
    }
  }
}
