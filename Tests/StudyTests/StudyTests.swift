import BoardTool
import Testing

@testable import Study

/// `./bulkhead study`, and what its figures have to say in any case.
struct StudyTests {
  @Test func both_backends_do_the_same_work_each_in_its_way() async throws {
    let report = try await Study(project: try Project.find()).run()
    func row(_ operation: StudyCosts.Operation, _ backend: StudyBackend) throws -> StudyCosts.Row {
      try #require(
        report.costs.rows.first { $0.operation == operation && $0.backend == backend })
    }
    for backend in StudyBackend.allCases {
      #expect(try row(.nothing, backend).most.instructions == 0)
      #expect(try row(.call, backend).shots == 12)
    }
    let (trapping, invoking) = (try row(.call, .pmp).least, try row(.call, .cheri).least)
    #expect(trapping.traps == 2 && trapping.pmpWrites > 0 && trapping.capabilityRegisterWrites == 0)
    #expect(invoking.traps == 0 && invoking.pmpWrites == 0)
    #expect(invoking.capabilityRegisterWrites > 0)
    // What is lent costs the same whatever its size, and what is copied does not.
    #expect(
      try row(.pass16, .pmp).least.instructions == row(.pass4096, .pmp).least.instructions)
    #expect(
      try row(.pass16, .cheri).least.stores + 1000 < row(.pass4096, .cheri).least.stores)
    #expect(try row(.contextSwitch, .cheri).most.pmpWrites == 0)
    #expect(report.files.map(\.name) == ["costs.csv", "sizes.csv"])
    let lines = report.files[0].text.split(separator: "\n")
    #expect(lines.count == 1 + 2 * report.costs.rows.count)
    #expect(lines.allSatisfy { $0.split(separator: ",").count == 11 })
  }
}
