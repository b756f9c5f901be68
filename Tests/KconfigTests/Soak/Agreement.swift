import Foundation
import TestSupport
import Testing

/// Compares our answers with Kconfiglib's, and leaves the cases where they differ in a folder.
struct Agreement {
  struct Tally: CustomStringConvertible {
    var resolved = 0
    var refused = 0
    /// Kconfiglib itself failed, or answered now this and now that.
    var unanswered = 0

    var description: String {
      "\(resolved) with the same texts, \(refused) refused by both, "
        + "\(unanswered) without an answer of Kconfiglib"
    }
  }

  /// So many cases are asked of one Python process.
  private static let batch: UInt64 = 500
  private let kconfiglib: Kconfiglib
  /// Says which case is under way.
  private let running: URL

  init(_ name: String) async throws {
    kconfiglib = try await Kconfiglib()
    running = Soak.leftovers.appendingPathComponent(name + ".running")
    try FileManager.default.createDirectory(
      at: Soak.leftovers, withIntermediateDirectories: true)
  }

  /// Compares as many cases, each made of the next seed.
  func check(_ count: Int, _ example: (UInt64) -> Case) async throws -> Tally {
    let seeds = Soak.seed..<Soak.seed + UInt64(count)
    var tally = Tally()
    defer { try? FileManager.default.removeItem(at: running) }
    for start in stride(from: seeds.lowerBound, to: seeds.upperBound, by: Int(Self.batch)) {
      let part = start..<min(start + Self.batch, seeds.upperBound)
      let cases = part.map(example)
      let pairs = try await answers(to: cases)
      for (seed, (item, pair)) in zip(part, zip(cases, pairs)) {
        var theirs = pair.theirs
        if let answer = theirs, pair.own != answer {
          if try await isUndecided(item, pair.own, answer) {
            theirs = nil
          } else {
            try report(item, pair.own, answer, seed: seed)
          }
        }
        switch theirs {
        case nil: tally.unanswered += 1
        case .error: tally.refused += 1
        case .files: tally.resolved += 1
        }
      }
    }
    return tally
  }

  private func answers(to cases: [Case]) async throws -> [(own: Answer, theirs: Answer?)] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("kconfig-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let theirs = try await kconfiglib.answers(to: cases, in: folder)
    return try zip(cases, theirs).enumerated().map { number, pair in
      try Data("the case \(pair.0.name)".utf8).write(to: running)
      return (pair.0.ownAnswer(in: folder.appendingPathComponent("\(number)").path), pair.1)
    }
  }

  /// Whether Kconfiglib gives our answer too, at times: it follows dependents in the order of
  /// addresses, and on that depends whether a loop between members of a choice shows.
  private func isUndecided(
    _ item: Case, _ own: Answer, _ theirs: Answer
  ) async throws -> Bool {
    guard own.isError != theirs.isError else { return false }
    return try await answers(to: Array(repeating: item, count: 40)).contains { $0.theirs == own }
  }

  private func report(_ item: Case, _ own: Answer, _ theirs: Answer, seed: UInt64) throws {
    let file = Soak.leftovers.appendingPathComponent(item.name + ".txtar")
    try item.expecting(theirs).bundle().write(to: file)
    Issue.record("seed \(seed): \(own.difference(from: theirs)); the case is \(file.path)")
  }
}
