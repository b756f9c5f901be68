import KernelCore
import Testing

private final class Bead: Equatable, ChainNode {
  let name: Int
  var following: Bead?
  init(_ name: Int) { self.name = name }
  static func == (one: Bead, other: Bead) -> Bool { one === other }
}

private func names(_ chain: Chain<Bead>) -> [Int] {
  var found: [Int] = []
  var here = chain.first
  while let bead = here {
    found.append(bead.name)
    here = bead.following
  }
  return found
}

@Suite struct ChainTests {
  private let beads = (0..<5).map { Bead($0) }
  private let empty = Chain<Bead>(first: nil, last: nil)

  @Test func appendedNodesComeOutInTheirOrder() {
    var chain = empty
    for bead in beads { chain.append(bead) }
    let order = (0..<6).map { _ in chain.removeFirst()?.name }
    #expect(order == [0, 1, 2, 3, 4, nil])
    #expect(chain.last == nil)
  }

  @Test func prependedNodesComeOutInReverse() {
    var chain = empty
    for bead in beads { chain.prepend(bead) }
    #expect(names(chain) == [4, 3, 2, 1, 0])
    #expect(chain.last == beads[0])
  }

  @Test func aNodeInsertedBehindTheLastIsTheLast() {
    var chain = empty
    chain.append(beads[0])
    chain.insert(beads[1], after: beads[0])
    chain.insert(beads[2], after: beads[0])
    #expect(names(chain) == [0, 2, 1])
    #expect(chain.last == beads[1])
    chain.append(beads[3])
    #expect(names(chain) == [0, 2, 1, 3])
  }

  @Test func linkedNodesAreAppendedTogether() {
    beads[1].following = beads[2]
    beads[2].following = beads[3]
    var chain = empty
    chain.append(from: beads[1], through: beads[3])
    beads[4].following = beads[0]
    chain.append(from: beads[4], through: beads[0])
    #expect(names(chain) == [1, 2, 3, 4, 0])
    #expect(chain.last == beads[0])
  }

  @Test(arguments: 0..<4) func anyNodeCanBeRemoved(index: Int) {
    var chain = empty
    for bead in beads.prefix(4) { chain.append(bead) }
    let wasThere = chain.remove(beads[index])
    #expect(wasThere)
    #expect(names(chain) == (0..<4).filter { $0 != index })
    #expect(chain.last == beads[index == 3 ? 2 : 3])
    let isStillThere = chain.remove(beads[index])
    #expect(!isStillThere)
    #expect(!chain.contains(beads[index]))
  }

  @Test func removingTheOnlyNodeLeavesNothing() {
    var chain = empty
    chain.append(beads[0])
    #expect(chain.contains(beads[0]))
    let wasThere = chain.remove(beads[0])
    #expect(wasThere)
    #expect(chain.first == nil && chain.last == nil)
  }
}
