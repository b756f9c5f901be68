import KernelCore
import TestSupport
import Testing

@testable import BoardTool

/// Every sample on every board that it can run on, with its init entries made to go wrong: what comes
/// of it is what follows from the graph.
@Suite(.serialized) struct InitInjectionSoak {
  /// A sample on a board.
  struct Subject: CustomStringConvertible {
    var sample: Application
    var board: Board
    var description: String { "\(sample.name) on \(board.name)" }
  }

  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  /// What a sample wants of a board beyond what all have.
  private static let aliases = ["blinky": "led0", "watchdog": "watchdog0"]

  /// In a random order.
  private func subjects(_ dice: inout Dice) async throws -> [Subject] {
    let project = fixture.project
    // Not on every board, and what an init function does without privileges is no harm to others.
    let samples = try (project.root / "samples").entries.map {
      try Application(folder: $0.string, in: project)
    }.filter { $0.systemFile == nil }
    var all: [Subject] = []
    for board in Board.all(in: project) {
      let tree = try await TestNeeds.devicetree(of: board, in: project)
      for sample in samples {
        let needs = TestNeeds(aliases: Self.aliases[sample.name].map { [$0] })
        let takesSlot = Emulator(tree)?.slotArguments.isEmpty == false
        if needs.areMet(by: board, tree), takesSlot || sample.name != "boot_to_app" {
          all.append(Subject(sample: sample, board: board))
        }
      }
    }
    return all.shuffled(using: &dice)
  }

  /// Nil if the image does not fit the board.
  private func check(_ subject: Subject) async throws -> InjectionCheck? {
    do { return try await InjectionCheck(subject.sample, subject.board, fixture) } catch let failure
      as Failure where failure.isShortOfMemory
    {
      Soak.say("left out: \(subject): \(failure.message)")
      return nil
    }
  }

  @Test func what_comes_of_one_that_goes_wrong_follows_from_the_graph() async throws {
    var dice = Dice(seed: Soak.seed)
    let all = try await subjects(&dice)
    #expect(Set(all.map(\.board.name)) == Set(Board.all(in: fixture.project).map(\.name)))
    var (count, leftOut) = (0, 0)
    for subject in all.prefix(Soak.count(sample: 2, soak: all.count)) {
      guard let check = try await check(subject) else { continue }
      let injections = check.entries.flatMap { entry in
        InitInjection.Kind.allCases.map { InitInjection(entry, $0) }
      }
      let bounded = injections.filter { InitForecast(check.image, [$0]).isBounded }
      count += bounded.count
      leftOut += injections.count - bounded.count
      try await check.run([[]] + bounded.map { [$0] })
    }
    #expect(count > 0)
    Soak.say(
      "\(count) injections in \(all.count) images; left out, for nothing ends them: "
        + "\(leftOut)")
  }

  @Test func what_comes_of_several_that_go_wrong_follows_from_the_graph() async throws {
    var dice = Dice(seed: Soak.seed)
    let all = try await subjects(&dice)
    var count = 0
    for subject in all.prefix(Soak.count(sample: 1, soak: all.count)) {
      guard let check = try await check(subject) else { continue }
      let cases = (0..<Soak.count(sample: 12, soak: 60)).map { _ in
        check.entries.filter { _ in dice.chance(40) }.map { entry in
          InitInjection(entry, dice.pick(InitInjection.Kind.allCases))
        }
      }.filter { InitForecast(check.image, $0).isBounded }
      count += cases.count
      try await check.run(cases)
    }
    #expect(count > 0)
    Soak.say("\(count) sets of injections in \(all.count) images")
  }
}
