import KernelCore
import Testing

struct PMPTests {
  @Test func aBlockIsOneEntryFromFourBytesToTheWholeSpace() throws {
    for bits in 2...32 as ClosedRange<UInt32> {
      // The block of this size at the end of the space.
      let start = UInt32(truncatingIfNeeded: UInt64.max << UInt64(bits))
      let grant = Grant(AddressRange(start, through: .max), .read)
      #expect(try checked(PMPModel.self, [grant]).plan.used == 1)
    }
  }

  /// From 0x1004 up to the end of the space: pmpaddr has bits beyond 32 for that.
  @Test func aSpanCanGoToTheEndOfTheSpace() throws {
    let plan = try checked(
      PMPModel.self, [Grant(AddressRange(0x1004, through: .max), [.read, .write])]
    ).plan
    #expect(plan.words.prefix(2).map(\.address) == [0x401, 0x4000_0000])
  }

  @Test func roomTurnsASpanIntoABlock() throws {
    let range = AddressRange(0x1004, through: 0x101b)
    let exact = try checked(PMPModel.self, [Grant(range, .read)]).plan
    #expect(exact.used == 2)
    let room = AddressRange(0x1000, through: 0x101f)
    let padded = [Grant(range, within: room, .read)]
    let plan = try checked(PMPModel.self, padded).plan
    #expect((plan.used, plan.bytesBeyond(padded.span)) == (1, 8))
  }

  /// Code, constants and data behind one another: each ends where the next begins.
  @Test func spansThatTouchShareTheirEdges() throws {
    let grants = [
      Grant(AddressRange(0x1004, through: 0x1fff), [.read, .execute]),
      Grant(AddressRange(0x2000, through: 0x20ff), .read),
      Grant(AddressRange(0x2100, through: 0x2fff), [.read, .write]),
    ]
    let plan = try checked(PMPModel.self, grants).plan
    #expect(plan.words.prefix(4).map(\.configuration) == [0, 0x0d, 0x09, 0x0b])
    #expect(plan.used == 4)
  }

  /// The gap may be given to the one below, the one above, or in part to each.
  @Test func spansAreMadeToTouchWhereTheirRoomsAllowIt() throws {
    let (below, above) = (
      AddressRange(0x1004, through: 0x1fef), AddressRange(0x2014, through: 0x2fef)
    )
    for (end, start, used) in [
      (0x2013, 0x2014, 3), (0x1fef, 0x1ff0, 3), (0x1fff, 0x2000, 3), (0x200f, 0x1ff4, 3),
      (0x1fff, 0x2004, 4),
    ] as [(UInt32, UInt32, Int)] {
      let grants = [
        Grant(below, within: AddressRange(0x1004, through: end), .read),
        Grant(above, within: AddressRange(start, through: 0x2fef), [.read, .write]),
      ]
      #expect(try checked(PMPModel.self, grants).plan.used == used)
    }
  }

  @Test func machineModeMayDoAll() throws {
    let model = try checked(PMPModel.self, [Grant(AddressRange(0x1000, through: 0x1fff), .read)])
      .model
    #expect(model.access(at: 0x1000, privileged: true) == [.read, .write, .execute])
    #expect(model.access(at: 0x2000, privileged: true) == [.read, .write, .execute])
  }

  /// Entries 2 to 6 of the hardware: two of pmpcfg0, three of pmpcfg1.
  @Test func configurationsAreFourToAWord() throws {
    let grants = [
      Grant(AddressRange(0x1000, through: 0x1fff), .read),
      Grant(AddressRange(0x3000, through: 0x4003), [.read, .write]),
    ]
    let plan = try RegionPlan<PMP>(grants.span, entries: 2..<7)
    #expect(plan.pmpcfg(0) == 0x0019_0000)
    #expect(plan.pmpcfg(1) == 0x0000_000b)
    #expect(plan.pmpcfg(2) == 0)
  }

  /// What a thread's regions are: one entry for a block, two for others.
  @Test func aRangeOfWordsIsABlockOrASpan() throws {
    let end = try #require(PMP.Cover(AddressRange(0x1004, through: .max), [.read, .write]))
    #expect(end.first == PMP.Entry(address: 0x401, configuration: 0))
    #expect(end.second == PMP.Entry(address: 0x4000_0000, configuration: 0x0b))
    let word = try #require(PMP.Cover(AddressRange(0x2000, through: 0x2003), [.read, .execute]))
    #expect((word.first, word.count) == (PMP.Entry(address: 0x800, configuration: 0x15), 1))
    let block = try #require(PMP.Cover(AddressRange(0x2000, through: 0x23ff), [.read, .write]))
    #expect((block.first, block.count) == (PMP.Entry(address: 0x87f, configuration: 0x1b), 1))
    let moved = try #require(PMP.Cover(AddressRange(0x2200, through: 0x25ff), .read))
    #expect((moved.first.address, moved.second?.address) == (0x880, 0x980))
    let code = try #require(
      PMP.Cover(asSpan: AddressRange(0x2000, through: 0x23ff), [.read, .execute]))
    #expect((code.first.address, code.second?.configuration) == (0x800, 0x0d))
    for cover in [PMP.Cover.init(_:_:), PMP.Cover.init(asSpan:_:)] {
      #expect(cover(AddressRange(0x1002, through: 0x1fff), .read) == nil)
      #expect(cover(AddressRange(0x1000, through: 0x1ffe), .read) == nil)
      #expect(cover(AddressRange(0x1000, through: 0x1fff), [.write]) == nil)
      #expect(cover(AddressRange(0x1000, through: 0x1fff), []) == nil)
    }
  }

  /// The planner and the kernel say the same of a range by itself, and the model of the manual agrees.
  @Test func aCoverIsThePlanOfOneRange() throws {
    for first in stride(from: 0 as UInt32, through: 256, by: 4) {
      for last in stride(from: first + 3, through: 515, by: 4) {
        let grant = Grant(AddressRange(first, through: last), [.read, .write])
        let plan = try RegionPlan<PMP>([grant].span, entries: 2..<4)
        let cover = try #require(PMP.Cover(AddressRange(first, through: last), [.read, .write]))
        #expect(cover.first == plan.entries[0])
        #expect(cover.second == (plan.used > 1 ? plan.entries[1] : nil))
      }
    }
  }
}
