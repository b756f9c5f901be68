import KernelCore
import TestSupport
import Testing

struct PMSAv8Tests {
  /// Every range in 512 bytes, at any byte, whose room are the granules it has bytes in.
  @Test func everyRangeIsOneRegionOfItsGranules() throws {
    let base: UInt32 = 0x2000_0000
    for first in stride(from: base, to: base + 512, by: 7) {
      for last in stride(from: first, to: base + 512, by: 5) {
        let range = AddressRange(first, through: last)
        let grant = Grant(range, within: range.rounded(to: 32), [.read, .write])
        let plan = try checked(PMSAv8Model.self, [grant]).plan
        #expect(plan.used == 1)
        #expect(plan.covers[0] == grant.room)
      }
    }
  }

  @Test func oneRegionCoversWholeGranulesAndNothingElse() throws {
    let range = AddressRange(0x2000_0020, through: 0x2000_009f)
    let region = try #require(PMSAv8.region(of: range, [.read, .write]))
    #expect((region.rbar, region.rlar) == (0x2000_0023, 0x2000_0081))
    #expect(PMSAv8.region(of: AddressRange(0x2000_0020, through: 0x2000_009e), .read) == nil)
    #expect(PMSAv8.region(of: AddressRange(0x2000_0021, through: 0x2000_009f), .read) == nil)
    #expect(PMSAv8.region(of: range, .write) == nil)
  }

  @Test func theWholeSpaceIsOneRegion() throws {
    let plan = try checked(PMSAv8Model.self, [Grant(AddressRange(0, through: .max), .read)]).plan
    #expect((plan.entries[0].rbar, plan.entries[0].rlar) == (0b111, 0xffff_ffe1))
  }

  /// The manual has no read-only memory that privileged code may write.
  @Test func privilegedCodeMayDoWhatThreadsMay() throws {
    let grants = [
      Grant(AddressRange(0, through: 0x3ff), [.read, .execute]),
      Grant(AddressRange(0x400, through: 0x7ff), [.read]),
      Grant(AddressRange(0x800, through: 0xbff), [.read, .write]),
    ]
    let model = try checked(PMSAv8Model.self, grants).model
    for grant in grants {
      #expect(model.access(at: grant.range.first, privileged: true) == grant.access)
    }
  }

  /// MAIR's encodings: write-back with allocation 0xff, non-cacheable 0x44, Device-nGnRE 0x04.
  @Test func aKindOfMemoryRefersToItsAttribute() throws {
    let kinds: [(MemoryKind, UInt8)] = [(.normal, 0xff), (.uncached, 0x44), (.device, 0x04)]
    for (kind, attribute) in kinds {
      let grant = Grant(AddressRange(0, through: 0xff), [.read, .write], kind: kind)
      let model = try checked(PMSAv8Model.self, [grant]).model
      #expect(model.memoryAttribute(at: 0x80) == attribute)
    }
  }
}
