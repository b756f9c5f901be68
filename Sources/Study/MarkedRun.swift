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

  /// Instructions that no workload of the study needs.
  private static let limit: UInt64 = 200_000_000

  /// Throws unless the image ends by itself, with status 0.
  init(_ image: Image, _ backend: StudyBackend) throws {
    var configuration = Machine.Configuration()
    configuration.hasCapabilities = backend == .cheri
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
        counts.cycles -= 1
        shots.append(counts)
        begin = nil
      }
    }
    return shots
  }
}
