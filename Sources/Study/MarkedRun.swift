import BoardTool
import Simulator

/// A run of an image on the simulator, with what was counted between its marks (<bulkhead/mark.h>).
struct MarkedRun {
  /// What was counted up to a mark.
  struct Mark {
    var number: UInt32
    var counts: Counts
  }

  private(set) var marks: [Mark] = []
  /// Of the mark itself, which is arithmetic.
  private let cyclesOfMark: UInt64

  /// Instructions that no workload of the study needs.
  private static let limit: UInt64 = 200_000_000

  /// Throws unless the image ends by itself, with status 0.
  init(_ image: Image, _ backend: StudyBackend, _ costs: CostTable) throws {
    cyclesOfMark = UInt64(costs[.integer])
    var configuration = Machine.Configuration()
    configuration.hasCapabilities = backend.hasCapabilities
    configuration.costs = costs
    let machine = Machine(configuration)
    try machine.load(image.elf.bytes())
    var console: [UInt8] = []
    machine.output = { console += $0 }
    var marks: [Mark] = []
    machine.onMark = { marks.append(Mark(number: $1, counts: $0.totals())) }
    let outcome = machine.run(limit: Self.limit)
    guard outcome == .finished(status: 0) else {
      let words = String(decoding: console.suffix(2000), as: UTF8.self)
      throw Failure("the study's image on \(backend.board) ended: \(outcome)\n\(words)")
    }
    self.marks = marks
  }

  /// What was counted between the two marks of an operation, each time, without the second mark itself.
  func shots(of operation: UInt32) -> [Counts] {
    var shots: [Counts] = []
    var begin: Counts?
    for mark in marks {
      if mark.number == 2 * operation {
        begin = mark.counts
      } else if mark.number == 2 * operation + 1, let start = begin {
        var counts = mark.counts.since(start)
        counts.instructions -= 1
        counts.cycles -= cyclesOfMark
        shots.append(counts)
        begin = nil
      }
    }
    return shots
  }

  /// What stands behind an operation: the number of the mark after its last.
  func mark(after operation: UInt32) -> UInt32? {
    guard let last = marks.lastIndex(where: { $0.number == 2 * operation + 1 }),
      last + 1 < marks.count
    else { return nil }
    return marks[last + 1].number
  }
}
