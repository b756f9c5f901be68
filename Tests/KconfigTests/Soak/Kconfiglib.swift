import Foundation
import Kconfig
import TestSupport

@testable import BoardTool

/// What a tree and its assignments come to.
enum Answer: Equatable {
  /// `config`, `header` and `min`, as they would be written.
  case files([String: String])
  /// The texts of errors need not be the same.
  case error(String)

  var isError: Bool {
    if case .error = self { return true }
    return false
  }

  static func == (left: Answer, right: Answer) -> Bool {
    switch (left, right) {
    case (.files(let left), .files(let right)): left == right
    case (.error, .error): true
    default: false
    }
  }

  /// Where two answers part, for whoever looks into it.
  func difference(from other: Answer) -> String {
    switch (self, other) {
    case (.files, .error(let text)): return "no error, but: \(text)"
    case (.error(let text), .files): return "an error: \(text)"
    case (.error, .error): return "none"
    case (.files(let mine), .files(let theirs)):
      for name in ["config", "header", "min"] where mine[name] != theirs[name] {
        let lines = [mine, theirs].map {
          ($0[name] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        }
        let number = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
        let shown = lines.map { number < $0.count ? "'\($0[number])'" : "the end" }
        return "\(name), line \(number + 1): \(shown[0]) instead of \(shown[1])"
      }
      return "none"
    }
  }
}

extension Case {
  /// What our library makes of the case.
  func ownAnswer(in folder: String) -> Answer {
    do {
      let tree = try Kconfig(file: "Kconfig", sourceTree: folder, environment: environment)
      try tree.load(config: folder + "/assignments")
      return .files([
        "config": tree.configText(), "header": tree.headerText(), "min": tree.minimalText(),
      ])
    } catch {
      return .error("\(error)")
    }
  }
}

/// Kconfiglib 14.1 of PyPI, asked for many cases at once.
struct Kconfiglib {
  private let python: Path

  init() async throws {
    let project = Project(root: Path(Soak.leftovers.path).parent.parent)
    python = try await PythonEnvironment.kconfiglib(in: project).interpreter()
  }

  /// Writes the cases into folders 0, 1, … and gives the answers in that order; nil where
  /// Kconfiglib itself fails by other than an error of its own.
  func answers(to cases: [Case], in folder: URL) async throws -> [Answer?] {
    for (number, item) in cases.enumerated() {
      try item.writeInputs(to: folder.appendingPathComponent("\(number)"))
    }
    try JSONEncoder().encode(cases.map(\.environment))
      .write(to: folder.appendingPathComponent("environments.json"))
    let script = Path(#filePath).parent / "answers.py"
    let result = try await Tool.run(python, [script.string, folder.path])
    guard result.status == 0 else { throw Failure("answers.py:\n\(result.errors)") }
    let data = try Data(contentsOf: folder.appendingPathComponent("answers.json"))
    return try JSONDecoder().decode([[String: String]].self, from: data).map { texts in
      if texts["crash"] != nil { return nil }
      return texts["error"].map(Answer.error) ?? .files(texts)
    }
  }
}
