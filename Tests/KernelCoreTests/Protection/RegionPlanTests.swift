import KernelCore
import Testing

/// What holds for plans on every architecture, and how it is said when there is none.
struct RegionPlanTests {
  private let ram = AddressRange(0x2000_0000, through: 0x2000_0fff)

  /// Bytes of the RAM, by their offsets.
  private func at(_ first: UInt32, _ last: UInt32) -> AddressRange {
    AddressRange(ram.first + first, through: ram.first + last)
  }

  @Test func aPlanForNothingDisablesAllEntries() throws {
    let plan = try RegionPlan<PMSAv7>([Grant]().span, entries: 2..<5)
    #expect(plan.words == (2..<5).map { PMSAv7.disabled(number: $0) })
    #expect((plan.used, plan.spare) == (0, 3))
  }

  @Test func neighboursWithEqualAccessShareAnEntry() throws {
    let grants = [
      Grant(at(0, 0xff), [.read, .write], owner: 1),
      Grant(at(0x100, 0x1ff), [.read, .write], owner: 2),
      Grant(at(0x200, 0x3ff), [.read], owner: 3),
    ]
    for used in [
      try checked(PMSAv7Model.self, grants).plan.used,
      try checked(PMSAv8Model.self, grants).plan.used,
      try checked(PMPModel.self, grants).plan.used,
    ] {
      #expect(used == 2)
    }
    let pages = [
      Grant(AddressRange(0x1000, through: 0x1fff), [.read, .write]),
      Grant(AddressRange(0x2000, through: 0x2fff), [.read, .write]),
      Grant(AddressRange(0x3000, through: 0x3fff), .read),
    ]
    #expect(try checked(PagesModel.self, pages).plan.used == 2)
  }

  /// Two blocks are two entries; what joins them is one block, or a span of two entries.
  @Test func neighboursAreMergedOnlyIfThatSavesAnEntry() throws {
    let room = at(0, 0x7ff)
    let apart = [
      Grant(at(0, 0xff), within: room, .read), Grant(at(0x500, 0x5ff), within: room, .read),
    ]
    let merged = try checked(PMSAv8Model.self, apart).plan
    #expect((merged.used, merged.bytesBeyond(apart.span)) == (1, 0x400))
    let narrow = [
      Grant(at(0, 0xff), within: at(0, 0x5ff), .read),
      Grant(at(0x500, 0x5ff), within: at(0, 0x5ff), .read),
    ]
    let blocks = try checked(PMPModel.self, narrow).plan
    #expect((blocks.used, blocks.bytesBeyond(narrow.span)) == (2, 0))
  }

  @Test func neighboursWhoseRoomsHaveAGapStayApart() throws {
    let grants = [Grant(at(0, 0xff), .read), Grant(at(0x120, 0x1ff), .read)]
    #expect(try checked(PMSAv8Model.self, grants).plan.used == 2)
  }

  /// The padding of one would have the other in it.
  @Test func nothingIsMergedAcrossAnotherAccess() throws {
    let grants = [
      Grant(at(0, 0xff), within: ram, [.read, .write]), Grant(at(0x100, 0x11f), .read),
      Grant(at(0x200, 0x2ff), within: ram, [.read, .write]),
    ]
    #expect(try checked(PMSAv7Model.self, grants).plan.used == 3)
    #expect(try checked(PMSAv8Model.self, grants).plan.used == 3)
    #expect(try checked(PMPModel.self, grants).plan.used == 3)
  }

  @Test func overlappingGrantsWithEqualAccessAreOne() throws {
    let grants = [Grant(at(0, 0xff), .read), Grant(at(0x80, 0x1ff), .read)]
    #expect(try checked(PMSAv7Model.self, grants).plan.used == 1)
    #expect(try checked(PMPModel.self, grants).plan.takes[1] == 1)
  }

  /// A span costs two entries here; each of two grants says so, and the plan both together.
  @Test func aPlanThatDoesNotFitSaysHowManyEntriesItNeeds() throws {
    let grants = [Grant(at(0, 0xbf), .read), Grant(at(0x200, 0x2bf), .read)]
    do throws(PlanFailure) {
      _ = try RegionPlan<PMP>(grants.span, entries: 0..<3)
      Issue.record("it fits")
    } catch {
      guard case .doesNotFit(let needed, let takes) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(needed == 4)
      #expect((takes[0], takes[1], takes[2]) == (2, 2, 0))
    }
    #expect(try RegionPlan<PMP>(grants.span, entries: 0..<4).spare == 0)
  }

  /// More than are kept, and more than an architecture has.
  @Test func needsBeyondSixteenEntriesAreCounted() throws {
    let grants = (0..<16 as Range<UInt32>).map { Grant(at($0 * 0x100, $0 * 0x100 + 0xb), .read) }
    do throws(PlanFailure) {
      _ = try RegionPlan<PMP>(grants.span, entries: 0..<16)
      Issue.record("it fits")
    } catch {
      guard case .doesNotFit(let needed, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(needed == 32)
    }
  }

  @Test func moreThanSixteenGrantsAreRefused() {
    let grants = [Grant](repeating: Grant(ram, .read), count: 17)
    do throws(PlanFailure) {
      _ = try RegionPlan<PMP>(grants.span, entries: 0..<16)
      Issue.record("seventeen grants have a plan")
    } catch {
      guard case .tooManyGrants = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func aRangeBeyondItsRoomIsRefused() {
    let grants = [Grant(ram, .read), Grant(at(0, 0x40), within: at(0, 0x3f), .read)]
    #expect(refusal(PMSAv7.self, grants) == Refused(grant: 1, why: .outsideRoom))
  }

  /// Both together would be more than either asked for.
  @Test func grantsThatContradictEachOtherAreRefused() {
    let grants = [
      Grant(at(0, 0xff), .read), Grant(at(0x400, 0x4ff), .read),
      Grant(at(0xff, 0x1ff), [.read, .write]),
    ]
    let expected = Refused(grant: 2, why: .conflict(with: 0))
    #expect(refusal(PMSAv7.self, grants) == expected)
    #expect(refusal(PMSAv8.self, grants) == expected)
    #expect(refusal(PMP.self, grants) == expected)
  }

  /// A PMP says nothing of the kind of memory, so for it these do not differ.
  @Test func theSameBytesAsTwoKindsOfMemoryAreRefusedWhereThatDiffers() throws {
    let grants = [Grant(at(0, 0xff), .read), Grant(at(0, 0xff), .read, kind: .uncached)]
    let expected = Refused(grant: 1, why: .conflict(with: 0))
    #expect(refusal(PMSAv7.self, grants) == expected)
    #expect(refusal(PMSAv8.self, grants) == expected)
    #expect(try checked(PMPModel.self, grants).plan.used == 1)
  }

  @Test func aGranuleThatIsNotAllOnesOwnIsRefusedForTheGrantWhoseItIs() {
    // The grant's own room is too small at its end; then at its beginning.
    #expect(
      refusal(PMSAv8.self, [Grant(at(0x40, 0x5e), .read)]) == Refused(grant: 0, why: .granule))
    #expect(
      refusal(PMSAv7.self, [Grant(ram, .read), Grant(AddressRange(4, through: 31), .read)])
        == Refused(grant: 1, why: .granule))
    // Another grant has bytes in it.
    let neighbours = [
      Grant(at(0, 3), within: at(0, 0x1f), .read),
      Grant(at(4, 7), within: at(0, 0x1f), [.read, .write]),
    ]
    #expect(refusal(PMSAv8.self, neighbours) == Refused(grant: 0, why: .granule))
    #expect(refusal(PMP.self, neighbours) == nil)
    #expect(refusal(PMP.self, [Grant(at(0, 2), .read)]) == Refused(grant: 0, why: .granule))
  }

  /// Every access there is, and whether an architecture has it.
  @Test func accessThatTheArchitectureCannotGiveIsRefused() {
    for bits in 0..<8 as Range<UInt8> {
      let access = Access(rawValue: bits)
      let grants = [Grant(at(0, 0xff), access)]
      let (reads, writes) = (access.contains(.read), access.contains(.write))
      let arm: Refusal? =
        access.isEmpty
        ? .noAccess : reads ? nil : writes ? .writeWithoutRead : .executeWithoutRead
      let riscv: Refusal? = access == .execute ? nil : arm
      #expect(refusal(PMSAv7.self, grants)?.why == arm)
      #expect(refusal(PMSAv8.self, grants)?.why == arm)
      #expect(refusal(PMP.self, grants)?.why == riscv)
    }
  }

  @Test func codeInADeviceIsRefused() {
    let grants = [Grant(at(0, 0xff), [.read, .execute], kind: .device)]
    #expect(refusal(PMSAv7.self, grants)?.why == .executeDevice)
    #expect(refusal(PMSAv8.self, grants)?.why == .executeDevice)
    #expect(refusal(PMP.self, grants)?.why == .executeDevice)
  }

  private struct Refused: Equatable {
    var grant: Int
    var why: Refusal
  }

  private func refusal<Backend: ProtectionBackend>(
    _ backend: Backend.Type, _ grants: [Grant]
  ) -> Refused? {
    do throws(PlanFailure) {
      _ = try RegionPlan<Backend>(grants.span, entries: 0..<16)
    } catch {
      if case .refused(let grant, let why) = error { return Refused(grant: grant, why: why) }
    }
    return nil
  }
}
