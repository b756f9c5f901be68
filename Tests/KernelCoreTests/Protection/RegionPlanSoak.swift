import KernelCore
import TestSupport
import Testing

/// Random grants of all sizes: every plan is compared with the model, every refusal with a reason.
struct RegionPlanSoak {
  @Test func whatPMSAv7PermitsIsWhatThePlanPromises() { compare(PMSAv7Model.self) }
  @Test func whatPMSAv8PermitsIsWhatThePlanPromises() { compare(PMSAv8Model.self) }
  @Test func whatAPMPPermitsIsWhatThePlanPromises() { compare(PMPModel.self) }
  @Test func whatPagesPermitIsWhatThePlanPromises() { compare(PagesModel.self) }

  private func compare<Model: ProtectionModel>(_ model: Model.Type) {
    let cases = Soak.count(sample: 150, soak: 20_000)
    var outcomes = (plans: 0, tooFew: 0, refused: 0)
    for number in 0..<UInt64(cases) {
      var dice = Dice(seed: Soak.seed &+ number)
      let grants = Self.grants(granule: Model.Backend.granule, &dice)
      let first = Int.random(in: 0..<4, using: &dice)
      let entries = first..<Int.random(in: first...16, using: &dice)
      do throws(PlanFailure) {
        let plan = try RegionPlan<Model.Backend>(grants.span, entries: entries)
        let mistake = PlanCheck<Model>(grants, plan).mistake
        #expect(mistake == nil, "case \(number): \(grants) \(plan.words)")
        outcomes.plans += 1
      } catch {
        let reason = reason(for: error, model, grants, entries: entries.count)
        #expect(reason, "case \(number): \(error) \(grants)")
        if case .doesNotFit = error { outcomes.tooFew += 1 } else { outcomes.refused += 1 }
      }
    }
    // Cases that are all of one sort would show little.
    for count in [outcomes.plans, outcomes.tooFew, outcomes.refused] { #expect(count > cases / 20) }
    Soak.say("\(outcomes) for \(Model.Backend.self)")
  }

  /// Whether a failure is one: the hardware could not do it.
  private func reason<Model: ProtectionModel>(
    for failure: PlanFailure, _ model: Model.Type, _ grants: [Grant], entries: Int
  ) -> Bool {
    let granule = Model.Backend.granule
    switch failure {
    case .tooManyGrants: return false
    case .doesNotFit(let needed, let takes):
      // With as many as it needs there is a plan; how few these can be is for other tests.
      if needed <= entries { return false }
      guard needed <= 16 else { return true }
      guard let plan = try? RegionPlan<Model.Backend>(grants.span, entries: 0..<needed) else {
        return false
      }
      return plan.spare == 0 && grants.indices.allSatisfy { plan.takes[$0] == takes[$0] }
    case .refused(let index, .conflict(let other)):
      return grants[index].access != grants[other].access
        && grants[index].range.overlaps(grants[other].range)
    case .refused(let index, .granule):
      // Some byte of its granules is outside all rooms, or asked for with another access.
      let grant = grants[index]
      let whole = grant.range.rounded(to: granule)
      let padding =
        Array(whole.first..<grant.range.first) + (grant.range.last...whole.last).dropFirst()
      return padding.contains { address in
        let owners = grants.filter { $0.room.contains(address) && $0.access == grant.access }
        let others = grants.filter { $0.range.contains(address) && $0.access != grant.access }
        return owners.isEmpty || !others.isEmpty
      }
    case .refused: return false
    }
  }

  /// Grants of small steps or large ones, near each other or not, mostly apart; some have room.
  private static func grants(granule: UInt32, _ dice: inout Dice) -> [Grant] {
    let step = granule << dice.pick([0, 0, 0, 1, 3, 7, 12] as [UInt32])
    let isExact = dice.chance(70)
    var place = dice.pick([0, 0x2000_0000, 0x3fff_ff00, 0x7fff_f000] as [UInt32])
    var grants: [Grant] = []
    for owner in 0..<UInt16.random(in: 1...8, using: &dice) {
      let gap = dice.chance(40) ? 0 : step * .random(in: 0...9, using: &dice)
      let size = step * .random(in: 1...dice.pick([2, 9, 40]), using: &dice)
      var (first, last) = (place + gap, place + gap + size - 1)
      if !isExact, size > 8 {
        first += .random(in: 0..<4, using: &dice)
        last -= .random(in: 0..<4, using: &dice)
      }
      if dice.chance(1), owner > 0 { first -= 4 }
      var room = AddressRange(first, through: last)
      if dice.chance(60) {
        let below = min(first, step * .random(in: 0...6, using: &dice) + (first & (step - 1)))
        let above = step * .random(in: 0...6, using: &dice) + (~last & (step - 1))
        room = AddressRange(first - below, through: last + above)
      }
      let access = dice.pick(
        [.read, [.read, .write], [.read, .write], [.read, .execute]] as [Access])
      grants.append(
        Grant(AddressRange(first, through: last), within: room, access, owner: owner))
      place = last - (last & (granule - 1)) + granule
    }
    return grants.shuffled(using: &dice)
  }
}
