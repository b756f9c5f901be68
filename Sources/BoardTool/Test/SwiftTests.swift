import Foundation

/// The package's own Swift Testing suites: `swift test`, and what it reports.
struct SwiftTests {
  var project: Project
  /// Seconds for everything: on a fresh checkout the compiler takes most of them.
  static let limit = 900
  /// Seconds for all soaks.
  static let soakLimit = 3600

  /// What failed and why: without the build's steps and without what began or passed.
  static func telling(_ text: String) -> String {
    let lines = text.split(separator: "\n")
    let complaints = lines.filter { line in
      line.hasPrefix("✘") || line.hasPrefix("↳") || line.contains(": error: ")
        || line.hasPrefix("error: ")
    }
    return (complaints.isEmpty ? lines : complaints).joined(separator: "\n")
  }

  func run() async throws -> SuiteReport {
    try await run("swift test", [], limit: Self.limit).report
  }

  /// Runs the suites whose names end in `Soak`, with thousands of cases, for a report of each.
  ///
  /// What they say of the cases is printed.
  func soak() async throws -> [SuiteReport] {
    // One after the other, so that the minutes are each one's own.
    let (report, output) = try await run(
      "soaks", ["--filter", "Soak/", "--no-parallel"], limit: Self.soakLimit,
      environment: ["BULKHEAD_SOAK": "1"])
    for line in output.split(separator: "\n") where line.hasPrefix("soak: ") {
      print("  \(line.dropFirst("soak: ".count))")
    }
    for file in (project.images / "soak").entries where file.fileExtension == "running" {
      print("  ended at \(try file.text())")
    }
    return Self.bySuite(report)
  }

  /// A report for each suite, in the order of their first cases.
  static func bySuite(_ report: SuiteReport) -> [SuiteReport] {
    var suites: [SuiteReport] = []
    for test in report.cases {
      let path = test.name.prefix { $0 != "(" }
      let name = path.lastIndex(of: ".").map { String(path[..<$0]) } ?? report.name
      let index = suites.firstIndex { $0.name == name } ?? suites.count
      if index == suites.count { suites.append(SuiteReport(name: name)) }
      suites[index].cases.append(test)
      suites[index].seconds += test.seconds
    }
    return suites
  }

  private func run(
    _ name: String, _ arguments: [String], limit: Int, environment: [String: String] = [:]
  ) async throws -> (report: SuiteReport, output: String) {
    let toolchain = try Toolchain()
    try project.images.createDirectory()
    let file = project.images / "swift-test.xml"
    let written = project.images / "swift-test-swift-testing.xml"
    for old in [file, written] { try old.remove() }
    Progress.shared.say(name)
    let started = ContinuousClock.now
    let words = ["test", "--package-path", project.root.string, "--xunit-output", file.string]
    let ended = try await limited(to: .seconds(limit)) {
      try await Tool.run(toolchain.swift, words + arguments, environment: environment)
    }
    Progress.shared.clear()
    var report = SuiteReport(name: name)
    report.seconds = (ContinuousClock.now - started).seconds
    guard let result = ended else {
      let reason = "did not end within \(limit) seconds"
      report.cases = [.init(name: "(swift test)", outcome: .failed(reason))]
      return (report, "")
    }
    for path in [file, written] where path.exists {
      report.cases += XUnitReader.cases(in: try path.text())
    }
    if result.status != 0 {
      printError(Self.telling(result.output + result.errors))
      if report.failed == 0 {
        report.cases.append(
          .init(name: "(swift test)", outcome: .failed("status \(result.status)")))
      }
    } else if report.cases.isEmpty {
      report.cases.append(.init(name: "(swift test)", outcome: .failed("no test ran")))
    }
    return (report, result.output)
  }
}

/// The few facts needed from the xUnit file that `swift test` writes.
enum XUnitReader {
  static func cases(in text: String) -> [SuiteReport.Case] {
    text.split(separator: "<testcase ").dropFirst().map { part in
      let head = part.prefix { $0 != ">" }
      let rest = part[head.endIndex...]
      let body = rest.split(separator: "</testcase>", maxSplits: 1).first ?? rest
      let name = attribute("classname", in: head) + "." + attribute("name", in: head)
      let isFailure = !head.hasSuffix("/") && body.contains("<failure")
      let isSkipped = !head.hasSuffix("/") && body.contains("<skipped")
      return .init(
        name: name, outcome: isFailure ? .failed("failed") : isSkipped ? .skipped : .passed,
        seconds: Double(attribute("time", in: head)) ?? 0)
    }
  }

  private static func attribute(_ name: String, in head: Substring) -> String {
    let padded = " " + head
    guard let start = padded.range(of: " \(name)=\"") else { return "" }
    let value = padded[start.upperBound...].prefix { $0 != "\"" }
    return value.replacingOccurrences(of: "&quot;", with: "\"")
      .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
      .replacingOccurrences(of: "&amp;", with: "&")
  }
}
