import KernelCore
import TestSupport
import Testing

/// What an allocator's placement promises of each backend: a stack can be protected as it lies.
@Suite struct StackRegionTests {
  @Test func aStackIsOneRegionOfPMSAv7AndNothingElseIs() throws {
    try check(PMSAv7.self, StackPlacement(granule: 32, shape: .eighths), atMost: 1)
    try check(PMSAv7.self, StackPlacement(granule: 32, shape: .powerOfTwo), atMost: 1)
  }

  @Test func aStackIsOneRegionOfPMSAv8AndNothingElseIs() throws {
    try check(PMSAv8.self, StackPlacement(granule: 32, shape: .multiples), atMost: 1)
  }

  @Test func aStackIsOneEntryOfThePMPWherePowersOfTwoAreGivenAndElseAtMostTwo() throws {
    try check(PMP.self, StackPlacement(granule: 16, shape: .powerOfTwo), atMost: 1)
    try check(PMP.self, StackPlacement(granule: 16, shape: .multiples), atMost: 2)
  }

  private func check<Backend: ProtectionBackend>(
    _ backend: Backend.Type, _ placement: StackPlacement, atMost entries: Int
  ) throws {
    var dice = Dice(seed: 5)
    for _ in 0..<20 {
      let base = UInt32.random(in: 0x2000_0000...0x2000_ffff, using: &dice)
      var stacks = FirstFit<16>(total: 20_000, base: base, placement: placement)
      var planned = 0
      while planned < 16,
        let block = try? stacks.allocate(bytes: UInt32.random(in: 1...2500, using: &dice))
      {
        let range = try #require(AddressRange(base: base + block.offset, size: block.reserved))
        // No room around it: whatever else the plan let be reached would be refused.
        let grants = [Grant(range, within: range, [.read, .write])]
        let plan = try RegionPlan<Backend>(grants.span, entries: 0..<8)
        #expect(plan.used <= entries)
        #expect(plan.covers[plan.used - 1] == range)
        planned += 1
      }
      #expect(planned > 3)
    }
  }
}
