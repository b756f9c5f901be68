import KernelCore
import TestSupport
import Testing

/// An init table in memory: as many rows as the plan has entries.
private final class Table: InitTable {
  struct Facts {
    var state = InitState.waiting
    var cause: UInt16 = .max
    var below: UInt16 = .max
  }

  struct Row: InitRow {
    let table: Table
    let place: Int
    var state: InitState {
      get { table.facts[place].state }
      nonmutating set { table.facts[place].state = newValue }
    }
    var isUp: Bool { state == .up }
    var cause: UInt16 {
      get { table.facts[place].cause }
      nonmutating set { table.facts[place].cause = newValue }
    }
    var below: UInt16 {
      get { table.facts[place].below }
      nonmutating set { table.facts[place].below = newValue }
    }
  }

  /// What each entry depends on: places before its own.
  let dependencies: [[Int]]
  let policies: [InitPolicy]
  let deadlines: [UInt16]
  let audits: [Bool]
  private let words: [UInt16]
  var facts: [Facts]

  init(
    _ dependencies: [[Int]], _ policies: [InitPolicy], _ deadlines: [UInt16], _ audits: [Bool]
  ) {
    self.dependencies = dependencies
    self.policies = policies
    self.deadlines = deadlines
    self.audits = audits
    words = dependencies.indices.flatMap { place in
      let flags = policies[place].rawValue << 14 | (audits[place] ? 1 << 13 : 0)
      return [deadlines[place], flags | UInt16(dependencies[place].count)]
        + dependencies[place].map(UInt16.init)
    }
    facts = Array(repeating: Facts(), count: dependencies.count)
  }

  /// Each entry depends on up to eight, most of them close by, so that chains become long.
  convenience init(random count: Int, _ dice: inout Dice) {
    let dependencies = (0..<count).map { place -> [Int] in
      guard place > 0 else { return [] }
      let wanted = (0..<dice.weighted([20, 40, 20, 8, 4, 3, 2, 2, 1])).map { _ in
        let nearest = dice.chance(70) ? max(0, place - 10) : 0
        return Int.random(in: nearest..<place, using: &dice)
      }
      return Set(wanted).sorted().shuffled(using: &dice)
    }
    let policies = (0..<count).map { _ in
      dice.pick([InitPolicy.optional, .required, .essential])
    }
    let deadlines = (0..<count).map { _ in UInt16.random(in: 0 ... .max, using: &dice) }
    let audits = (0..<count).map { _ in dice.chance(50) }
    self.init(dependencies, policies, deadlines, audits)
  }

  var count: Int { dependencies.count }
  func row(_ place: Int) -> Row { Row(table: self, place: place) }
  func word(_ index: Int) -> UInt16 { words[index] }

  /// The entries of a trail, the last one up first.
  func contents(of trail: InitTrail) -> [Int] {
    var next = trail.last.map(UInt16.init) ?? .max
    var places: [Int] = []
    while next != .max, places.count <= count {
      places.append(Int(next))
      next = row(Int(next)).below
    }
    return places
  }
}

/// A way up over a table, with what each entry comes to if it is called.
private struct Boot {
  let table: Table
  var trail = InitTrail()
  /// The entries whose init was called and succeeded, in that order.
  private(set) var succeeded: [Int] = []
  private(set) var called: [Int] = []

  init(_ table: Table, failing: [Int: InitState]) {
    self.table = table
    var place = InitPlace()
    while place.row < table.count {
      let row = table.row(place.row)
      if let cause = place.obstacle(in: table) {
        row.cause = cause
        row.state = .skipped
      } else {
        row.state = .running
        called.append(place.row)
        if let end = failing[place.row] {
          row.state = end
        } else {
          succeeded.append(place.row)
          row.state = .up
          trail.add(row)
        }
      }
      place.advance(in: table)
    }
  }

  /// Up to a third of the entries fail, fault or overrun.
  static func random(_ table: Table, _ dice: inout Dice) -> Boot {
    let percent = dice.pick([0, 1, 5, 33])
    var failing: [Int: InitState] = [:]
    for place in 0..<table.count where dice.chance(percent) {
      failing[place] = dice.pick([.failed, .faulted, .overran])
    }
    return Boot(table, failing: failing)
  }
}

/// Laws of the way up and the way back, on a table and failures that a seed decides.
private struct Laws {
  var dice: Dice
  let table: Table

  init(_ count: Int, seed: UInt64) {
    dice = Dice(seed: seed)
    table = Table(random: count, &dice)
  }

  /// What comes up has all it depends on, and nothing else keeps an entry down.
  mutating func checkWayUp() {
    let boot = Boot.random(table, &dice)
    let up = Set(boot.succeeded)
    for place in 0..<table.count {
      let row = table.row(place)
      let missing = table.dependencies[place].first { !up.contains($0) }
      #expect((row.state == .up) == up.contains(place))
      #expect((row.state == .skipped) == (missing != nil))
      if let missing { #expect(row.cause == UInt16(missing)) }
    }
    #expect(boot.called == boot.called.sorted())
    #expect(Set(boot.called).count == boot.called.count)
  }

  /// The plan gives each entry its own facts.
  func checkFacts() {
    var place = InitPlace()
    for index in 0..<table.count {
      #expect(place.row == index)
      #expect(place.policy(in: table) == table.policies[index])
      #expect(place.deadline(in: table) == table.deadlines[index])
      #expect(place.isAudited(in: table) == table.audits[index])
      let asks = table.policies[index] != .optional || table.audits[index]
      let isPlain = table.dependencies[index].isEmpty && !asks
      #expect(place.isPlain(in: table) == isPlain)
      if isPlain { place.advanceFromPlain() } else { place.advance(in: table) }
    }
  }

  /// What came up goes down in exactly the reverse order, and nothing else is visited.
  mutating func checkWayBack() {
    var boot = Boot.random(table, &dice)
    let untouched = table.facts.indices.filter { table.facts[$0].state != .up }
    let states = untouched.map { table.facts[$0].state }
    var down: [Int] = []
    while let place = boot.trail.takeLast(in: table) {
      #expect(table.row(place).state == .goingDown)
      table.row(place).state = dice.pick([.down, .downFailed, .downFaulted, .downOverran])
      down.append(place)
    }
    #expect(down == boot.succeeded.reversed())
    #expect(untouched.map { table.facts[$0].state } == states)
    #expect(boot.trail.last == nil)
  }

  /// Entries that go down and come up one by one leave the trail as a list would have it.
  mutating func checkSingleEntries(steps: Int) {
    var boot = Boot.random(table, &dice)
    var model = boot.succeeded
    for step in 0..<steps {
      if dice.chance(50), !model.isEmpty {
        // Also the last one up, which needs no search.
        let index = dice.chance(20) ? model.count - 1 : dice.pick(model.indices)
        let place = model.remove(at: index)
        boot.trail.remove(place, in: table)
        table.row(place).state = .down
      } else if model.count < table.count {
        let place = dice.pick(0..<table.count)
        if table.row(place).isUp { continue }
        table.row(place).state = .up
        boot.trail.add(table.row(place))
        model.append(place)
      }
      #expect(boot.trail.last == model.last)
      if step % 16 == 0 { #expect(table.contents(of: boot.trail) == model.reversed()) }
    }
    #expect(table.contents(of: boot.trail) == model.reversed())
    #expect(Set(table.facts.indices.filter { table.row($0).isUp }) == Set(model))
    var down: [Int] = []
    while let place = boot.trail.takeLast(in: table) { down.append(place) }
    #expect(down == model.reversed())
  }
}

extension Laws {
  /// To start one entry only what it depends on is started, each once and behind its own dependencies.
  mutating func checkStartOfOne() {
    guard table.count > 0 else { return }
    for index in table.facts.indices {
      table.facts[index].state = dice.chance(20) ? .up : dice.pick([.waiting, .down, .downFailed])
    }
    let wanted = Int.random(in: 0..<table.count, using: &dice)
    table.facts[wanted].state = .down
    var missing: Set<Int> = []
    var open = [wanted]
    while let place = open.popLast() {
      if table.row(place).isUp || !missing.insert(place).inserted { continue }
      open += table.dependencies[place]
    }
    let place = InitPlace(of: wanted, in: table)
    var started: [Int] = []
    while !table.row(wanted).isUp, started.count <= table.count {
      let next = place.nextToStart(in: table).row
      #expect(table.dependencies[next].allSatisfy { table.row($0).isUp })
      table.row(next).state = .up
      started.append(next)
    }
    #expect(started.count == missing.count)
    #expect(Set(started) == missing)
  }
}

/// The walk over the init table: what small tables come to, written out.
struct InitWalkTests {
  private func table(_ dependencies: [[Int]]) -> Table {
    Table(
      dependencies, Array(repeating: .optional, count: dependencies.count),
      Array(repeating: 0, count: dependencies.count),
      Array(repeating: false, count: dependencies.count))
  }

  @Test func an_empty_table_has_nothing_to_take_down() {
    var boot = Boot(table([]), failing: [:])
    #expect(boot.trail.takeLast(in: boot.table) == nil)
  }

  @Test func what_depends_on_a_failure_is_skipped_to_the_end_of_the_chain() {
    let table = table([[], [0], [1], [], [3, 2]])
    let boot = Boot(table, failing: [0: .failed])
    #expect(table.facts.map(\.state) == [.failed, .skipped, .skipped, .up, .skipped])
    #expect(table.facts[4].cause == 2)
    #expect(table.contents(of: boot.trail) == [3])
  }

  @Test func an_entry_that_comes_up_again_is_the_last_one() {
    let table = table([[], [], []])
    var boot = Boot(table, failing: [:])
    boot.trail.remove(1, in: table)
    #expect(table.contents(of: boot.trail) == [2, 0])
    table.row(1).state = .up
    boot.trail.add(table.row(1))
    #expect(table.contents(of: boot.trail) == [1, 2, 0])
  }
}

/// The same on random tables of up to 5,000 entries.
@Suite struct InitWalkSoak {
  private static let count = Soak.count(sample: 5, soak: 200)

  /// Half of the tables are as large as an image's, the last one as large as they are to be.
  private func run(_ law: String, _ check: (inout Laws) -> Void) {
    for seed in Soak.seed..<Soak.seed + UInt64(Self.count) {
      var dice = Dice(seed: seed)
      let isLast = seed == Soak.seed + UInt64(Self.count) - 1
      let size = isLast ? 5000 : Int.random(in: 0...(dice.chance(50) ? 60 : 5000), using: &dice)
      var laws = Laws(size, seed: seed)
      check(&laws)
    }
    Soak.say("\(Self.count) random init tables from seed \(Soak.seed): \(law)")
  }

  @Test func nothing_comes_up_without_what_it_depends_on() {
    run("way up") { $0.checkWayUp() }
  }

  @Test func to_start_one_entry_what_it_needs_is_started_and_nothing_else() {
    run("start of one") { $0.checkStartOfOne() }
  }

  @Test func an_entry_finds_its_own_facts() {
    run("facts") { $0.checkFacts() }
  }

  @Test func the_way_back_is_the_reverse_of_what_succeeded() {
    run("way back") { $0.checkWayBack() }
  }

  @Test func single_entries_come_and_go_exactly() {
    run("single entries") { $0.checkSingleEntries(steps: 400) }
  }
}
