import KernelCore
import TestSupport
import Testing

struct PagesTests {
  /// Every range in four pages, at any byte, whose room are the pages it has bytes in.
  @Test func everyRangeIsOneEntryOfItsPages() throws {
    let base: UInt32 = 0x20_0000
    for first in stride(from: base, to: base + 0x4000, by: 509) {
      for last in stride(from: first, to: base + 0x4000, by: 1021) {
        let range = AddressRange(first, through: last)
        let grant = Grant(range, within: range.rounded(to: 4096), [.read, .write])
        let plan = try checked(PagesModel.self, [grant]).plan
        #expect(plan.used == 1)
        #expect(plan.covers[0] == grant.room)
      }
    }
  }

  @Test func oneEntryCoversWholePagesAndNothingElse() throws {
    let range = AddressRange(0x20_1000, through: 0x20_3fff)
    let entry = try #require(Pages.entry(of: range, [.read, .write]))
    #expect((entry.first, entry.size) == (0x20_1003, 0x3000))
    #expect(Pages.entry(of: AddressRange(0x20_1000, through: 0x20_3ffe), .read) == nil)
    #expect(Pages.entry(of: AddressRange(0x20_1001, through: 0x20_3fff), .read) == nil)
    #expect(Pages.entry(of: range, .write) == nil)
    #expect(Pages.entry(of: range, .execute) == nil)
    #expect(Pages.entry(of: range, []) == nil)
  }

  @Test func accessIsInTheLowestBits() throws {
    let range = AddressRange(0x40_0000, through: 0x40_0fff)
    let accesses: [(Access, UInt32)] = [
      (.read, 1), ([.read, .write], 3), ([.read, .execute], 5), ([.read, .write, .execute], 7),
    ]
    for (access, bits) in accesses {
      #expect(Pages.entry(of: range, access)?.first == 0x40_0000 | bits)
      let model = try checked(PagesModel.self, [Grant(range, access)]).model
      #expect(model.access(at: range.first) == access)
      #expect(model.access(at: range.last) == access)
    }
  }
}
