/// What came of the tests of one suite.
public struct SuiteReport: Sendable {
  public enum Outcome: Sendable, Equatable {
    case passed
    case skipped
    case failed(String)
  }

  public struct Case: Sendable {
    public var name: String
    public var outcome: Outcome
    public var seconds: Double = 0
  }

  public var name: String
  public var cases: [Case] = []
  public var seconds: Double = 0
  /// Whether its cases are compared transcripts, whose failures the console does not show.
  public var isScenario = false

  public init(name: String) {
    self.name = name
  }

  public var passed: Int { cases.count { $0.outcome == .passed } }
  public var skipped: Int { cases.count { $0.outcome == .skipped } }

  public var failures: [(name: String, reason: String)] {
    cases.compactMap { test in
      if case .failed(let reason) = test.outcome { (test.name, reason) } else { nil }
    }
  }

  public var failed: Int { failures.count }

  /// The line that closes every test command.
  public static func closingLine(_ suites: [SuiteReport]) -> String {
    let passed = suites.map(\.passed).reduce(0, +)
    let failed = suites.map(\.failed).reduce(0, +)
    return "\(passed) passed, \(failed) failed"
  }
}

/// Writes suites in the form that CI servers read.
public enum JUnit {
  public static func text(_ suites: [SuiteReport]) -> String {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
    for suite in suites {
      text += "  <testsuite name=\"\(escaped(suite.name))\" tests=\"\(suite.cases.count)\""
      text += " failures=\"\(suite.failed)\" skipped=\"\(suite.skipped)\""
      text += " time=\"\(decimal(suite.seconds))\">\n"
      for test in suite.cases {
        text += "    <testcase classname=\"\(escaped(suite.name))\" name=\"\(escaped(test.name))\""
        text += " time=\"\(decimal(test.seconds))\""
        switch test.outcome {
        case .passed: text += "/>\n"
        case .skipped: text += "><skipped/></testcase>\n"
        case .failed(let reason):
          let first = reason.split(separator: "\n").first.map(String.init) ?? "failed"
          text +=
            "><failure message=\"\(escaped(first))\">\(escaped(reason))</failure></testcase>\n"
        }
      }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func decimal(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20: result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
