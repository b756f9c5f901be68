import KernelCore
import TestSupport
import Testing

@testable import BoardTool

/// Random plans in the MPUs and the PMP that QEMU has: what can be read, written and executed around every edge is
/// what the planner promises, byte by byte.
@Suite(.serialized) struct RegionPlanOnBoardSoak {
  @Test func what_pmsav7_allows_is_what_the_plan_promises() async throws {
    try await RandomPlans<PMSAv7>.check("PMSAv7")
  }
  @Test func what_pmsav8_allows_is_what_the_plan_promises() async throws {
    try await RandomPlans<PMSAv8>.check("PMSAv8")
  }
  @Test func what_the_pmp_allows_is_what_the_plan_promises() async throws {
    try await RandomPlans<PMP>.check("the PMP")
  }

  /// The comparison can fail: words that say something else are noticed.
  @Test func a_wrong_word_is_noticed() async throws {
    try await RandomPlans<PMSAv7>.checkThatMistakesAreNoticed()
    try await RandomPlans<PMSAv8>.checkThatMistakesAreNoticed()
    try await RandomPlans<PMP>.checkThatMistakesAreNoticed()
  }
}

private enum RandomPlans<Backend: ProbedBackend> {
  private typealias Plan = RegionPlan<Backend>

  /// How many plans an image has room for.
  private static var batch: Int { 1000 }

  static func check(_ name: String) async throws {
    let count = Soak.count(sample: 100, soak: 20_000)
    let fixture = try Fixture()
    var cases: UInt64 = 0
    var found = (plans: 0, tried: 0, refused: 0)
    while found.plans < count {
      var probe = RegionProbe<Backend>()
      let end = min(count, found.plans + batch)
      while found.plans < end {
        var dice = Dice(seed: Soak.seed &+ cases)
        cases += 1
        let grants = grants(&dice)
        guard let plan = try? Plan(grants.span, entries: Backend.numbers) else { continue }
        add(plan, grants, to: &probe)
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
      "\(found.plans) plans of \(name) in QEMU: \(found.tried) bytes around edges read, "
        + "written and executed, of which \(found.refused) times it was refused")
  }

  /// Of a range that is a block of a power of two, and of another.
  static func checkThatMistakesAreNoticed() async throws {
    let fixture = try Fixture()
    var probe = RegionProbe<Backend>()
    var count = 0
    for (offset, last) in [(0x800, 0xdff), (0x1000, 0x1fff)] as [(UInt32, UInt32)] {
      let arena = Backend.arena.first
      let grants = [
        Grant(AddressRange(arena + offset, through: arena + last), [.read, .write])
      ]
      let plan = try Plan(grants.span, entries: Backend.numbers)
      for make in Backend.mistakes {
        var wrong = plan.entries[plan.used - 1]
        make(&wrong)
        add(plan, grants, to: &probe, lastInstead: wrong)
        count += 1
      }
    }
    let result = try await probe.run(in: fixture)
    #expect(result.wrongPlans == Set(0..<count), "\(Backend.board): \(result.lines)")
    #expect(result.others == 0)
  }

  // MARK: Plans

  /// Adds a plan; `lastInstead` is loaded in place of its last entry.
  private static func add(
    _ plan: Plan, _ grants: [Grant], to probe: inout RegionProbe<Backend>,
    lastInstead: Backend.Entry? = nil
  ) {
    var entries = plan.numbers.indices.map { plan.entries[$0 - plan.numbers.lowerBound] }
    var edges: Set<UInt32> = []
    for range in grants.flatMap({ [$0.range, $0.room] }) {
      edges.formUnion([range.first, range.last &+ 1])
    }
    for entry in entries where Backend.isInUse(entry) { edges.formUnion(Backend.edges(of: entry)) }
    let reach = (0..<plan.used).compactMap { index -> (AddressRange, Access)? in
      guard let covers = plan.covers[index] else { return nil }
      return (covers, access(of: entries[index], among: grants))
    }
    if let lastInstead { entries[plan.used - 1] = lastInstead }
    probe.add(entries, edges: edges) { address in
      reach.reduce(into: []) { if $1.0.contains(address) { $0.formUnion($1.1) } }
    }
  }

  /// The access that was asked for where an entry is: an entry serves grants of one kind.
  private static func access(of entry: Backend.Entry, among grants: [Grant]) -> Access {
    let found = grants.map(\.access).first { access in
      (try? Backend.attributes(access, .normal)) == Backend.attributes(of: entry)
    }
    return found ?? []
  }

  /// Grants of small steps or large ones, near each other or not; some have room.
  private static func grants(_ dice: inout Dice) -> [Grant] {
    let arena = Backend.arena
    let step = Backend.granule << dice.pick([0, 0, 0, 1, 2, 3, 5, 7] as [UInt32])
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
