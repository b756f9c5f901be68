import TestSupport
import Testing

/// Kconfiglib is the specification: random trees come to the same configuration, header and minimal
/// configuration, or are refused by both.
@Suite struct KconfiglibSoak {
  @Test func random_trees_agree() async throws {
    let count = Soak.count(sample: 100, soak: 5000)
    let tally = try await Agreement("random").check(count) { RandomTree.example(seed: $0) }
    Soak.say("\(count) random trees from seed \(Soak.seed): \(tally)")
    // Refused trees say little.
    #expect(tally.resolved * 4 > count * 3, "\(tally)")
  }
}

/// Whatever befalls the files, there is an answer, and it is Kconfiglib's.
@Suite struct DamageSoak {
  @Test func damaged_trees_agree() async throws {
    let whole = (Case.all(in: "Written") + Case.all(in: "Generated")).filter { !$0.runsCommands }
    #expect(whole.count > 100)
    let count = Soak.count(sample: 200, soak: 10_000)
    let tally = try await Agreement("damaged").check(count) { seed in
      whole[Int(seed % UInt64(whole.count))].damaged(seed: seed)
    }
    Soak.say("\(count) damaged trees from seed \(Soak.seed): \(tally)")
    #expect(tally.resolved * 3 > count && tally.refused * 8 > count, "\(tally)")
  }
}
