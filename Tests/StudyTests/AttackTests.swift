import BoardTool
import Testing

@testable import Study

/// The attack table: the positive control, and what each backend stops.
@Suite(.serialized) struct AttackTests {
  /// Inside of a compartment neither keeps anything apart but stacks; and who is asked by a number
  /// does not see whose that is.
  private static let stoppedByNone: [Attack] = [
    .readBeyondOwn, .writeBeyondOwn, .useOwnAfterFree, .deputyByNumber,
  ]
  private static let notStopped: [String: [Attack]] = [
    "without protection": Attack.allCases,
    // Code is everybody's, and stacks are not cleared between calls.
    "PMP": stoppedByNone + [.jumpToCode, .readCode, .readStaleOfLastCall],
    // One range for each thread keeps two stacks of a compartment apart.
    "CHERI": stoppedByNone + [.writeStackOfFour],
  ]

  @Test func every_attack_succeeds_without_protection_and_what_stops_it_is_read_from_the_trap()
    async throws
  {
    let section = try await Study(project: try Project.find()).attacks()
    let table = try #require(section.tables.first)
    #expect(table.rows.count == 3 * Attack.allCases.count)
    for (variant, attacks) in Self.notStopped {
      let names = Set(attacks.map(\.name))
      for row in table.rows where row.variant == variant {
        guard case .words(let outcome) = row.cells[0] else {
          Issue.record("\(row.subject) has no outcome")
          continue
        }
        #expect(
          (outcome == "not stopped") == names.contains(row.subject),
          "\(variant), \(row.subject): \(outcome)")
        guard outcome == "stopped", case .words(let cause) = row.cells[1],
          case .words(let place) = row.cells[2]
        else { continue }
        let hardware = variant == "PMP" ? "access fault" : "capability fault: bounds of"
        #expect(cause.contains(hardware) || cause.hasPrefix("the kernel: "), "\(cause)")
        #expect(!place.isEmpty)
      }
    }
  }
}
