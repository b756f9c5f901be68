import KernelCore
import TestSupport
import Testing

/// One random life of a stack allocator, compared after every step with what must hold.
struct StackTrial<Stacks: StackAllocator> {
  private let seed: UInt64
  private var dice: Dice
  private let base: UInt32
  private let oracle: PlacementOracle
  private var fresh: Stacks
  private var stacks: Stacks
  /// Goes the same way, but nothing that is refused is ever asked of it.
  private var spared: Stacks
  private var live: [StackBlock] = []
  private var returned: [StackBlock] = []
  private var made = 0

  private init(seed: UInt64) {
    self.seed = seed
    dice = Dice(seed: seed)
    let placement = StackPlacement.random(&dice)
    oracle = PlacementOracle(placement: placement)
    let total = UInt32.random(in: 0...40_000, using: &dice)
    // Aligned to some power of two, or to nothing.
    base = UInt32.random(in: 0...0x3000_0000, using: &dice) & (.max << UInt32(dice.next() % 18))
    fresh = Stacks(total: total, base: base, placement: placement)
    stacks = fresh
    spared = fresh
  }

  /// How many stacks were made; all of them are given back.
  static func run(seed: UInt64) -> Int {
    var trial = StackTrial(seed: seed)
    trial.checkFigures()
    for _ in 0..<520 { trial.step() }
    trial.giveAllBack()
    return trial.made
  }

  private mutating func step() {
    if dice.chance(5) { refuseAForgery() }
    if dice.chance(live.count * 4 + 20), !live.isEmpty {
      giveBack(live.remove(at: Int.random(in: live.indices, using: &dice)))
    } else {
      ask()
    }
    checkFigures()
  }

  private mutating func ask() {
    let limits: [UInt32] = [0, 64, 600, 3000, fresh.largestFree + 40]
    let bytes = UInt32.random(in: 0...dice.pick(limits), using: &dice)
    let isForIdle = dice.chance(10)
    do {
      let block = try Self.take(bytes, isForIdle, from: &stacks)
      made += 1
      check(bytes <= stacks.total && block.usable >= max(bytes, 1), "room for \(bytes)")
      check(block.usable == (isForIdle ? block.reserved : max(bytes, 1)), "usable of \(block)")
      check(block.usable <= block.reserved, "reserved of \(block)")
      check(UInt64(block.offset) + UInt64(block.reserved) <= stacks.total, "\(block) within")
      check(oracle.allows(base + block.offset, size: block.reserved), "\(block) placed")
      check(
        !live.contains {
          $0.offset < block.offset + block.reserved && block.offset < $0.offset + $0.reserved
        }, "\(block) overlaps no other")
      live.append(block)
      check((try? Self.take(bytes, isForIdle, from: &spared)) == block, "refusals change nothing")
    } catch {
      let isEver = max(bytes, 1) <= fresh.largestFree
      check(error == (isEver ? .exhausted : .tooLarge), "\(error) for \(bytes)")
    }
  }

  private mutating func giveBack(_ block: StackBlock) {
    do {
      try stacks.deallocate(block)
      try spared.deallocate(block)
    } catch {
      check(false, "\(block) is taken back")
    }
    returned.append(block)
  }

  /// Blocks that were given back, and such as nobody was given.
  private mutating func refuseAForgery() {
    let seen = live + returned.suffix(40)
    guard let block = seen.randomElement(using: &dice) else { return }
    let by = dice.pick([0, 0, 1, 16, 64, 1000, stacks.total, .max] as [UInt32])
    let forged: StackBlock
    switch Int.random(in: 0..<3, using: &dice) {
    case 0:
      forged = StackBlock(
        offset: block.offset &+ by, usable: block.usable, reserved: block.reserved)
    case 1:
      forged = StackBlock(
        offset: block.offset, usable: dice.chance(20) ? by : block.usable &+ by,
        reserved: block.reserved)
    default:
      forged = StackBlock(
        offset: block.offset, usable: block.usable, reserved: block.reserved &+ by)
    }
    if live.contains(forged) { return }
    var refusal: StackError?
    do { try stacks.deallocate(forged) } catch { refusal = error }
    check(refusal == .notAllocated, "\(forged) is refused")
  }

  private mutating func checkFigures() {
    let reserved = live.reduce(0) { $0 + $1.reserved }
    check(stacks.free + reserved + stacks.overhead == stacks.total, "every byte is accounted for")
    check(stacks.reserved == reserved, "what is reserved")
    check(stacks.overhead == fresh.overhead && stacks.total == fresh.total, "what never changes")
    check(stacks.wasted == live.reduce(0) { $0 + $1.reserved - $1.usable }, "what is wasted")
    guard dice.chance(30) else { return }
    let largest = stacks.largestFree
    var most = stacks
    var more = stacks
    if largest > 0 {
      check((try? most.allocate(bytes: largest)) != nil, "\(largest) bytes are free")
    }
    check((try? more.allocate(bytes: largest + 1)) == nil, "\(largest) bytes are the most")
  }

  private mutating func giveAllBack() {
    while !live.isEmpty {
      giveBack(live.remove(at: Int.random(in: live.indices, using: &dice)))
      checkFigures()
    }
    check(stacks.free == fresh.free && stacks.largestFree == fresh.largestFree, "all is free")
    // What it can give, a fresh one gives, too.
    var new = fresh
    for _ in 0..<40 {
      let bytes = UInt32.random(in: 0...dice.pick([200, 2000, fresh.largestFree]), using: &dice)
      let (again, first) = (try? stacks.allocate(bytes: bytes), try? new.allocate(bytes: bytes))
      check(again?.reserved == first?.reserved, "as good as new for \(bytes)")
    }
  }

  private static func take(
    _ bytes: UInt32, _ isForIdle: Bool, from stacks: inout Stacks
  ) throws(StackError) -> StackBlock {
    isForIdle ? try stacks.allocateForIdle(bytes: bytes) : try stacks.allocate(bytes: bytes)
  }

  private func check(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { Issue.record("seed \(seed): \(what())") }
  }
}
