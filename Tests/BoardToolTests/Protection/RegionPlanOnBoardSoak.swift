import KernelCore
import TestSupport
import Testing

@testable import BoardTool

/// Random plans of PMSAv7 in QEMU's MPU: what can be read, written and executed around every edge is
/// what the planner promises, byte by byte.
@Suite(.serialized) struct RegionPlanOnBoardSoak {
  private typealias Plan = RegionPlan<PMSAv7>

  /// How many plans an image has room for.
  private static let batch = 1000

  @Test func what_the_mpu_allows_is_what_the_plan_promises() async throws {
    let count = Soak.count(sample: 100, soak: 20_000)
    let fixture = try Fixture()
    var cases: UInt64 = 0
    var found = (plans: 0, tried: 0, refused: 0)
    while found.plans < count {
      var probe = RegionProbe()
      let end = min(count, found.plans + Self.batch)
      while found.plans < end {
        var dice = Dice(seed: Soak.seed &+ cases)
        cases += 1
        let grants = Self.grants(&dice)
        guard let plan = try? Plan(grants.span, entries: RegionProbe.entries) else { continue }
        Self.add(plan, grants, to: &probe)
        found.plans += 1
      }
      let result = try await probe.run(in: fixture, name: "plans\(found.plans)")
      #expect(result.mistakes == 0 && result.others == 0, "\(result.lines.suffix(12))")
      found.tried += result.tried
      found.refused += result.refused
    }
    // Nothing would be shown if all were refused, or nothing.
    #expect(found.refused > found.tried / 2 && found.refused < found.tried * 2)
    Soak.say(
      "\(found.plans) plans of PMSAv7 in QEMU's MPU: \(found.tried) bytes around edges read, "
        + "written and executed, of which \(found.refused) times it was refused")
  }

  /// The comparison can fail: words that say something else are noticed.
  @Test func a_wrong_word_is_noticed() async throws {
    let range = AddressRange(0x2020_0800, through: 0x2020_0dff)
    let grants = [Grant(range, [.read, .write])]
    let plan = try Plan(grants.span, entries: RegionProbe.entries)
    let fixture = try Fixture()
    let mistakes: [(String, (inout PMSAv7.Region) -> Void)] = [
      ("eighth", { $0.rasr ^= 1 << 13 }), ("access", { $0.rasr ^= 1 << 24 }),
      ("execution", { $0.rasr ^= 1 << 28 }),
      ("base", { $0.rbar += 0x800 }), ("disabled", { $0.rasr = 0 }),
    ]
    for (name, make) in mistakes {
      var wrong = plan.entries[0]
      make(&wrong)
      var probe = RegionProbe()
      Self.add(plan, grants, to: &probe, instead: wrong)
      let result = try await probe.run(in: fixture, name: name)
      #expect(result.mistakes > 0 && result.others == 0, "\(name)")
    }
  }

  // MARK: Plans

  /// Adds a plan; `instead` is loaded in place of its first entry.
  private static func add(
    _ plan: Plan, _ grants: [Grant], to probe: inout RegionProbe, instead: PMSAv7.Region? = nil
  ) {
    var entries = plan.numbers.indices.map { plan.entries[$0 - plan.numbers.lowerBound] }
    var edges: Set<UInt32> = []
    for range in grants.flatMap({ [$0.range, $0.room] }) {
      edges.formUnion([range.first, range.last &+ 1])
    }
    for entry in entries where entry.rasr & 1 == 1 { edges.formUnion(Self.edges(of: entry)) }
    let reach = (0..<plan.used).compactMap { index -> (AddressRange, Access)? in
      guard let covers = plan.covers[index] else { return nil }
      return (covers, access(of: entries[index], among: grants))
    }
    if let instead { entries[0] = instead }
    probe.add(entries, edges: edges) { address in
      reach.reduce(into: []) { if $1.0.contains(address) { $0.formUnion($1.1) } }
    }
  }

  /// Where a region and its eighths begin and end (Armv7-M ARM B3.5.3).
  private static func edges(of entry: PMSAv7.Region) -> [UInt32] {
    let size = 2 << (entry.rasr >> 1 & 0x1f) as UInt32
    let base = entry.rbar & ~0x1f
    return (0...8).map { base &+ $0 * (size / 8) }
  }

  /// The access that was asked for where an entry is: an entry serves grants of one kind.
  private static func access(of entry: PMSAv7.Region, among grants: [Grant]) -> Access {
    let found = grants.map(\.access).first { access in
      (try? PMSAv7.attributes(access, .normal)) == entry.rasr & 0xffff_0000
    }
    return found ?? []
  }

  /// Grants of small steps or large ones, near each other or not; some have room.
  private static func grants(_ dice: inout Dice) -> [Grant] {
    let arena = RegionProbe.arena
    let step: UInt32 = 32 << dice.pick([0, 0, 0, 1, 2, 3, 5, 7] as [UInt32])
    var place = arena.first + step * .random(in: 0...64, using: &dice)
    var grants: [Grant] = []
    for _ in 0..<Int.random(in: 1...6, using: &dice) {
      let first = place + (dice.chance(40) ? 0 : step * .random(in: 0...9, using: &dice))
      let last = first + step * .random(in: 1...dice.pick([2, 9, 30]), using: &dice) - 1
      var room = AddressRange(first, through: last)
      if dice.chance(60) {
        let below = min(first - arena.first, step * .random(in: 0...6, using: &dice))
        let above = min(arena.last - last, step * .random(in: 0...6, using: &dice))
        room = AddressRange(first - below, through: last + above)
      }
      let access = dice.pick(
        [.read, [.read, .write], [.read, .write], [.read, .execute]] as [Access])
      grants.append(Grant(AddressRange(first, through: last), within: room, access))
      place = last + 1
    }
    return grants.shuffled(using: &dice)
  }
}
