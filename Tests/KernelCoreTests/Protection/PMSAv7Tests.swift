import KernelCore
import Testing

struct PMSAv7Tests {
  private typealias Plan = RegionPlan<PMSAv7>

  @Test func sizesAreFromThirtyTwoBytesToTheWholeSpace() throws {
    for bits in 5...32 as ClosedRange<UInt32> {
      let grant = Grant(AddressRange(0, through: UInt32.max >> (32 - bits)), .read)
      let check = try checked(PMSAv7Model.self, [grant])
      #expect(check.plan.used == 1)
      #expect(check.plan.entries[0].rasr & 0xff3f == (bits - 1) << 1 | 1)
    }
  }

  /// Five eighths of 4 GiB, and what is at the very end of the space.
  @Test func theEndOfTheSpaceCanBeReached() throws {
    let most = try checked(
      PMSAv7Model.self, [Grant(AddressRange(0x6000_0000, through: .max), [.read])])
    #expect(most.plan.used == 1)
    let last = try checked(
      PMSAv7Model.self, [Grant(AddressRange(0xffff_ffa0, through: .max), [.read])])
    #expect(last.plan.used == 1)
  }

  @Test func privilegedCodeMayWriteWhatThreadsOnlyReadButNotCode() throws {
    let grants = [
      Grant(AddressRange(0, through: 0x3ff), [.read, .execute]),
      Grant(AddressRange(0x400, through: 0x7ff), [.read]),
      Grant(AddressRange(0x800, through: 0xbff), [.read, .write]),
    ]
    let model = try checked(PMSAv7Model.self, grants).model
    #expect(model.access(at: 0, privileged: true) == [.read, .execute])
    #expect(model.access(at: 0x400, privileged: true) == [.read, .write])
    #expect(model.access(at: 0x800, privileged: true) == [.read, .write])
  }

  /// TEX, S, C and B: table B3-13 of the manual.
  @Test func aKindOfMemoryIsOneOfTheManualsTypes() throws {
    let types: [(MemoryKind, UInt32)] = [
      (.normal, 0b001_0_11), (.uncached, 0b001_0_00), (.device, 0b000_0_01),
    ]
    for (kind, bits) in types {
      let grants = [Grant(AddressRange(0, through: 0x3ff), [.read], kind: kind)]
      let plan = try Plan(grants.span, entries: 0..<8)
      #expect(plan.entries[0].rasr >> 16 & 0x3f == bits)
    }
  }

  /// The region that is computed by itself is the one that a plan has, for all small ranges.
  @Test func oneRegionIsFoundWhereAPlanNeedsNoMore() throws {
    var found = 0
    for base in [0x2000_0000, 0xffff_f800] as [UInt32] {
      for first in stride(from: 0 as UInt32, through: 2016, by: 16) {
        for last in stride(from: first + 15, through: 2047, by: 16) {
          let range = AddressRange(base + first, through: base + last)
          let region = PMSAv7.region(of: range, [.read, .write], number: 3)
          let plan = try? Plan([Grant(range, [.read, .write])].span, entries: 3..<5)
          let single = plan.flatMap { $0.used == 1 && $0.covers[0] == range ? $0.entries[0] : nil }
          if region != single { Issue.record("\(range)") }
          if region != nil { found += 1 }
        }
      }
    }
    #expect(found > 500)
    let all = PMSAv7.region(of: AddressRange(0, through: .max), [.read], number: 0)
    #expect(try #require(all).rasr & 0x3f == 0x3f)
  }

  /// Table B3-1 of the manual.
  @Test func anAddressIsADevicesWhereTheArchitectureSaysSo() {
    let devices: [ClosedRange<UInt32>] = [0x4000_0000...0x5fff_ffff, 0xa000_0000...0xffff_ffff]
    for address in stride(from: 0 as UInt64, to: 1 << 32, by: 0x1000_0000).map(UInt32.init) {
      for address in [address, address | 0x0fff_ffff] {
        let isDevice = devices.contains { $0.contains(address) }
        #expect(MemoryKind(ofArmAddress: address) == (isDevice ? .device : .normal))
      }
    }
  }

  @Test func regionsHaveTheNumbersThatWereGiven() throws {
    let grants = [Grant(AddressRange(0, through: 31), [.read])]
    let plan = try Plan(grants.span, entries: 3..<8)
    #expect(plan.words.map(\.rbar) == [0x13, 0xe000_0014, 0xe000_0015, 0xe000_0016, 0xe000_0017])
    #expect(plan.spare == 4)
  }
}
