import KernelCore
import TestSupport
import Testing

@Suite struct StackPlacementTests {
  static let rules = StackPlacement.shapes.flatMap { shape in
    [32, 64].map { StackPlacement(granule: $0, shape: shape) }
  }

  @Test(arguments: rules) func aSizeIsTheLeastThatFitsSomewhere(rule: StackPlacement) {
    let oracle = PlacementOracle(placement: rule)
    for bytes in 0...1200 as ClosedRange<UInt32> {
      let least = (max(bytes, 1)...4096).first { oracle.allows(4096, size: $0) }
      #expect(rule.size(for: bytes) == least, "\(bytes) bytes")
    }
  }

  @Test(arguments: rules) func aStartIsTheLowestThatIsAllowed(rule: StackPlacement) {
    let oracle = PlacementOracle(placement: rule)
    for bytes in stride(from: 1, through: 1024, by: 64) as StrideTo32 {
      guard let size = rule.size(for: bytes) else { continue }
      for address in stride(from: 3, through: 2200, by: 97) as StrideTo32 {
        let lowest = (address...8192).first { oracle.allows($0, size: size) }
        #expect(rule.start(of: size, atOrAbove: address) == lowest, "\(size) from \(address)")
      }
    }
  }

  @Test(arguments: rules) func theLargestIsTheLargestThatFits(rule: StackPlacement) {
    let oracle = PlacementOracle(placement: rule)
    var dice = Dice(seed: 11)
    for _ in 0..<20 {
      let lower = UInt32.random(in: 0...1500, using: &dice)
      let upper = lower + UInt32.random(in: 0...900, using: &dice)
      let largest = (0...upper - lower).last { size in
        (lower...upper - size).contains { oracle.allows($0, size: size) }
      }
      #expect(rule.largest(from: lower, to: upper) == largest ?? 0, "\(lower) to \(upper)")
    }
  }

  @Test(arguments: rules) func whatLiesBeyondTheAddressSpaceIsNil(rule: StackPlacement) {
    #expect(rule.size(for: .max) == nil)
    #expect(rule.start(of: rule.granule, atOrAbove: .max) == nil)
    #expect(rule.start(of: rule.granule, atOrAbove: .max - rule.granule) == 0 &- rule.granule)
    // The last block of the space ends with it.
    let size: UInt32 = 1 << 31
    #expect(rule.start(of: size, atOrAbove: size) == size)
    if rule.shape != .multiples { #expect(rule.start(of: size, atOrAbove: size + 1) == nil) }
  }
}

private typealias StrideTo32 = StrideThrough<UInt32>
