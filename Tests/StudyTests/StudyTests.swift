import BoardTool
import Simulator
import Testing

@testable import Study

/// `./bulkhead study`, and what its figures have to say in any case.
@Suite(.serialized) struct StudyTests {
  private static func study() throws -> Study {
    var study = Study(project: try Project.find())
    study.growth = [2, 4, 20, 65]
    study.devices = [1, 5, 6]
    study.others = ["qemu_mps2_an385"]
    return study
  }

  @Test func the_study_and_its_renderings() async throws {
    let report = try await Self.study().run()
    try operations(report)
    try growth(report)
    let elsewhere = try #require(report.sections.first { $0.name == "elsewhere" })
    #expect(elsewhere.tables.flatMap(\.columns).allSatisfy { $0.source.label != "cycles" })
    #expect(try number(report, "gate call and return", "qemu_mps2_an385", "exceptions") == 2...2)
    let page = try Page(report.html)
    for section in report.sections { try page.expect(section) }
    for fact in report.facts { #expect(report.html.contains(fact.value.asMarkup)) }
    for outside in ["<script", "<link", "src=", "href=\"http", "@import", "url("] {
      #expect(!report.html.contains(outside))
    }

    // Once more with other cycles: these change, and nothing else does.
    var slow = try Self.study()
    slow.growth = [2]
    slow.devices = []
    slow.others = []
    slow.isAttacked = false
    slow.costs = try CostTable(reading: "load 30")
    slow.costsName = "slow"
    for section in try await slow.run().sections {
      let before = try #require(report.sections.first { $0.name == section.name })
      for (table, first) in zip(section.tables, before.tables) {
        for row in table.rows {
          let same = try #require(
            first.rows.first { $0.subject == row.subject && $0.variant == row.variant })
          for (column, cells) in zip(table.columns, zip(row.cells, same.cells)) {
            if column.source.unit == "simulated cycles", cells.0.isNumber {
              #expect(column.source.label == "simulated cycles, cost table slow")
              let hasLoads = row.cells[2] != .number(0)
              #expect((cells.0 != cells.1) == hasLoads)
            } else {
              #expect(cells.0 == cells.1, "\(row.subject), \(row.variant), \(column.name)")
            }
          }
        }
      }
    }
  }

  /// A figure by its table's row and column.
  private func number(
    _ report: Report, _ subject: String, _ variant: String, _ column: String
  ) throws -> ClosedRange<Int> {
    for table in report.sections.flatMap(\.tables) {
      guard let place = table.columns.firstIndex(where: { $0.name == column }),
        let row = table.rows.first(where: { $0.subject == subject && $0.variant == variant }),
        case .number(let least, let most) = row.cells[place]
      else { continue }
      return least...most
    }
    throw Missing(what: "\(subject), \(variant), \(column)")
  }

  private struct Missing: Error { var what: String }

  private func operations(_ report: Report) throws {
    func cost(_ operation: String, _ backend: StudyBackend, _ what: String) throws -> Int {
      try number(report, operation, backend.rawValue, what).upperBound
    }
    let call = "gate call and return"
    #expect(try cost(call, .pmp, "traps") == 2)
    #expect(try cost(call, .pmp, "PMP writes") > 0)
    #expect(try cost(call, .pmp, "capability register writes") == 0)
    #expect(try cost(call, .cheri, "traps") == 0)
    #expect(try cost(call, .cheri, "PMP writes") == 0)
    #expect(try cost(call, .cheri, "capability register writes") > 0)
    // What is lent costs the same whatever its size, and what is copied does not.
    let (few, many) = ("passing 16 bytes by", "passing 4096 bytes by")
    #expect(
      try cost("\(few) delegation", .pmp, "instructions")
        == cost("\(many) delegation", .pmp, "instructions"))
    for backend in [StudyBackend.pmp, .cheri] {
      #expect(
        try cost("\(few) copy", backend, "stores") + 1000
          < cost("\(many) copy", backend, "stores"))
    }
    // By hardware's capability the callee reads itself; elsewhere it asks the kernel, which copies.
    for bytes in [16, 256, 4096] {
      let what = "reading \(bytes) bytes by a capability"
      #expect(try cost(what, .cheri, "instructions") < cost(what, .pmp, "instructions"))
      #expect(try cost(what, .cheri, "loads") >= bytes / 4)
    }
    #expect(try cost("context switch", .cheri, "PMP writes") == 0)
    for (what, isKeptApart) in [("padding", [true, true, false]), ("text", [true, true, true])] {
      for (backend, isMore) in zip(StudyBackend.allCases, isKeptApart) {
        #expect(try (number(report, what, backend.rawValue, "bytes").lowerBound > 0) == isMore)
      }
    }
    // Nobody traps, nothing is copied, and one call is as another.
    #expect(try cost(call, .none, "traps") == 0)
    #expect(try cost(call, .none, "PMP writes") == 0)
    #expect(
      try cost("\(few) delegation", .none, "instructions")
        == cost("\(many) delegation", .none, "instructions"))
    for backend in StudyBackend.allCases {
      #expect(try 2...9 ~= cost("call of an own function, and return", backend, "instructions"))
    }
  }

  /// More compartments take more of everything but the time of a call; what cannot be built says so.
  private func growth(_ report: Report) throws {
    for backend in [StudyBackend.pmp, .cheri].map(\.rawValue) {
      for what in ["in all", "text", "data and bss", "padding"] {
        #expect(
          try number(report, "2", backend, what).lowerBound
            < number(report, "4", backend, what).lowerBound)
      }
      for what in ["of each", "gate call and return"] {
        #expect(try number(report, "2", backend, what) == number(report, "4", backend, what))
      }
    }
    let table = try #require(report.sections.first { $0.name == "growth" }).tables[0]
    let refused = table.rows.filter { $0.subject == "65" }.flatMap(\.cells)
    #expect(refused.count == 3 * table.columns.count)
    for cell in refused { #expect(cell == .none("an image has at most 64 compartments")) }
    // A stack, variables and five devices are seven regions, and there are no more.
    let more = try #require(report.sections.first { $0.name == "growth" }).tables[1]
    func regions(_ devices: String, _ variant: String) -> Figures.Cell? {
      more.rows.first { $0.subject == devices && $0.variant == variant }?.cells.first
    }
    #expect(regions("5", "PMP") == .number(8))
    #expect(regions("6", "CHERI") == .number(8))
    guard case .none(let why)? = regions("6", "PMP") else {
      Issue.record("eight regions are more than there are")
      return
    }
    #expect(why.hasPrefix("part2 is to reach 8 pieces of memory, and there are 7 regions of PMP"))
    #expect(try number(report, "2", "PMP", "copies").lowerBound == 0)
    #expect(try number(report, "2", "CHERI", "copies").lowerBound > 0)
  }
}
