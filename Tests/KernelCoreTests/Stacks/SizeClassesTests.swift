import KernelCore
import TestSupport
import Testing

@Suite struct SizeClassesTests {
  private static let words = StackPlacement(granule: 32, shape: .multiples)
  private static let chosen: [3 of StackClass] = [
    StackClass(bytes: 250, count: 2), StackClass(bytes: 1000, count: 1),
    StackClass(bytes: 4000, count: 2),
  ]

  @Test func aStackGetsTheSmallestSlotThatHasRoomAndIsFree() throws {
    var stacks = try SizeClasses<3, 8>(
      total: 10_000, base: 0, placement: Self.words, classes: Self.chosen)
    let sizes = try (0..<5).map { _ in try stacks.allocate(bytes: 200).reserved }
    #expect(sizes == [256, 256, 1024, 4000, 4000])
    #expect(throws: StackError.exhausted) { try stacks.allocate(bytes: 200) }
    #expect(throws: StackError.tooLarge) { try stacks.allocate(bytes: 4001) }
  }

  @Test func noStackTakesASlotThatIsTooSmall() throws {
    var stacks = try SizeClasses<3, 8>(
      total: 10_000, base: 0, placement: Self.words, classes: Self.chosen)
    for _ in 0..<2 { _ = try stacks.allocate(bytes: 1025) }
    #expect(throws: StackError.exhausted) { try stacks.allocate(bytes: 1025) }
    #expect(stacks.largestFree == 1024)
  }

  @Test func classesWithoutRoomAreRefused() throws {
    // 2 × 4000, 1024 and 2 × 256 bytes.
    let exact: UInt32 = 9536
    let stacks = try SizeClasses<3, 5>(
      total: exact, base: 0, placement: Self.words, classes: Self.chosen)
    #expect(stacks.overhead == 0 && stacks.free == exact)
    #expect(throws: StackError.tooLarge) {
      try SizeClasses<3, 5>(
        total: exact - 1, base: 0, placement: Self.words, classes: Self.chosen)
    }
    #expect(throws: StackError.tooLarge) {
      try SizeClasses<3, 4>(
        total: exact, base: 0, placement: Self.words, classes: Self.chosen)
    }
  }

  @Test func whereOnlyPowersOfTwoAreProtectedSlotsAreSuch() throws {
    let regions = StackPlacement(granule: 32, shape: .eighths)
    var stacks = try SizeClasses<3, 5>(
      total: 9728, base: 0x2000_0000, placement: regions, classes: Self.chosen)
    let blocks = try [4000, 1000, 250].map { try stacks.allocate(bytes: $0) }
    #expect(blocks.map(\.reserved) == [4096, 1024, 256])
    #expect(blocks.map(\.offset) == [0, 8192, 9216])
  }

  @Test func withoutAChoiceClassesDoubleAndHaveEquallyManySlots() throws {
    // Four, two and two slots take as much as sixteen of the smallest.
    var stacks = SizeClasses<3, 8>(total: 1152, base: 0, placement: Self.words)
    var sizes: [UInt32] = []
    while stacks.largestFree > 0 { sizes.append(try stacks.allocate(bytes: 1).reserved) }
    #expect(sizes == [64, 64, 64, 64, 128, 128, 256, 256])
    #expect(stacks.overhead == 1152 - 1024)
  }

  @Test func aPoolHasSoManyEqualSlotsAsLargeAsTheyCanBe() throws {
    var pool = StaticPool<6>(total: 6 * 992 + 31 * 6, base: 0x2000_0010, placement: Self.words)
    let blocks = try (0..<6).map { _ in try pool.allocate(bytes: 1) }
    #expect(blocks.allSatisfy { $0.reserved == 992 })
    #expect(Set(blocks.map(\.offset)) == [16, 1008, 2000, 2992, 3984, 4976])
    #expect(throws: StackError.exhausted) { try pool.allocate(bytes: 1) }
  }

  @Test func aTotalWithoutRoomForTheSlotsGrantsNothing() {
    var pool = StaticPool<6>(total: 6 * 32 - 1, base: 0, placement: Self.words)
    #expect(pool.overhead == pool.total && pool.largestFree == 0)
    #expect(throws: StackError.tooLarge) { try pool.allocate(bytes: 1) }
  }

  @Test func slotsOfTwoClassesThatAreEquallyLargeAreToldApart() throws {
    let powers = StackPlacement(granule: 32, shape: .powerOfTwo)
    var stacks = try SizeClasses<2, 4>(
      total: 2048, base: 0, placement: powers,
      classes: [StackClass(bytes: 300, count: 2), StackClass(bytes: 500, count: 2)])
    let blocks = try (0..<4).map { _ in try stacks.allocate(bytes: 300) }
    #expect(Set(blocks.map(\.offset)) == [0, 512, 1024, 1536])
    let beyond = StackBlock(offset: 2048, usable: 300, reserved: 512)
    #expect(throws: StackError.notAllocated) { try stacks.deallocate(beyond) }
    for block in blocks { try stacks.deallocate(block) }
    #expect(stacks.free == 2048)
  }

  @Test func whereOnlySomeClassesFitThereIsNone() {
    // The slot of 64 bytes would fill what is left behind the first 32.
    let powers = StackPlacement(granule: 32, shape: .powerOfTwo)
    var stacks = SizeClasses<2, 2>(total: 96, base: 32, placement: powers)
    #expect(stacks.overhead == 96 && stacks.largestFree == 0)
  }
}
