import KernelCore
import TestSupport
import Testing

struct PMSAv7Soak {
  /// Every range of whole granules in 1 KiB, and every room around it; a fiftieth of them in a sample.
  ///
  /// The model finds what the words permit; how few regions there can be, and then how few bytes,
  /// is found by trying all regions of the architecture.
  @Test func everyRangeInEveryRoomTakesTheFewestRegionsAndThenTheFewestBytes() throws {
    let granules = 32
    let regions = Self.allRegions(granules: granules)
    var dice = Dice(seed: Soak.seed)
    var count = 0
    for roomFirst in 0..<granules {
      for roomEnd in roomFirst + 1...granules {
        let usable = regions.filter { $0.lowerBound >= roomFirst && $0.upperBound <= roomEnd }
        for first in roomFirst..<roomEnd where Soak.isOn || dice.chance(2) {
          let best = Self.cheapest(from: first, usable)
          for end in first + 1...roomEnd {
            let grant = Grant(
              Self.range(first..<end), within: Self.range(roomFirst..<roomEnd), [.read, .write])
            let check = try checked(PMSAv7Model.self, [grant])
            let least = try #require(best[end])
            #expect(check.plan.used == least.regions, "\(grant)")
            #expect(check.plan.bytesBeyond(check.grants.span) == UInt64(least.beyond * 32))
            #expect(check.plan.takes[0] == UInt8(least.regions))
            count += 1
          }
        }
      }
    }
    Soak.say("\(count) ranges and rooms within 1 KiB, covered by regions of PMSAv7")
  }

  private static func range(_ granules: Range<Int>) -> AddressRange {
    let base: UInt32 = 0x2000_0000
    return AddressRange(
      base + UInt32(granules.lowerBound) * 32, through: base + UInt32(granules.upperBound) * 32 - 1)
  }

  /// What one region can have: a power of two of granules, and from eight on a row of eighths.
  private static func allRegions(granules: Int) -> [Range<Int>] {
    var found: Set<Range<Int>> = []
    for bits in 0..<8 {
      let size = 1 << bits
      for start in stride(from: 0, to: granules, by: size) {
        found.insert(start..<start + size)
        if size < 8 { continue }
        for low in 0..<8 {
          for high in low + 1...8 {
            found.insert(start + low * size / 8..<start + high * size / 8)
          }
        }
      }
    }
    return Array(found)
  }

  /// For each end the fewest regions from a granule to there, and the fewest granules beyond.
  ///
  /// Regions are put one behind the other in all ways, each beginning within what is covered.
  private static func cheapest(
    from first: Int, _ regions: [Range<Int>]
  ) -> [Int: (regions: Int, beyond: Int)] {
    var best: [Int: (regions: Int, beyond: Int)] = [:]
    // Covered from `first` to the key, with so many granules before `first`.
    var covered: [Int: Int] = [first: 0]
    var count = 0
    while !covered.isEmpty {
      count += 1
      var next: [Int: Int] = [:]
      for (end, before) in covered {
        for region in regions where region.contains(end) {
          let before = max(before, first - region.lowerBound)
          next[region.upperBound] = min(before, next[region.upperBound] ?? .max)
        }
      }
      for (end, before) in next where end > first {
        for target in first + 1...end where (best[target]?.regions ?? count) == count {
          let beyond = before + end - target
          best[target] = (count, min(beyond, best[target]?.beyond ?? .max))
        }
      }
      covered = next
    }
    return best
  }
}
