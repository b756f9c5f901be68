import KernelCore
import TestSupport
import Testing

/// Whether a plan for the PMP takes the fewest entries, told by trying all entries there are.
struct PMPSoak {
  /// Words of memory looked at.
  private static let words = 8
  private static let base: UInt32 = 0x1000

  /// One to three grants with the same access or not, and their rooms, anywhere within 32 bytes.
  @Test func noOtherEntriesAreFewer() throws {
    let most = Soak.count(sample: 2, soak: 3)
    let fewest = Self.fewestEntries(upTo: most)
    var dice = Dice(seed: Soak.seed)
    var count = 0
    let cases = Soak.count(sample: 300, soak: 30_000)
    for _ in 0..<cases {
      let grants = Self.grants(&dice)
      let check = try checked(PMPModel.self, grants)
      let least = Self.maps(for: grants).compactMap { fewest[$0] }.min() ?? most + 1
      #expect(min(check.plan.used, most + 1) == least, "\(grants) \(check.plan.words)")
      if least <= most { count += 1 }
    }
    #expect(count > cases / 3)
    Soak.say("\(count) plans that take as few entries of a PMP as there can be")
  }

  /// What entries give: a bit for each word that can be read only, and from bit 8 on for each that
  /// can be written, too.
  ///
  /// A byte is in entries that agree, and none is outside the words looked at.
  private typealias Map = UInt32

  private static func joined(_ one: Map?, _ other: Map?) -> Map? {
    guard let one, let other, (one | other) & (one | other) >> 8 & 0xff == 0 else { return nil }
    return one | other
  }

  /// What an entry gives above another or none; nil if that goes beyond the words.
  private static func map(of entry: PMPModel.Entry, above below: PMPModel.Entry?) -> Map? {
    let model = PMPModel((below.map { [$0] } ?? []) + [entry])
    let own = below == nil ? 0 : 1
    func has(_ address: UInt32) -> Bool { model.entries(having: address).contains(own) }
    if has(base - 4) || has(base + UInt32(words) * 4) { return nil }
    let bits: Map = (0..<UInt32(words)).reduce(0) { $0 | (has(base + $1 * 4) ? 1 << $1 : 0) }
    return entry.configuration & 2 == 0 ? bits : bits << 8
  }

  /// For each map the fewest entries that make it.
  private static func fewestEntries(upTo most: Int) -> [Map: Int] {
    var choices: [PMPModel.Entry] = (0...UInt32(words)).map { (base / 4 + $0, 0) }
    for place in 0...UInt32(words) {
      for access in [1, 3] as [UInt8] {
        choices.append((base / 4 + place, 1 << 3 | access))
        choices.append((base / 4 + place, 2 << 3 | access))
        for ones in 0...2 as ClosedRange<UInt32> where place & ((2 << ones) - 1) == 0 {
          choices.append((base / 4 + place | ((1 << ones) - 1), 3 << 3 | access))
        }
      }
    }
    let first = choices.map { map(of: $0, above: nil) }
    let next = choices.map { below in choices.map { map(of: $0, above: below) } }
    var fewest: [Map: Int] = [0: 0]
    func extend(_ map: Map, last: Int, count: Int) {
      fewest[map] = min(fewest[map] ?? .max, count)
      if count == most { return }
      for choice in choices.indices {
        guard let map = joined(map, next[last][choice]) else { continue }
        extend(map, last: choice, count: count + 1)
      }
    }
    for choice in choices.indices {
      guard let map = first[choice] else { continue }
      extend(map, last: choice, count: 1)
    }
    return fewest
  }

  /// The maps that give all grants what they ask for, and nobody more than there is room for.
  private static func maps(for grants: [Grant]) -> [Map] {
    var maps: [Map] = [0]
    for word in 0..<UInt32(words) {
      let address = base + word * 4
      func bit(_ grant: Grant) -> Map { (grant.access == .read ? 1 : 1 << 8) << word }
      if let grant = grants.first(where: { $0.range.contains(address) }) {
        maps = maps.map { $0 | bit(grant) }
      } else {
        let bits = Set(grants.filter { $0.room.contains(address) }.map(bit)).union([0])
        maps = maps.flatMap { map in bits.map { map | $0 } }
      }
    }
    return maps
  }

  private static func grants(_ dice: inout Dice) -> [Grant] {
    var grants: [Grant] = []
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      let edges = (0..<4).map { _ in UInt32.random(in: 0..<UInt32(words), using: &dice) }.sorted()
      let room = AddressRange(base + edges[0] * 4, through: base + edges[3] * 4 + 3)
      let range = AddressRange(base + edges[1] * 4, through: base + edges[2] * 4 + 3)
      let grant = Grant(range, within: room, dice.chance(50) ? .read : [.read, .write])
      if grants.allSatisfy({ $0.access == grant.access || !$0.range.overlaps(range) }) {
        grants.append(grant)
      }
    }
    return grants
  }
}
