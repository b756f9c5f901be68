import KernelCore

/// The entries of a chip's memory protection, and what the kernel has each of them for
/// (Sources/Kernel/Protection/RegionWords.swift): it loads each grant by itself, and merges none.
struct RegionLayout: Sendable, Equatable {
  let kind: Processor.Protection.Kind
  /// How many the chip has.
  let count: Int
  let granule: Int
  /// The application's code and constants, which every thread without privileges reaches.
  let code: Range<Int>
  /// What is a thread's own: its stack, then the partitions of its domain.
  let own: [Range<Int>]

  /// BULKHEAD_USER_REGIONS.
  private static let ownRegions = 7

  init(_ protection: Processor.Protection) {
    kind = protection.kind
    granule = protection.granule
    switch kind {
    case .pmsav7:
      code = 0..<1
      own = (0..<Self.ownRegions).map { $0 + 1..<$0 + 2 }
    case .pmsav8:
      code = Self.ownRegions..<Self.ownRegions + 1
      own = (0..<Self.ownRegions).map { $0..<$0 + 1 }
    case .pmp:
      // Where it begins, and where it ends; less if a region is a block of a power of two.
      code = 0..<2
      let entries = protection.regions ?? 0
      own = (0..<max(1, min(entries / 2 - 1, Self.ownRegions))).map { 2 * $0 + 2..<2 * $0 + 4 }
    case .pages, .cheri:
      // What the port opens, one after the other; there is no limit to them.
      code = 0..<1
      own = (0..<Self.ownRegions).map { $0 + 1..<$0 + 2 }
    }
    count = protection.regions ?? (kind == .pages || kind == .cheri ? 1 + Self.ownRegions : 0)
  }

  private var backend: any KernelBackend.Type {
    switch kind {
    case .pmsav8: PMSAv8.self
    case .pmp: PMP.self
    case .pages: Pages.self
    default: PMSAv7.self
    }
  }

  /// Whether memory in two regions can be reached by neither; where not, their numbers decide.
  var refusesOverlaps: Bool { kind == .pmsav8 }

  /// As manuals call it.
  var name: String {
    switch kind {
    case .pmsav7: "PMSAv7"
    case .pmsav8: "PMSAv8"
    case .pmp: "PMP"
    case .pages: "pages"
    case .cheri: "capabilities"
    }
  }

  /// The entries that the kernel loads whether a thread has memory for them or not; of a PMP none that the
  /// chip lacks.
  var needed: Int { ([code] + own).map(\.upperBound).max() ?? 0 }

  /// The code, which is everybody's.
  func planCode(_ grant: RegionGrant) throws(RegionShortage) -> PlannedRegion {
    try plan(grant, in: code)
  }

  /// What is left behind some of a thread's own.
  func spare(behind regions: [PlannedRegion]) -> Range<Int> {
    let end = own.last?.upperBound ?? code.upperBound
    let next = own.dropFirst(regions.count).first?.lowerBound ?? end
    let first = kind == .pmp ? regions.last?.numbers.upperBound ?? next : next
    return first..<end
  }

  /// What a partition of a thread's domain may have: all but a stack's, which takes one at least.
  var ofPartitions: Range<Int> {
    let first = kind == .pmp ? own[0].lowerBound + 1 : own.dropFirst().first?.lowerBound
    return (first ?? needed)..<needed
  }

  /// What is a thread's own, in the order in which the kernel has it; of a PMP without gaps.
  func plan(own grants: [RegionGrant]) throws(RegionShortage) -> [PlannedRegion] {
    if grants.count > own.count { throw .tooMany(grants, room: own.count) }
    var regions: [PlannedRegion] = []
    for (grant, numbers) in zip(grants, own) {
      let first = kind == .pmp ? regions.last?.numbers.upperBound : nil
      let from = first ?? numbers.lowerBound
      regions.append(try plan(grant, in: from..<from + numbers.count))
    }
    return regions
  }

  func plan(_ grant: RegionGrant, in numbers: Range<Int>) throws(RegionShortage) -> PlannedRegion {
    if grant.access.isEmpty {
      return PlannedRegion(grant: grant, numbers: numbers, words: [], covers: nil, beyond: 0)
    }
    do throws(PlanFailure) {
      return try plan(backend, grant, in: numbers)
    } catch {
      throw .uncoverable(grant, error)
    }
  }

  /// The smallest region that has all of a range; nil if there is none.
  func smallestRegion(around range: AddressRange) -> AddressRange? {
    smallestRegion(backend, around: range)
  }

  private func smallestRegion<Backend: KernelBackend>(
    _: Backend.Type, around range: AddressRange
  ) -> AddressRange? {
    let grants = [Grant(range, within: AddressRange(0, through: UInt32.max), .read)]
    let plan = try? RegionPlan<Backend>(grants.span, entries: 0..<code.count)
    return plan.flatMap { plan in (0..<plan.used).lazy.compactMap { plan.covers[$0] }.first }
  }

  private func plan<Backend: KernelBackend>(
    _: Backend.Type, _ grant: RegionGrant, in numbers: Range<Int>
  ) throws(PlanFailure) -> PlannedRegion {
    let plan = try RegionPlan<Backend>(
      [Grant(grant.given, grant.access)].span, entries: numbers)
    let covers = (0..<plan.used).compactMap { plan.covers[$0] }
    let asked = [Grant(grant.asked, grant.access)]
    let words = Backend.words(grant.given, grant.access, numbers) ?? []
    let used = words.isEmpty ? numbers.count : min(words.count / 2, numbers.count)
    return PlannedRegion(
      grant: grant, numbers: numbers.lowerBound..<numbers.lowerBound + used,
      words: words,
      covers: covers.first, beyond: plan.bytesBeyond(asked.span))
  }
}

/// A backend, as the kernel uses it for one grant.
private protocol KernelBackend: ProtectionBackend {
  /// What is loaded; nil if the kernel refuses the range.
  static func words(_ range: AddressRange, _ access: Access, _ numbers: Range<Int>) -> [UInt32]?
}

extension PMSAv7: KernelBackend {
  fileprivate static func words(
    _ range: AddressRange, _ access: Access, _ numbers: Range<Int>
  ) -> [UInt32]? {
    region(
      of: range, access, MemoryKind(ofArmAddress: range.first), number: numbers.lowerBound
    ).map { [$0.rbar, $0.rasr] }
  }
}

extension PMSAv8: KernelBackend {
  fileprivate static func words(
    _ range: AddressRange, _ access: Access, _ numbers: Range<Int>
  ) -> [UInt32]? {
    region(of: range, access, MemoryKind(ofArmAddress: range.first)).map { [$0.rbar, $0.rlar] }
  }
}

extension Pages: KernelBackend {
  /// The first page with the access, and the bytes.
  fileprivate static func words(
    _ range: AddressRange, _ access: Access, _ numbers: Range<Int>
  ) -> [UInt32]? {
    entry(of: range, access).map { [$0.first, $0.size] }
  }
}

extension PMP: KernelBackend {
  /// pmpaddr and pmpcfg of one entry, or of two.
  fileprivate static func words(
    _ range: AddressRange, _ access: Access, _ numbers: Range<Int>
  ) -> [UInt32]? {
    // The code has two in any case.
    let cover = numbers.lowerBound == 0 ? Cover(asSpan: range, access) : Cover(range, access)
    guard let cover else { return nil }
    return [cover.first, cover.second].compactMap { $0 }.flatMap {
      [$0.address, UInt32($0.configuration)]
    }
  }
}
